//! Administration ports that the whole internet can reach.

use tollgate_sdk::{
    Answer, Check, Context, Fix, Level, Precision, Resource, Rule,
    firewall::{ADMIN_SERVICES, admin_over_udp, named_admin_ports, opens, opens_most},
};

use crate::nsg::{self, SecurityRule};

pub const RULE: Rule = Rule {
    id: "azure/admin-port-open",
    level: Level::Error,
    severity: 80,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: nsg::ENTRANCES,
    summary: "A security rule allows the whole internet to reach SSH, RDP or another administration port",
    page: include_str!("admin_port_open.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"ports":{"type":"array","items":{"type":"integer","minimum":0,"maximum":65535},"default":[22,3389,23,445,2375,5900,5985,5986,10250],"description":"Administration ports."}}}"#,
    fix: Fix::None,
    answers: &["R032", "R033"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    let ports = admin_ports(cx);
    for rule in nsg::rules_of(cx, resource) {
        judge(cx, &rule, &ports);
    }
}

fn admin_ports(cx: &Context<'_>) -> Vec<u16> {
    let option = cx.options().attr("ports");
    if option.is_absent() {
        return ADMIN_SERVICES.iter().map(|(port, _)| *port).collect();
    }
    option.each().filter_map(|port| u16::try_from(port.int().known()?).ok()).collect()
}

fn judge(cx: &mut Context<'_>, rule: &SecurityRule<'_>, ports: &[u16]) {
    // Then it is a mistake of its own, and `azure/all-ports-open` reports it.
    if rule.ports(opens_most).0 == Answer::Yes {
        return;
    }
    let is_open = |port: u16| rule.ports(|value| opens(value, |(first, last)| (first..=last).contains(&port)));
    let open: Vec<u16> = ports.iter().copied().filter(|port| is_open(*port).0 != Answer::No).collect();
    let any = rule.ports(|value| opens(value, |(first, last)| ports.iter().any(|port| (first..=last).contains(port))));
    let protocol = rule
        .protocol(|name| matches!(name, "*" | "tcp") || name == "udp" && open.iter().any(|port| admin_over_udp(*port)));
    let answer = rule.admits_everybody().and(any.0, any.1).and(protocol.0, protocol.1).hold(cx);
    if !matches!(answer, Answer::Yes | Answer::Possible) {
        return;
    }
    let message = format!("{} allows the whole internet to reach {}", rule.label, named_admin_ports(&open));
    let found = cx
        .report(rule.source(), message)
        .because("bots find an open administration port within minutes, try passwords around the clock, and exploit the next vulnerability of the server before it is patched")
        .help("allow only the addresses of your offices or your VPN, or close the port and use Azure Bastion")
        .detail("ports", open.iter().map(u16::to_string).collect::<Vec<_>>().join(","));
    if answer == Answer::Possible {
        found.possible();
    }
}
