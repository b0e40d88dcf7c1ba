//! Firewall rules that are no firewall at all.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, firewall::opens_most};

use crate::firewall;

pub const RULE: Rule = Rule {
    id: "gcp/all-ports-open",
    level: Level::Error,
    severity: 85,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: firewall::TYPES,
    summary: "A firewall rule lets the whole internet reach all ports",
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
            .report(allowed.source(), format!("`{}` lets the whole internet reach all ports", rule.address()))
            .because("whatever listens on a machine, now or after the next installation, can be reached by everybody: SSH, RDP, databases, agents")
            .help("name the ports that must be public, such as 443, in `ports`, and the addresses that may come in the source ranges")
            .related(allowed.body, "these ports");
        if answer == Answer::Possible {
            found.possible();
        }
    }
}
