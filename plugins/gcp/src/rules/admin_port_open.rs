//! Administration ports that the whole internet can reach.

use tollgate_sdk::{
    Answer, Check, Context, Fix, Level, Precision, Resource, Rule,
    firewall::{ADMIN_SERVICES, admin_over_udp, named_admin_ports, opens, opens_most},
};

use crate::firewall::{self, Allowed};

pub const RULE: Rule = Rule {
    id: "gcp/admin-port-open",
    level: Level::Error,
    severity: 80,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: firewall::TYPES,
    summary: "A firewall rule allows the whole internet to reach SSH, RDP or another administration port",
    page: include_str!("admin_port_open.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"ports":{"type":"array","items":{"type":"integer","minimum":0,"maximum":65535},"default":[22,3389,23,445,2375,5900,5985,5986,10250],"description":"Administration ports."}}}"#,
    fix: Fix::None,
    answers: &["R040", "R041"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, rule: Resource<'_>) {
    let ports = admin_ports(cx);
    for allowed in firewall::allowed(cx, rule) {
        judge(cx, rule, &allowed, &ports);
    }
}

fn admin_ports(cx: &Context<'_>) -> Vec<u16> {
    let option = cx.options().attr("ports");
    if option.is_absent() {
        return ADMIN_SERVICES.iter().map(|(port, _)| *port).collect();
    }
    option.each().filter_map(|port| u16::try_from(port.int().known()?).ok()).collect()
}

fn judge(cx: &mut Context<'_>, rule: Resource<'_>, allowed: &Allowed<'_>, ports: &[u16]) {
    // Then it is a mistake of its own, and `gcp/all-ports-open` reports it.
    if allowed.ports(Answer::Yes, opens_most).0 == Answer::Yes {
        return;
    }
    let is_open =
        |port: u16| allowed.ports(Answer::No, |value| opens(value, |(first, last)| (first..=last).contains(&port)));
    let open: Vec<u16> = ports.iter().copied().filter(|port| is_open(*port).0 != Answer::No).collect();
    let is_any = |(first, last): (u16, u16)| ports.iter().any(|port| (first..=last).contains(port));
    let any = allowed.ports(Answer::No, |value| opens(value, is_any));
    let protocol =
        allowed.protocol(|name| name == "tcp" || name == "udp" && open.iter().any(|port| admin_over_udp(*port)));
    let answer = allowed.admits_everybody().and(any.0, any.1).and(protocol.0, protocol.1).hold(cx);
    if !matches!(answer, Answer::Yes | Answer::Possible) {
        return;
    }
    let found = cx
        .report(
            allowed.source(),
            format!("`{}` allows the whole internet to reach {}", rule.address(), named_admin_ports(&open)),
        )
        .because("bots find an open administration port within minutes, try passwords around the clock, and exploit the next vulnerability of the server before it is patched")
        .help("allow only the addresses of your offices, or allow `35.235.240.0/20` and connect through Identity-Aware Proxy")
        .related(any.1, "these ports")
        .detail("ports", open.iter().map(u16::to_string).collect::<Vec<_>>().join(","));
    if answer == Answer::Possible {
        found.possible();
    }
}
