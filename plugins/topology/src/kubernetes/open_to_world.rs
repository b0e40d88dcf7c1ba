//! `topology/open-to-world` for pods: policies that admit everybody, and Services that face the internet, where only
//! an edge tier may.

use tollgate_sdk::{Answer, Context, View};

use super::{
    exposed::{How, exposures},
    model::{Model, PodsId},
    policies::{NetworkPolicy, PeerKind, Rule},
};
use crate::{
    policy::{Allowed, INTERNET},
    ports::Ports,
};

pub fn check(cx: &mut Context<'_>, view: View<'_>) {
    let Some(model) = &Model::new(cx, view) else { return };
    for policy in model.policies.iter().filter(|policy| policy.ingress.restricts != Answer::No) {
        let targets: Vec<_> = policy.selects.iter().filter(|(id, _)| is_inner(model, *id)).copied().collect();
        for rule in &policy.ingress.rules {
            look(cx, model, policy, rule, &targets);
        }
    }
    services(cx, model, view);
}

/// Whether nobody outside is to reach the pods.
fn is_inner(model: &Model<'_>, id: PodsId) -> bool {
    let group = &model.all[id];
    group.is_held && !group.is_on_host() && group.belongs.tier().is_some_and(|tier| !model.policy.is_edge(tier))
}

fn look(
    cx: &mut Context<'_>,
    model: &Model<'_>,
    policy: &NetworkPolicy<'_>,
    rule: &Rule<'_>,
    targets: &[(PodsId, Answer)],
) {
    let opened = |id: PodsId| rule.ports.of(&model.all[id].pods);
    let reached: Vec<_> = targets.iter().filter(|(id, _)| !opened(*id).is_empty()).collect();
    let Some((first, selects)) = reached.iter().find(|(_, answer)| *answer == Answer::Yes).or_else(|| reached.first())
    else {
        return;
    };
    for peer in &rule.peers {
        let (at, whom) = match peer.kind {
            PeerKind::Everyone => (peer.at, "everybody".to_owned()),
            PeerKind::Range { cidr, world: true } => {
                (cidr, format!("the whole internet (`{}`)", cidr.string().known().unwrap_or_default()))
            }
            PeerKind::Range { cidr, .. } if cidr.is_unknown() => {
                // Of data, `topology/data-open-to-cidr` says so whatever the range is.
                if !model.all[*first].belongs.tier().is_some_and(|tier| model.is_data(tier)) {
                    cx.undecided(cidr);
                }
                continue;
            }
            _ => continue,
        };
        let tier = model.all[*first].belongs.tier();
        let ports: Vec<_> = opened(*first).iter().map(Ports::to_string).collect();
        let (place, text) = model.reason(*first);
        let all: Vec<_> = reached.iter().map(|(id, _)| *id).collect();
        let report = cx
            .report(
                at,
                format!("`{}` admits {whom} to {} on {}", policy.resource.address(), model.named_all(&all), crate::ports::join(&ports)),
            )
            .because(
                "a rule without peers means every pod of every namespace and whatever else is routed to the cluster; \
                 policies add up, so no other one takes that back",
            )
            .help(format!(
                "name under `from` who is meant, {}: `podSelector`, and `namespaceSelector` for those who live elsewhere",
                tier.map_or_else(String::new, |tier| model.sources(tier))
            ))
            .related(place, text);
        if [*selects, policy.exists(), policy.ingress.restricts].iter().any(|answer| *answer != Answer::Yes) {
            report.possible();
        }
    }
}

/// Data is the matter of `topology/data-published`, and routes of `topology/undeclared-flow`.
fn services(cx: &mut Context<'_>, model: &Model<'_>, view: View<'_>) {
    for exposure in exposures(model, view) {
        let Some(tier) = model.all[exposure.pods].belongs.tier() else { continue };
        let is_planned = model.policy.allowed(INTERNET, tier) != Allowed::Nothing;
        if exposure.how == How::Route || !is_inner(model, exposure.pods) || model.is_data(tier) || is_planned {
            continue;
        }
        if exposure.answer == Answer::Unknown {
            cx.undecided(exposure.at);
            continue;
        }
        let (at, text) = model.reason(exposure.pods);
        let name = model.policy.name(tier);
        let report = cx
            .report(
                exposure.at,
                format!("`{}` leads from {} to {}", exposure.by.address(), exposure.what(), model.named(exposure.pods)),
            )
            .because("everybody who finds the address connects straight away, around the edge tier with its TLS, limits and logs")
            .help(format!(
                "use `type: ClusterIP` and lead requests through the edge tier; if `{name}` is meant to face the internet, \
                 declare a flow from `internet` to it"
            ))
            .related(at, text);
        let report = match exposure.guard() {
            Some((at, text)) => report.related(at, text),
            None => report,
        };
        if exposure.answer != Answer::Yes {
            report.possible();
        }
    }
}
