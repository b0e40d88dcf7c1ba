//! `topology/edge-undeclared-port` for services: ports of the edge that no flow from the internet has.

use tollgate_sdk::{Answer, Context, View};

use crate::{
    compose::{
        model::Model,
        published::{HostPort, ranges},
    },
    policy::{Allowed, INTERNET},
    ports::Ports,
};

pub fn check(cx: &mut Context<'_>, view: View<'_>) {
    let model = Model::new(cx, view);
    for (id, service) in model.services.iter().enumerate().filter(|(_, service)| service.is_held) {
        let Some(tier) = service.belongs.tier().filter(|tier| model.policy.is_edge(*tier)) else { continue };
        // Data that is published is the matter of `topology/data-published`.
        if model.is_data(id) {
            continue;
        }
        let Allowed::Ports(declared) = model.policy.allowed(INTERNET, tier) else { continue };
        let (at, reason) = model.reason(id);
        for (host, range) in ranges(&service.ports) {
            let is_declared = matches!(host, HostPort::Ports(from, to) if Ports::Range(from, to).is_within(&declared));
            match range[0].interface.is_world() {
                Answer::No => {}
                _ if is_declared => {}
                Answer::Unknown => cx.undecided(range[0].host_ip()),
                _ if host == HostPort::Unknown => cx.undecided(range[0].place()),
                Answer::Yes | Answer::Possible => {
                    let tier = model.policy.name(tier);
                    let report = cx
                        .report(
                            range[0].place(),
                            format!(
                                "{} publishes {host} to everybody, {}",
                                model.named(id),
                                model.policy.beyond(&declared)
                            ),
                        )
                        .because(format!(
                            "every further open port is a further service to attack, often the administration of the \
                             proxy, and {}",
                            model.policy.says_nobody_needs()
                        ))
                        .help(format!(
                            "remove the port, bind it to `127.0.0.1`, or declare it: `{{ from = \"internet\", to = \
                             \"{tier}\", ports = […] }}` under `flows` in `[topology]`"
                        ))
                        .related(at, reason.clone())
                        .if_exists(service.resource);
                    if service.publishes() != Answer::Yes {
                        report.possible();
                    }
                }
            }
        }
        if let Some(list) = service.more_ports {
            cx.undecided(list);
        }
    }
}
