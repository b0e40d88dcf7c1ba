//! `topology/data-open-to-cidr` for pods: policies that admit addresses to data.

use tollgate_sdk::{Answer, Context, View};

use super::{
    model::{Model, PodsId},
    policies::PeerKind,
};

pub fn check(cx: &mut Context<'_>, view: View<'_>) {
    let Some(model) = &Model::new(cx, view) else { return };
    for policy in model.policies.iter().filter(|policy| policy.ingress.restricts != Answer::No) {
        let is_data = |id: &PodsId| {
            model.all[*id].is_held && model.all[*id].belongs.tier().is_some_and(|tier| model.is_data(tier))
        };
        let data: Vec<_> = policy.selects.iter().filter(|(id, _)| is_data(id)).collect();
        let Some((first, answer)) = data.iter().find(|(_, answer)| *answer == Answer::Yes).or_else(|| data.first())
        else {
            continue;
        };
        for rule in &policy.ingress.rules {
            // The world, and the ranges it is put together from, are the matter of `topology/open-to-world`.
            if rule.peers.iter().any(|peer| matches!(peer.kind, PeerKind::Range { world: true, .. })) {
                continue;
            }
            for peer in &rule.peers {
                let PeerKind::Range { cidr, .. } = peer.kind else { continue };
                let what = match cidr.string().known() {
                    Some(text) => format!("the range `{text}`"),
                    None => "an address range".to_owned(),
                };
                let sources = model.all[*first].belongs.tier().map_or_else(String::new, |tier| model.sources(tier));
                let (at, text) = model.reason(*first);
                let report = cx
                    .report(cidr, format!("`{}` admits {what} to {}", policy.resource.address(), model.named(*first)))
                    .because(
                        "addresses of pods change hands: everything that gets one in the range can open connections \
                         to the data, and so can nodes and whoever is behind a network that is routed here",
                    )
                    .help(format!("admit the pods of {sources} with `podSelector`, and `namespaceSelector` where they live elsewhere"))
                    .related(at, text);
                if [*answer, policy.exists(), policy.ingress.restricts].iter().any(|answer| *answer != Answer::Yes) {
                    report.possible();
                }
            }
        }
    }
}
