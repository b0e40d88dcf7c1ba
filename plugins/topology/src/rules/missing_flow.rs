//! Flows of the policy that NetworkPolicies do not let through.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View};

use crate::{
    kubernetes::{
        model::{Model, PodsId, Who},
        policies::{NetworkPolicy, PeerKind},
    },
    policy::{Allowed, INTERNET, TierId},
    ports::{Ports, join, list},
    rules_of_group::Direction,
    types::KUBERNETES,
};

pub const RULE: Rule = Rule {
    id: "topology/missing-flow",
    level: Level::Warning,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["kubernetes"],
    types: KUBERNETES,
    summary: "NetworkPolicies do not let through what a flow of the policy promises",
    page: include_str!("missing_flow.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let Some(model) = Model::new(cx, view) else { return };
    for (from, to, allowed) in model.policy.written_flows().into_iter().filter(|(from, to, _)| from != to) {
        for (id, _, _) in model.held().filter(|(_, _, tier)| *tier == to) {
            look(cx, &model, (from, id), &allowed);
        }
    }
}

/// Whether anybody of a tier gets through to pods on a port of theirs that the flow has.
fn look(cx: &mut Context<'_>, model: &Model<'_>, (from, to): (TierId, PodsId), allowed: &Allowed) {
    let group = &model.all[to];
    let declared = match allowed {
        Allowed::Nothing => return,
        Allowed::Everything => vec![(0, u16::MAX)],
        Allowed::Ports(ports) => ports.clone(),
    };
    // Only who listens on a port of the flow is meant by it: a worker of the tier is not.
    let ports = group.pods.listens_within(&declared);
    if ports.is_empty() || group.is_on_host() {
        return;
    }
    let here: Vec<_> = model
        .all
        .iter()
        .enumerate()
        .filter(|(_, other)| other.is_near(group) && other.belongs.tier() == Some(from))
        .map(|(id, _)| Who::Pods(id))
        .collect();
    // Who is here is not all of the tier: exporters may be, and Prometheus elsewhere.
    let elsewhere = if from == INTERNET { Who::World } else { Who::Tier(from) };
    let may_be_elsewhere = here.is_empty() || model.isolation(to, Direction::Ingress) != Answer::No;
    let sources: Vec<_> = here.iter().copied().chain(may_be_elsewhere.then_some(elsewhere)).collect();
    let ways = sources.iter().flat_map(|source| ports.iter().map(move |port| (*source, *port)));
    let through = ways
        .map(|(source, port)| model.connects(source, to, Some(Ports::Range(port, port))))
        .fold(Answer::No, Answer::or);
    let numbers: Vec<_> = ports.iter().map(|port| (*port, *port)).collect();
    let (name, on) = (model.policy.name(from), list(&numbers));
    // Labels that pods of several tiers have may be those of whoever is not here as well.
    if here.is_empty() && through == Answer::No && model.selecting(to).any(|(one, _)| admits_several(model, one)) {
        return;
    }
    let isolating = model.selecting(to).find(|(one, _)| one.ingress.restricts != Answer::No);
    match through {
        Answer::Yes | Answer::Possible => {}
        Answer::Unknown => cx.undecided_because(
            isolating.map_or(group.pods.workload, |(one, _)| one.resource),
            format!("whether tier `{name}` gets through to {} on port {on} is not known", model.named(to)),
            "a tier with the labels of the peers in `[topology.tiers]`, or values for what is not known",
        ),
        Answer::No => {
            let admitted = |source: &Who| {
                ports.iter().any(|port| {
                    model.lets(Direction::Ingress, to, *source, Some(Ports::Range(*port, *port))) != Answer::No
                })
            };
            let stopped = sources.iter().filter(|source| admitted(source)).find_map(|source| match source {
                Who::Pods(id) => Some(*id),
                _ => None,
            });
            // The end that lets nothing through: egress of the source when the target would take it.
            let by_source = stopped.and_then(|id| {
                let mut all = model.selecting(id);
                all.find(|(one, _)| one.egress.restricts != Answer::No).map(|(one, _)| (id, one))
            });
            let (place, what, help) = match (by_source, isolating) {
                (Some((id, one)), _) => (
                    one.resource,
                    format!("no policy lets {} open it", model.named(id)),
                    format!(
                        "add an `egress` rule with the pods of `{}` and port {on}",
                        model.policy.name(group.belongs.tier().unwrap_or(INTERNET))
                    ),
                ),
                (None, Some((one, _))) => (
                    one.resource,
                    "no policy of these pods admits it".to_owned(),
                    format!(
                        "add an `ingress` rule with the pods of `{name}` under `from` and port {on}; if nothing needs it, remove the flow"
                    ),
                ),
                (None, None) => return,
            };
            let names: Vec<_> = here
                .iter()
                .filter_map(|who| match who {
                    Who::Pods(id) => Some(format!("`{}`", model.all[*id].pods.workload.name())),
                    _ => None,
                })
                .take(3)
                .collect();
            let who = if names.is_empty() { String::new() } else { format!(" ({})", join(&names)) };
            let (at, text) = model.reason(to);
            cx.report(
                place,
                format!("the flow from `{name}`{who} to {} on port {on} does not get through: {what}", model.named(to)),
            )
            .because("policies deny what they do not allow, and connections that are dropped show up as timeouts: the system would not work as it is drawn")
            .help(help)
            .related(at, text)
            .if_exists(group.pods.workload);
        }
    }
}

/// Whether a policy admits by labels that pods of several tiers have.
fn admits_several(model: &Model<'_>, policy: &NetworkPolicy<'_>) -> bool {
    let peers = policy.ingress.rules.iter().flat_map(|rule| &rule.peers);
    let mut selectors = peers.filter_map(|peer| match &peer.kind {
        PeerKind::Pods(selector) if selector.names_pods => Some(selector),
        _ => None,
    });
    selectors.any(|selector| {
        let certain = selector.selected.iter().filter(|(_, answer)| *answer == Answer::Yes);
        let mut tiers: Vec<_> = certain.filter_map(|(id, _)| model.all[*id].belongs.tier()).collect();
        tiers.sort_unstable();
        tiers.dedup();
        tiers.len() > 1
    })
}
