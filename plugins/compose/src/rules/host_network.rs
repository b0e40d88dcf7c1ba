//! Containers without a network of their own.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value, View};

use crate::hosts::{is, services, settle};

pub const RULE: Rule = Rule {
    id: "compose/host-network",
    level: Level::Error,
    severity: 72,
    precision: Precision::VeryHigh,
    inputs: &["compose"],
    types: &["compose/service", "compose/network"],
    summary: "A container has the network of its host",
    page: include_str!("host_network.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R227"],
    check: Check::Linked(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for service in services(view) {
        let mode = service.attr("network_mode");
        match is(mode, "host") {
            Answer::No => {}
            Answer::Unknown => cx.undecided(mode),
            answer => report(cx, service, mode, answer),
        }
        for network in service.attr("networks").each() {
            let target = network.refs().find_map(|reference| reference.resource());
            let answer = target.map_or(Answer::No, is_of_host);
            match answer {
                Answer::No => {}
                // A network elsewhere whose name is not known is hardly ever that of the host.
                Answer::Unknown => {}
                Answer::Yes | Answer::Possible => report(cx, service, network, answer),
            }
        }
    }
}

/// The network of the host has a name like any other, or is made by the driver `host`.
fn is_of_host(network: Resource<'_>) -> Answer {
    let external = network.attr("external").judge(|value| value.bool().test(|on| on));
    is(network.attr("driver"), "host").or(external.and(is(network.attr("name"), "host")))
}

fn report(cx: &mut Context<'_>, service: Resource<'_>, value: Value<'_>, answer: Answer) {
    let finding = cx
        .report(value, format!("`{}` has the network of its host", service.address()))
        .because("it reaches whatever listens on `127.0.0.1` of the host, which often asks for no password because nobody else gets there, and every port it opens is open to all who reach the host")
        .help("give it a network of the project, and publish the ports that are needed under `ports`")
        .if_exists(service);
    settle(finding, answer);
}
