//! `topology/edge-undeclared-port` for pods: ports of load balancers that lead to an edge tier and that no flow from
//! the internet has. Ports of nodes are numbered by the cluster, and say nothing.

use tollgate_sdk::{Answer, Context, View};

use super::{
    exposed::{How, exposures},
    model::Model,
    pods::number,
};
use crate::{
    policy::{Allowed, INTERNET},
    ports::Ports,
};

pub fn check(cx: &mut Context<'_>, view: View<'_>) {
    let Some(model) = &Model::new(cx, view) else { return };
    let mut told = Vec::new();
    for exposure in exposures(model, view) {
        let group = &model.all[exposure.pods];
        let is_balanced = matches!(exposure.how, How::LoadBalancer | How::ExternalAddress);
        let is_edge = |tier: &usize| model.policy.is_edge(*tier) && !model.is_data(*tier);
        let Some(tier) = group.belongs.tier().filter(is_edge).filter(|_| group.is_held && is_balanced) else {
            continue;
        };
        let Allowed::Ports(declared) = model.policy.allowed(INTERNET, tier) else { continue };
        for port in exposure.by.attr("spec").attr("ports").each() {
            let at = port.attr("port");
            let Some(opened) = number(at).known() else {
                cx.undecided(at);
                continue;
            };
            if Ports::Range(opened, opened).is_within(&declared) || told.contains(&at.node()) {
                continue;
            }
            if exposure.answer == Answer::Unknown {
                cx.undecided(exposure.at);
                break;
            }
            told.push(at.node());
            let (place, text) = model.reason(exposure.pods);
            let name = model.policy.name(tier);
            let report = cx
                .report(
                    at,
                    format!(
                        "`{}` opens port {opened} of {} to everybody, {}",
                        exposure.by.address(),
                        model.named(exposure.pods),
                        model.policy.beyond(&declared)
                    ),
                )
                .because(format!(
                    "every further open port is a further service to attack, often the administration of the proxy, \
                     and {}",
                    model.policy.says_nobody_needs()
                ))
                .help(format!(
                    "move the port to a Service of `type: ClusterIP`, or declare it: `{{ from = \"internet\", to = \
                     \"{name}\", ports = […] }}` under `flows` in `[topology]`"
                ))
                .related(place, text);
            if exposure.answer != Answer::Yes {
                report.possible();
            }
        }
    }
}
