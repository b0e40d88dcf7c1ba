//! `topology/unrestricted-egress` for pods: policies that let out everything.

use tollgate_sdk::{Answer, Context, View};

use super::{model::Model, policies::PeerKind};
use crate::{
    policy::{Allowed, INTERNET},
    ports::Ports,
};

pub fn check(cx: &mut Context<'_>, view: View<'_>) {
    let Some(model) = &Model::new(cx, view) else { return };
    for policy in model.policies.iter().filter(|policy| policy.egress.restricts != Answer::No) {
        let is_meant = |(id, _): &&(usize, Answer)| {
            let group = &model.all[*id];
            // The egress of data is the matter of `topology/data-egress`; a flow to the internet allows it.
            let is_asked = |tier| !model.is_data(tier) && model.policy.allowed(tier, INTERNET) != Allowed::Everything;
            group.is_held && !group.is_on_host() && group.belongs.tier().is_some_and(is_asked)
        };
        let sources: Vec<_> = policy.selects.iter().filter(is_meant).collect();
        let Some((first, selects)) =
            sources.iter().find(|(_, answer)| *answer == Answer::Yes).or_else(|| sources.first())
        else {
            continue;
        };
        for rule in &policy.egress.rules {
            let is_all = rule.ports.anywhere().iter().any(Ports::is_all);
            if !is_all {
                continue;
            }
            for peer in &rule.peers {
                let at = match peer.kind {
                    PeerKind::Everyone => peer.at,
                    PeerKind::Range { cidr, world: true } => cidr,
                    PeerKind::Range { cidr, .. } if cidr.is_unknown() => {
                        cx.undecided(cidr);
                        continue;
                    }
                    _ => continue,
                };
                let (place, text) = model.reason(*first);
                let ids: Vec<_> = sources.iter().map(|(id, _)| *id).collect();
                let report = cx
                    .report(at, format!("`{}` lets {} talk to the whole internet on every port", policy.resource.address(), model.named_all(&ids)))
                    .because(
                        "code that an attacker gets to run can fetch tools from anywhere and send data anywhere, on \
                         any port",
                    )
                    .help("list what is needed: names (port 53 of `kube-dns`), the pods of other tiers, 443 to the outside; or declare a flow to `internet`")
                    .related(place, text);
                if [*selects, policy.exists(), policy.egress.restricts].iter().any(|answer| *answer != Answer::Yes) {
                    report.possible();
                }
            }
        }
    }
}
