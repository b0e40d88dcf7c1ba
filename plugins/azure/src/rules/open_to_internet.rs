//! Public ports that are not on the list of allowed ones.

use tollgate_sdk::{
    Answer, Check, Context, Fix, Level, Precision, Resource, Rule,
    firewall::{Ports, opens, opens_most, parse_ports},
};

use crate::nsg;

pub const RULE: Rule = Rule {
    id: "azure/open-to-internet",
    level: Level::Off,
    severity: 50,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: nsg::TYPES,
    summary: "A security rule opens a port to the internet that is not on the list of public ports",
    page: include_str!("open_to_internet.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"ports":{"type":"array","items":{"type":"string"},"default":["80","443"],"description":"Ports and ranges of ports, such as `8000-8080`, that the internet may reach."}}}"#,
    fix: Fix::None,
    answers: &["R034"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    let option = cx.options().attr("ports");
    let declared: Vec<Ports> = if option.is_absent() {
        vec![(80, 80), (443, 443)]
    } else {
        option.each().filter_map(|port| parse_ports(port.string().known()?)).collect()
    };
    let is_declared = |(first, last): Ports| declared.iter().any(|one| one.0 <= first && last <= one.1);
    for rule in nsg::rules_of(cx, resource) {
        if rule.ports(opens_most).0 == Answer::Yes {
            continue;
        }
        let ports = rule.ports(|value| opens(value, |range| !is_declared(range)));
        let protocol = rule.protocol(|name| matches!(name, "*" | "tcp" | "udp"));
        let answer = rule.admits_everybody().and(ports.0, ports.1).and(protocol.0, protocol.1).hold(cx);
        if !matches!(answer, Answer::Yes | Answer::Possible) {
            continue;
        }
        let open = rule.named_ports(|range| !is_declared(range));
        let message =
            format!("{} allows the whole internet to reach {open}, which the list of public ports lacks", rule.label);
        let found = cx
            .report(rule.source(), message)
            .because(
                "each public port is one more server that attackers can probe, and a forgotten one is patched last",
            )
            .help("allow only the addresses that need it; a port that everybody is to reach goes into the option `ports` of this rule")
            .related(ports.1, "these ports");
        if answer == Answer::Possible {
            found.possible();
        }
    }
}
