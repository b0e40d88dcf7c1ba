//! Data groups with rules that let traffic out.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Rule, Value, View};

use crate::{
    kubernetes,
    model::{DECIDES_TIER, Group, Model},
    policy::{Allowed, INTERNET, TierId},
    rules_of_group::{Direction, GroupRule, PeerKind},
    types::GROUPS_AND_PODS,
};

pub const RULE: Rule = Rule {
    id: "topology/data-egress",
    level: Level::Error,
    severity: 55,
    precision: Precision::High,
    inputs: &["terraform", "kubernetes"],
    types: GROUPS_AND_PODS,
    summary: "A data tier may open connections to something else",
    page: include_str!("data_egress.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R006"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    groups(cx, &Model::new(cx, view));
    kubernetes::data_egress::check(cx, view);
}

fn groups(cx: &mut Context<'_>, model: &Model<'_>) {
    for (group, used, tiers) in model.data_groups() {
        for rule in group.rules(Direction::Egress) {
            let (name, tier_name) = (&group.name, model.policy.name(tiers[0]));
            match judge(model, rule, &tiers) {
                Verdict::Allowed => {}
                Verdict::Unknown(at) => cx.undecided(at),
                Verdict::NoTier(at, peer) => cx.undecided_because(at, peer.why_no_tier(), DECIDES_TIER),
                Verdict::Refused { to, certain } => {
                    let report = cx
                        .report(
                            rule.place,
                            format!("`{name}` of tier `{tier_name}` may open connections to {to} on {}", rule.ports),
                        )
                        .because(
                            "a database that may call out is how stolen data leaves and how an attacker's code \
                             fetches its next part; answers to its clients need no egress rule",
                        )
                        .help(
                            "remove the egress rule: a group that Terraform makes without one lets nothing out; if \
                             the tier needs a destination, declare a flow to it",
                        )
                        .related(used.at, used.reason(&model.policy));
                    if !(certain && rule.certain && used.certain) {
                        report.possible();
                    }
                }
            }
        }
        if let Some(list) = group.more(Direction::Egress) {
            cx.undecided(list);
        }
    }
}

/// What the policy says of one egress rule.
enum Verdict<'m, 'a> {
    Allowed,
    Refused { to: String, certain: bool },
    Unknown(Value<'a>),
    NoTier(Value<'a>, &'m Group<'a>),
}

fn judge<'m, 'a>(model: &'m Model<'a>, rule: &GroupRule<'a>, from: &[TierId]) -> Verdict<'m, 'a> {
    let mut undecided = None;
    let mut refused: Option<(String, bool)> = None;
    for peer in &rule.peers {
        let to = match peer.kind {
            PeerKind::Itself => continue,
            PeerKind::UnknownGroup => {
                undecided = undecided.or(Some(Verdict::Unknown(peer.at)));
                continue;
            }
            PeerKind::Group(id) => {
                let group = &model.groups[id];
                let tiers = group.tiers();
                if tiers.is_empty() {
                    undecided = undecided.or(Some(Verdict::NoTier(peer.at, group)));
                    continue;
                }
                if tiers.iter().all(|used| used.tier.is_some_and(|to| fits(model, rule, from, to))) {
                    continue;
                }
                format!("`{}`", group.name)
            }
            PeerKind::ServiceGroup(service) => {
                let tiers = model.policy.by_type(service);
                if !tiers.is_empty() && tiers.iter().all(|to| fits(model, rule, from, *to)) {
                    continue;
                }
                format!("the group of `{}`", service.address())
            }
            _ if fits(model, rule, from, INTERNET) => continue,
            _ if peer.world => "the whole internet".to_owned(),
            PeerKind::PrefixList(_) => "a prefix list".to_owned(),
            _ => match peer.at.string().known() {
                Some(text) => format!("`{text}`"),
                None => "an address range".to_owned(),
            },
        };
        let better = refused.as_ref().is_none_or(|(_, certain)| peer.certain && !certain);
        if better {
            refused = Some((to, peer.certain));
        }
    }
    match (refused, undecided) {
        (Some((to, certain)), _) => Verdict::Refused { to, certain },
        (None, Some(undecided)) => undecided,
        (None, None) => rule.more.first().map_or(Verdict::Allowed, |more| Verdict::Unknown(more.at)),
    }
}

/// Whether one of the tiers `from` may open such connections to tier `to`.
fn fits(model: &Model<'_>, rule: &GroupRule<'_>, from: &[TierId], to: TierId) -> bool {
    from.iter().any(|from| match model.policy.allowed(*from, to) {
        Allowed::Everything => true,
        Allowed::Ports(ports) => rule.ports.is_within(&ports),
        Allowed::Nothing => false,
    })
}
