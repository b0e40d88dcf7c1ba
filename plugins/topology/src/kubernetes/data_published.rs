//! `topology/data-published` for pods: Services, routes and ports of nodes that lead from outside to data.

use tollgate_sdk::{Answer, Context, View};

use super::{
    exposed::{Exposure, How, exposures},
    model::Model,
};
use crate::{
    policy::{Allowed, INTERNET, TierId},
    ports::Ports,
};

pub fn check(cx: &mut Context<'_>, view: View<'_>) {
    let Some(model) = &Model::new(cx, view) else { return };
    for exposure in exposures(model, view) {
        let group = &model.all[exposure.pods];
        let Some(tier) = group.belongs.tier().filter(|tier| group.is_held && model.is_data(*tier)) else { continue };
        if is_declared(model, &exposure, tier) {
            continue;
        }
        if exposure.answer == Answer::Unknown {
            cx.undecided(exposure.at);
            continue;
        }
        let (at, text) = model.reason(exposure.pods);
        let help = match exposure.how {
            How::Route => "remove the route: data is reached through the application in front of it",
            How::HostPort => "remove `hostPort`: pods reach these through a Service",
            _ => {
                "use `type: ClusterIP`: pods reach these by the name of the Service; for yourself, `kubectl port-forward`"
            }
        };
        let report = cx
            .report(
                exposure.at,
                format!("`{}` leads from {} to {}", exposure.by.address(), exposure.what(), model.named(exposure.pods)),
            )
            .because(
                "whoever reaches the address reaches the data, past every check of the application; an open database \
                 is found by scanners within hours",
            )
            .help(help)
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

/// Whether a flow from the internet, or for routes from the edge, has the ports: then it is meant to be open.
fn is_declared(model: &Model<'_>, exposure: &Exposure<'_>, tier: TierId) -> bool {
    if exposure.how == How::Route {
        return model.policy.tiers().any(|edge| model.policy.is_edge(edge) && model.policy.has_flow(edge, tier));
    }
    match model.policy.allowed(INTERNET, tier) {
        Allowed::Everything => true,
        Allowed::Ports(ports) => exposure.ports.iter().all(|port| Ports::Range(*port, *port).is_within(&ports)),
        Allowed::Nothing => false,
    }
}
