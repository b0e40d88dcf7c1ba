//! Pods of a tier that no policy isolates.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View};

use crate::{
    kubernetes::model::Model,
    rules_of_group::Direction,
    types::{KUBERNETES, POD_SERVICE},
};

pub const RULE: Rule = Rule {
    id: "topology/unrestricted-pods",
    level: Level::Warning,
    severity: 45,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: KUBERNETES,
    summary: "No NetworkPolicy restricts who reaches the pods of a tier",
    page: include_str!("unrestricted_pods.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R290"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let Some(model) = Model::new(cx, view) else { return };
    for (id, group, tier) in model.held() {
        // Data is the matter of `topology/data-admits-wrong-tier`; what faces the internet takes anybody; a policy does
        // not hold in the network of a node, which `kubernetes/host-network` reports.
        if model.is_data(tier) || model.policy.is_edge(tier) || group.is_on_host != Answer::No {
            continue;
        }
        let pods = group.pods;
        let is_served = || pods.workload.referrers().any(|(from, _)| from.type_name() == POD_SERVICE);
        if !pods.keep_running() || pods.ports().next().is_none() && !is_served() {
            continue;
        }
        let isolated = model.isolation(id, Direction::Ingress);
        let (at, text) = model.reason(id);
        match isolated {
            Answer::Yes => {}
            Answer::Unknown => cx.undecided_because(
                pods.workload,
                "whether a policy restricts who reaches these pods is not known",
                "their labels and namespace, and policies of the network plugin",
            ),
            Answer::No | Answer::Possible => {
                let report = cx
                    .report(pods.workload, format!("no NetworkPolicy restricts who reaches {}", model.named(id)))
                    .because(
                        "pods that no policy selects take connections from every pod of every namespace: the flows of \
                         the policy are a wish, and whoever takes over any pod talks to these as well",
                    )
                    .help(match model.policy.sources(tier).as_slice() {
                        [] => "add a NetworkPolicy that selects these pods and admits nobody (`ingress: []`): no flow \
                               leads to them"
                            .to_owned(),
                        _ => format!(
                            "add a NetworkPolicy that selects these pods and admits {} on their ports only",
                            model.sources(tier)
                        ),
                    })
                    .related(at, text)
                    .if_exists(pods.workload);
                if isolated == Answer::Possible {
                    report.possible();
                }
            }
        }
    }
}
