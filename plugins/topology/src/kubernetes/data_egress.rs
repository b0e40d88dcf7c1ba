//! `topology/data-egress` for pods: policies that let data open connections, and data whose egress none restricts.

use tollgate_sdk::{Answer, Context, Value, View};

use super::{
    admitted::unknown,
    model::{Model, PodsId},
    policies::{NetworkPolicy, Peer, PeerKind, Rule},
    tiers::{DECIDES_PEER, DECIDES_TIER},
};
use crate::{
    compose::services::Belongs,
    policy::{Allowed, INTERNET, TierId},
    ports::{Ports, join},
    rules_of_group::Direction,
};

const WHY: &str = "a database that may call out is how stolen data leaves and how an attacker's code fetches its next \
                   part; answers to its clients need no egress rule";

pub fn check(cx: &mut Context<'_>, view: View<'_>) {
    let Some(model) = &Model::new(cx, view) else { return };
    for policy in model.policies.iter().filter(|policy| policy.egress.restricts != Answer::No) {
        let is_data = |tier: &TierId| model.is_data(*tier);
        let sources: Vec<(PodsId, TierId, Answer)> = policy
            .selects
            .iter()
            .filter(|(id, _)| model.all[*id].is_held && !model.all[*id].is_on_host())
            .filter_map(|(id, answer)| Some((*id, model.all[*id].belongs.tier().filter(is_data)?, *answer)))
            .collect();
        if sources.is_empty() {
            continue;
        }
        // Whoever asks for a name needs an answer, and the answer carries no more than that.
        for rule in policy.egress.rules.iter().filter(|rule| !rule.ports.are_for_names()) {
            for peer in &rule.peers {
                look(cx, model, policy, rule, peer, &sources);
            }
            if let Some((at, reason, decided_by)) = rule.more.or(rule.ports.unknown()).map(unknown) {
                cx.undecided_because(at, reason, decided_by);
            }
        }
        if let Some(list) = policy.egress.more {
            cx.undecided(list);
        }
    }
    for (id, group, _) in model.held().filter(|(_, _, tier)| model.is_data(*tier)) {
        // Of data that nothing isolates at all, `topology/data-admits-wrong-tier` says so.
        let open = model.isolation(id, Direction::Egress);
        if model.isolation(id, Direction::Ingress) != Answer::Yes || matches!(open, Answer::Yes | Answer::Unknown) {
            continue;
        }
        let (at, text) = model.reason(id);
        let report = cx
            .report(group.pods.workload, format!("no NetworkPolicy restricts to whom {} opens connections", model.named(id)))
            .because(WHY)
            .help("add `Egress` to `policyTypes` of the policy that selects these pods, and list what they need: names (port 53), and their own replicas")
            .related(at, text)
            .if_exists(group.pods.workload);
        if open != Answer::No {
            report.possible();
        }
    }
}

fn look(
    cx: &mut Context<'_>,
    model: &Model<'_>,
    policy: &NetworkPolicy<'_>,
    rule: &Rule<'_>,
    peer: &Peer<'_>,
    sources: &[(PodsId, TierId, Answer)],
) {
    let tiers: Vec<_> = sources.iter().map(|(_, tier, _)| *tier).collect();
    let anywhere = rule.ports.anywhere();
    let fits = |to: TierId, ports: &[Ports]| {
        tiers.iter().any(|from| match model.policy.allowed(*from, to) {
            Allowed::Everything => true,
            Allowed::Ports(allowed) => ports.iter().all(|ports| ports.is_within(&allowed)),
            Allowed::Nothing => false,
        })
    };
    let (at, to, certain): (Value<'_>, String, bool) = match &peer.kind {
        PeerKind::Unknown => return cx.undecided(peer.at),
        PeerKind::Everyone if fits(INTERNET, &anywhere) => return,
        PeerKind::Range { .. } if fits(INTERNET, &anywhere) => return,
        PeerKind::Everyone => (peer.at, "everybody".to_owned(), true),
        PeerKind::Range { cidr, world: true } => (*cidr, "the whole internet".to_owned(), true),
        PeerKind::Range { cidr, .. } => match cidr.string().known() {
            Some(text) => (*cidr, format!("`{text}`"), true),
            None => (*cidr, "an address range".to_owned(), true),
        },
        PeerKind::Pods(selector) if selector.is_whole_cluster => (peer.at, "every pod of the cluster".to_owned(), true),
        PeerKind::Pods(selector) => {
            let mut wrong: Vec<(PodsId, Answer)> = Vec::new();
            let sure = |(_, answer): &&(PodsId, Answer)| *answer == Answer::Yes || !selector.names_namespaces;
            let here: Vec<_> = selector.selected.iter().filter(sure).copied().collect();
            for (id, answer) in &here {
                let ports = rule.ports.of(&model.all[*id].pods);
                match model.all[*id].belongs {
                    Belongs::Unknown(at) => cx.undecided_because(at, model.reason(*id).1, DECIDES_TIER),
                    Belongs::Tier(tier, _) if fits(tier, &ports) => {}
                    _ if ports.is_empty() => {}
                    _ => wrong.push((*id, *answer)),
                }
            }
            let elsewhere = selector.meant.tiers.iter().find(|tier| here.is_empty() && !fits(**tier, &anywhere));
            match (wrong.as_slice(), elsewhere) {
                ([], Some(tier)) => (peer.at, format!("tier `{}`", model.policy.name(*tier)), true),
                ([], None) if here.is_empty() && selector.meant.others => {
                    let reason = "whom this selects is not here, and it belongs to no tier";
                    return cx.undecided_because(peer.at, reason, DECIDES_PEER);
                }
                ([], None) => return,
                (some, _) => {
                    let ids: Vec<_> = some.iter().map(|(id, _)| *id).collect();
                    (peer.at, model.named_all(&ids), some.iter().any(|(_, answer)| *answer == Answer::Yes))
                }
            }
        }
    };
    let first = sources.iter().find(|(_, _, answer)| *answer == Answer::Yes).unwrap_or(&sources[0]);
    let ports: Vec<_> = anywhere.iter().map(Ports::to_string).collect();
    let (place, text) = model.reason(first.0);
    let report = cx
        .report(at, format!("{} may open connections to {to} on {}", model.named(first.0), join(&ports)))
        .because(WHY)
        .help(
            "remove the rule, or name the pods that are needed; if the tier needs a destination, declare a flow to it",
        )
        .related(place, text);
    let answers = [first.2, policy.exists(), policy.egress.restricts];
    if !certain || answers.iter().any(|answer| *answer != Answer::Yes) {
        report.possible();
    }
}
