//! Groups that let everything out to everywhere.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Rule, View};

use crate::{
    kubernetes,
    model::{DECIDES_TIER, Group, Model},
    policy::{Allowed, INTERNET, TierId},
    rules_of_group::{Direction, GroupRule, PeerKind},
    tiers::Use,
    types::GROUPS_AND_PODS,
};

pub const RULE: Rule = Rule {
    id: "topology/unrestricted-egress",
    level: Level::Warning,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform", "kubernetes"],
    types: GROUPS_AND_PODS,
    summary: "A group lets traffic out to the whole internet on every port",
    page: include_str!("unrestricted_egress.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R006"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    groups(cx, &Model::new(cx, view));
    kubernetes::unrestricted_egress::check(cx, view);
}

fn groups(cx: &mut Context<'_>, model: &Model<'_>) {
    for group in &model.groups {
        // The egress of data tiers is the matter of `topology/data-egress`.
        if model.data_use(group).is_some_and(|used| used.certain) {
            continue;
        }
        if opens_nothing(group) {
            continue;
        }
        let tiers = group.tiers();
        let allowed = |rule: &GroupRule<'_>| {
            let fits = |tier: TierId| match model.policy.allowed(tier, INTERNET) {
                Allowed::Everything => true,
                Allowed::Ports(ports) => rule.ports.is_within(&ports),
                Allowed::Nothing => false,
            };
            !tiers.is_empty() && tiers.iter().all(|used| used.tier.is_some_and(fits))
        };
        for rule in group.rules(Direction::Egress).filter(|rule| rule.ports.is_all() && !allowed(rule)) {
            for peer in &rule.peers {
                if !peer.world {
                    if matches!(peer.kind, PeerKind::UnknownCidr) {
                        cx.undecided(peer.at);
                    }
                    continue;
                }
                let Some(used) = tiers.first().or_else(|| group.uses.first()) else {
                    cx.undecided_because(peer.at, group.why_no_tier(), DECIDES_TIER);
                    continue;
                };
                let report = cx
                    .report(peer.at, format!("`{}` lets everything out to the whole internet{}", group.name, peer.disguise()))
                    .because(
                        "code that an attacker gets to run can fetch tools from anywhere and send data anywhere, on \
                         any port",
                    )
                    .help("allow the ports and destinations that are needed: groups of other tiers, VPC endpoints, 443 to the outside")
                    .related(used.at, used.reason(&model.policy));
                if !(rule.certain && peer.certain && used.certain) {
                    report.possible();
                }
            }
            for more in rule.more.iter().filter(|more| !more.groups) {
                cx.undecided(more.at);
            }
        }
        if let Some(list) = group.more(Direction::Egress) {
            cx.undecided(list);
        }
    }
}

/// Whether all that uses a group only answers: an interface of AWS runs nobody's code.
fn opens_nothing(group: &Group<'_>) -> bool {
    let answers = |used: &Use<'_>| used.certain && ENDPOINTS.contains(&used.through.type_name());
    !group.uses.is_empty() && group.uses.iter().all(answers)
}

const ENDPOINTS: [&str; 2] = ["aws_vpc_endpoint", "aws_vpc_endpoint_security_group_association"];
