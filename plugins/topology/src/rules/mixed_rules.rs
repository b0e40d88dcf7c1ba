//! Groups with both inline and standalone rules.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Rule, View};

use crate::{model::Model, rules_of_group::Direction, types::TYPES};

pub const RULE: Rule = Rule {
    id: "topology/mixed-rules",
    level: Level::Error,
    severity: 50,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: TYPES,
    summary: "A group has both inline rules and standalone rule resources",
    page: include_str!("mixed_rules.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R010"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let model = Model::new(cx, view);
    for group in &model.groups {
        let Some(resource) = group.resource.filter(|resource| !resource.is_data()) else { continue };
        let pick = |standalone: bool| {
            let all = || group.rules.iter().filter(|rule| rule.standalone == standalone);
            all().find(|rule| rule.certain).or_else(|| all().next())
        };
        let Some(standalone) = pick(true) else { continue };
        let Some(inline) = pick(false) else {
            for list in [Direction::Ingress, Direction::Egress].into_iter().filter_map(|of| group.more(of)) {
                cx.undecided(list);
            }
            continue;
        };
        let name = &group.name;
        let owner = standalone.owner.address();
        let report = cx
            .report(resource, format!("`{name}` has inline rules, and `{owner}` adds another from outside"))
            .because(if group.rules.iter().any(|rule| !rule.standalone && rule.direction == standalone.direction) {
                "inline rules claim to be all rules of their direction, so an apply removes what the other resource \
                 wrote and the next one writes it again: a rule that protects or serves you comes and goes"
            } else {
                "the provider does not support both on one group: as soon as somebody writes an inline rule of the \
                 other direction too, each apply removes what the other resource wrote"
            })
            .help("write all rules of the group as standalone resources and remove its `ingress` and `egress` blocks")
            .related(inline.place, "an inline rule")
            .related(standalone.place, "a standalone rule");
        if !(inline.certain && standalone.certain) {
            report.possible();
        }
    }
}
