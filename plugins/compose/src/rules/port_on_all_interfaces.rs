//! Ports that are open on every interface of the host.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{
    hosts::{has_host_network, is_on_all_interfaces, loopback, number, numbers, settle},
    rules::data_store_published,
};

pub const RULE: Rule = Rule {
    id: "compose/port-on-all-interfaces",
    level: Level::Info,
    severity: 40,
    precision: Precision::Medium,
    inputs: &["compose"],
    types: &["compose/service"],
    summary: "A port is published on every interface of the host",
    page: include_str!("port_on_all_interfaces.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"allowed":{"type":"array","items":{"type":"integer","minimum":1,"maximum":65535},"default":[80,443],"description":"Ports of the host that may be open to everybody."}}}"#,
    fix: Fix::Unsafe,
    answers: &["R229"],
    check: Check::Resource(check),
};

/// What servers are for.
const ALLOWED: &[u16] = &[80, 443];

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    if has_host_network(service) == Answer::Yes {
        return;
    }
    let allowed = numbers(cx.options().attr("allowed"), ALLOWED);
    let other_is_on = !cx.section("rules").attr(data_store_published::RULE.id).is_absent();
    let ports = service.attr("ports");
    for port in ports.each() {
        // One finding for one mistake: that rule says more.
        if !(other_is_on && data_store_published::is_reported(service, port)) {
            judge(cx, service, port, &allowed);
        }
    }
    if ports.may_have_more() {
        cx.undecided(ports);
    }
}

fn judge(cx: &mut Context<'_>, service: Resource<'_>, port: Value<'_>, allowed: &[u16]) {
    let (host_ip, published) = (port.attr("host_ip"), port.attr("published"));
    let open = is_on_all_interfaces(port);
    let not_allowed = published.judge(|published| match number(published) {
        Read::Known(number) => Answer::from(!allowed.contains(&number)),
        // A random port is nobody's front door.
        Read::Absent | Read::Null => Answer::Yes,
        Read::Unknown => Answer::Unknown,
    });
    let answer = open.and(not_allowed);
    match answer {
        Answer::No => {}
        Answer::Unknown if open == Answer::Unknown => cx.undecided(host_ip),
        Answer::Unknown => cx.undecided(published),
        Answer::Yes | Answer::Possible => {
            let address = loopback(port);
            let finding = cx
                .report(port, format!("`{}` publishes a port on every interface of the host", service.address()))
                .because("everybody who reaches the host reaches the port; Docker opens it before the rules of firewalls such as ufw are asked")
                .help(format!("publish it for the host alone (`{address}` before the port), or for the one address it is meant for; allow it with the option `allowed` if it is meant for everybody"));
            let finding = if host_ip.is_absent() {
                finding.fix_insert(port, "host_ip", address)
            } else {
                finding.fix_set(host_ip, address)
            };
            settle(finding.fix_is_unsafe(), answer);
        }
    }
}
