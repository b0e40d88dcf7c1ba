//! Security rules that leave no firewall.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, firewall::opens_most};

use crate::nsg;

pub const RULE: Rule = Rule {
    id: "azure/all-ports-open",
    level: Level::Error,
    severity: 85,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: nsg::TYPES,
    summary: "A security rule allows the whole internet to reach all ports",
    page: include_str!("all_ports_open.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R032", "R033", "R034"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    for rule in nsg::rules_of(cx, resource) {
        let ports = rule.ports(opens_most);
        let protocol = rule.protocol(|name| matches!(name, "*" | "tcp" | "udp"));
        let answer = rule.admits_everybody().and(ports.0, ports.1).and(protocol.0, protocol.1).hold(cx);
        if !matches!(answer, Answer::Yes | Answer::Possible) {
            continue;
        }
        let found = cx
            .report(rule.source(), format!("{} allows the whole internet to reach all ports", rule.label))
            .because("everything that listens on the machines behind it is public, now and after the next installation: SSH, RDP, databases, agents")
            .help("write one rule for each port that must be public, such as 443, and close the others")
            .related(ports.1, "these ports");
        if answer == Answer::Possible {
            found.possible();
        }
    }
}
