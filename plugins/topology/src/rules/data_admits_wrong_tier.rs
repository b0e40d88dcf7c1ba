//! Data groups that admit a group of a tier without a flow to them, data services on a network with one, and data
//! pods whose policies admit one.

use tollgate_sdk::{Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View};

use crate::{
    compose, kubernetes,
    model::{DECIDES_TIER, Group, Model},
    policy::{Allowed, TierId},
    ports::{Ports, list},
    rules_of_group::{Direction, GroupRule, Peer, PeerKind},
    tiers::Use,
    types::ALL,
};

pub const RULE: Rule = Rule {
    id: "topology/data-admits-wrong-tier",
    level: Level::Error,
    severity: 75,
    precision: Precision::High,
    inputs: &["terraform", "compose", "kubernetes"],
    types: ALL,
    summary: "A data tier admits groups, services or pods of a tier that no flow lets in",
    page: include_str!("data_admits_wrong_tier.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R007"],
    check: Check::Project(check),
};

/// What the policy says of one admitted group.
#[allow(clippy::large_enum_variant, reason = "one at a time, on the stack")]
enum Verdict<'a> {
    Allowed,
    /// Of this tier, on these ports at most; none when there is no flow.
    Refused {
        by: Use<'a>,
        tier: TierId,
        flow: Allowed,
    },
    Undecided(Value<'a>, String),
}

fn check(cx: &mut Context<'_>, view: View<'_>) {
    groups(cx, &Model::new(cx, view));
    compose::data_admits_wrong_tier::check(cx, view);
    kubernetes::data_admits_wrong_tier::check(cx, view);
}

fn groups(cx: &mut Context<'_>, model: &Model<'_>) {
    for (group, used, tiers) in model.data_groups() {
        for rule in group.rules(Direction::Ingress).filter(|rule| rule.ports != Ports::Portless) {
            for peer in &rule.peers {
                match judge(model, rule, peer, &tiers) {
                    Some(Verdict::Refused { by, tier: from, flow }) => {
                        let certain = rule.certain && peer.certain && used.certain && by.certain;
                        report(cx, model, group, (rule, peer), (by, from), (used, tiers[0]), &flow, certain);
                    }
                    Some(Verdict::Undecided(at, reason)) => cx.undecided_because(at, reason, DECIDES_TIER),
                    None if matches!(peer.kind, PeerKind::UnknownGroup) => cx.undecided(peer.at),
                    Some(Verdict::Allowed) | None => {}
                }
            }
            for more in rule.more.iter().filter(|more| more.groups) {
                cx.undecided(more.at);
            }
        }
        if let Some(list) = group.more(Direction::Ingress) {
            cx.undecided(list);
        }
    }
}

/// `None` when the peer is no group, or one that cannot be known.
fn judge<'a>(model: &Model<'a>, rule: &GroupRule<'a>, peer: &Peer<'a>, to: &[TierId]) -> Option<Verdict<'a>> {
    let (uses, unknown) = match peer.kind {
        PeerKind::Group(id) => {
            let group = &model.groups[id];
            (group.tiers(), group.why_no_tier())
        }
        PeerKind::ServiceGroup(service) => (of_service(model, service, peer), no_tier(service)),
        _ => return None,
    };
    if uses.is_empty() {
        return Some(Verdict::Undecided(peer.at, unknown));
    }
    for by in uses {
        let Some(tier) = by.tier else { continue };
        let flows: Vec<_> = to.iter().map(|to| model.policy.allowed(tier, *to)).collect();
        let fits = flows.iter().any(|flow| match flow {
            Allowed::Everything => true,
            Allowed::Ports(ports) => rule.ports.is_within(ports),
            Allowed::Nothing => false,
        });
        if fits {
            continue;
        }
        let flow = flows.into_iter().reduce(Allowed::or).unwrap_or(Allowed::Nothing);
        if rule.ports == Ports::Unknown && flow != Allowed::Nothing {
            return Some(Verdict::Undecided(rule.port, "the ports that the rule opens are not known".to_owned()));
        }
        return Some(Verdict::Refused { by, tier, flow });
    }
    Some(Verdict::Allowed)
}

/// A group that a service made for itself has the tier of the service.
fn of_service<'a>(model: &Model<'a>, service: Resource<'a>, peer: &Peer<'a>) -> Vec<Use<'a>> {
    let tiers = model.policy.by_type(service);
    let certain = tiers.len() == 1 && service.exists() == Existence::Yes;
    tiers
        .into_iter()
        .map(|tier| Use { tier: Some(tier), by: service, through: service, at: peer.at, certain })
        .collect()
}

fn no_tier(service: Resource<'_>) -> String {
    format!("`{}` belongs to no tier", service.address())
}

#[expect(clippy::too_many_arguments, reason = "the two ends of one edge, in pairs")]
fn report<'a>(
    cx: &mut Context<'_>,
    model: &Model<'a>,
    group: &Group<'a>,
    (rule, peer): (&GroupRule<'a>, &Peer<'a>),
    (by, from): (Use<'a>, TierId),
    (used, to): (Use<'a>, TierId),
    flow: &Allowed,
    certain: bool,
) {
    let policy = &model.policy;
    let (name, from, ports) = (&group.name, policy.name(from), rule.ports);
    let admitted = match peer.kind {
        PeerKind::Group(id) => model.groups[id].name.as_str(),
        _ => by.by.address(),
    };
    let to_name = policy.name(to);
    let message = match flow {
        Allowed::Ports(allowed) => format!(
            "`{name}` admits `{admitted}` of tier `{from}` on {ports}; the flow to `{to_name}` allows only {}",
            list(allowed)
        ),
        _ => format!(
            "`{name}` of tier `{to_name}` admits `{admitted}` of tier `{from}` on {ports}, and no flow allows it"
        ),
    };
    let sources: Vec<_> = policy.sources(to).iter().map(|tier| format!("`{}`", policy.name(*tier))).collect();
    let only = if sources.is_empty() { "no other tier".to_owned() } else { sources.join(" and ") };
    let report = cx
        .report(peer.at, message)
        .because(format!("whoever takes over something in `{from}` has a direct connection to the data from there"))
        .help(format!(
            "remove this peer and admit {only} only; if `{from}` needs the data, declare \
             `{{ from = \"{from}\", to = \"{to_name}\", ports = […] }}` under `flows` in `[topology]`"
        ))
        .related(by.at, by.reason(policy))
        .related(used.at, used.reason(policy));
    if !certain {
        report.possible();
    }
}
