//! Ports of the host that only root may open.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::hosts::{has_host_network, number, numbers, settle};

pub const RULE: Rule = Rule {
    id: "compose/privileged-host-port",
    level: Level::Off,
    severity: 20,
    precision: Precision::High,
    inputs: &["compose"],
    types: &["compose/service"],
    summary: "A port below 1024 of the host is published",
    page: include_str!("privileged_host_port.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"allowed":{"type":"array","items":{"type":"integer","minimum":1,"maximum":1023},"default":[],"description":"Ports of the host that may be published, such as those of a reverse proxy."}}}"#,
    fix: Fix::None,
    answers: &["R244"],
    check: Check::Resource(check),
};

const FIRST_FREE: u16 = 1024;

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    if has_host_network(service) == Answer::Yes {
        return;
    }
    let allowed = numbers(cx.options().attr("allowed"), &[]);
    let ports = service.attr("ports");
    for port in ports.each() {
        judge(cx, service, port, &allowed);
    }
    if ports.may_have_more() {
        cx.undecided(ports);
    }
}

fn judge(cx: &mut Context<'_>, service: Resource<'_>, port: Value<'_>, allowed: &[u16]) {
    let published = port.attr("published");
    let answer = published.judge(|published| match number(published) {
        // 0 asks for a random port, which is a high one.
        Read::Known(port) => Answer::from(port > 0 && port < FIRST_FREE && !allowed.contains(&port)),
        Read::Absent | Read::Null => Answer::No,
        Read::Unknown => Answer::Unknown,
    });
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(published),
        Answer::Yes | Answer::Possible => {
            let finding = cx
                .report(published, format!("`{}` publishes a port below 1024 of the host", service.address()))
                .because("clients take what listens there for the service of the system that is known by it, and an engine without root cannot open it")
                .help("publish a port from 1024 on, and let one reverse proxy or load balancer own 80 and 443; name those under the option `allowed`");
            settle(finding, answer);
        }
    }
}
