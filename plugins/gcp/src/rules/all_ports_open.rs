//! Firewall rules that leave no firewall.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, firewall::opens_most};

use crate::firewall;

pub const RULE: Rule = Rule {
    id: "gcp/all-ports-open",
    level: Level::Error,
    severity: 85,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: firewall::TYPES,
    summary: "A firewall rule allows the whole internet to reach all ports",
    page: include_str!("all_ports_open.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R040", "R041", "R042"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, rule: Resource<'_>) {
    for allowed in firewall::allowed(cx, rule) {
        let ports = allowed.ports(Answer::Yes, opens_most);
        let protocol = allowed.protocol(|name| matches!(name, "all" | "tcp" | "udp"));
        let answer = allowed.admits_everybody().and(protocol.0, protocol.1).and(ports.0, ports.1).hold(cx);
        if !matches!(answer, Answer::Yes | Answer::Possible) {
            continue;
        }
        let found = cx
            .report(allowed.source(), format!("`{}` allows the whole internet to reach all ports", rule.address()))
            .because("everything that listens on the machines behind it is public, now and after the next installation: SSH, RDP, databases, agents")
            .help("list the ports that must be public, such as 443, in `ports`, or the addresses that need access in the source ranges")
            .related(allowed.body, "these ports");
        if answer == Answer::Possible {
            found.possible();
        }
    }
}
