//! `topology/open-to-world` for services: published ports of a tier that nobody outside is to reach.

use tollgate_sdk::{Answer, Context, View};

use crate::compose::{
    model::Model,
    published::{Interface, ranges},
    services::{Belongs, DECIDES_TIER, why_unknown},
};

pub fn check(cx: &mut Context<'_>, view: View<'_>) {
    let model = Model::new(cx, view);
    for (id, service) in model.services.iter().enumerate().filter(|(_, service)| service.is_held) {
        // Data that is published is the matter of `topology/data-published`.
        let is_edge = service.belongs.tier().is_some_and(|tier| model.policy.is_edge(tier));
        if is_edge || model.is_data(id) {
            continue;
        }
        let Some(exposure) = model.exposure(id) else { continue };
        if let Belongs::Unknown(at) = service.belongs {
            cx.undecided_because(at, why_unknown(service.resource, at), DECIDES_TIER);
            continue;
        }
        let (at, reason) = model.reason(id);
        let tier = service.belongs.tier().map(|tier| model.policy.name(tier));
        let help = match tier {
            Some(tier) => format!(
                "remove the port and let a service of an edge tier reach `{}` over a network; for yourself alone, \
                 bind it to `127.0.0.1`; if `{tier}` is meant to face the internet, declare a flow from `internet` to it",
                service.resource.name()
            ),
            None => format!(
                "name the tier of `{}` under `[topology.tiers]`, or bind the port to `127.0.0.1`",
                service.resource.name()
            ),
        };
        for (host, range) in ranges(&service.ports) {
            match range[0].interface.is_world() {
                Answer::No => {}
                Answer::Unknown => cx.undecided(range[0].host_ip()),
                Answer::Yes | Answer::Possible => {
                    let everywhere = if range[0].interface == Interface::All { ", on all interfaces" } else { "" };
                    let report = cx
                        .report(range[0].place(), format!("{} publishes {host}{everywhere}", model.named(id)))
                        .because(
                            "everybody who reaches the host connects to it straight away, around the proxy with its \
                             TLS, limits and logs",
                        )
                        .help(help.clone())
                        .related(at, reason.clone())
                        .if_exists(service.resource);
                    if service.publishes() != Answer::Yes {
                        report.possible();
                    }
                }
            }
        }
        if service.host_mode.is_some() {
            cx.report(exposure.at, format!("{} listens on the network of the host", model.named(id)))
                .because("everybody who reaches the host connects to whatever it listens on, around the edge tier")
                .help(help)
                .related(at, reason)
                .possible();
        }
        if let Some(list) = service.more_ports {
            cx.undecided(list);
        }
    }
}
