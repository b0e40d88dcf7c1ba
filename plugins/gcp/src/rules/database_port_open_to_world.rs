//! Ports of databases that the whole internet can reach.

use tollgate_sdk::{
    Answer, Check, Context, Fix, Level, Precision, Resource, Rule,
    firewall::{is_of_data, named_services, opens, opens_most},
};

use crate::firewall::{self, Allowed};

pub const RULE: Rule = Rule {
    id: "gcp/database-port-open-to-world",
    level: Level::Error,
    severity: 80,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: firewall::TYPES,
    summary: "A firewall rule allows the whole internet to reach a database, a cache or a broker",
    page: include_str!("database_port_open_to_world.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R042"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    for rule in firewall::allowed(cx, resource) {
        judge(cx, resource, &rule);
    }
}

fn judge(cx: &mut Context<'_>, resource: Resource<'_>, rule: &Allowed<'_>) {
    // Then it is a mistake of its own, and `gcp/all-ports-open` reports it.
    if rule.ports(Answer::Yes, opens_most).0 == Answer::Yes {
        return;
    }
    let any = rule.ports(Answer::No, |value| opens(value, |range| is_of_data(range, false)));
    let over_udp = rule.ports(Answer::No, |value| opens(value, |range| is_of_data(range, true))).0 != Answer::No;
    let protocol = rule.protocol(|name| matches!(name, "all" | "tcp") || name == "udp" && over_udp);
    let answer = rule.admits_everybody().and(any.0, any.1).and(protocol.0, protocol.1).hold(cx);
    if !matches!(answer, Answer::Yes | Answer::Possible) {
        return;
    }
    let is_open = |port: u16| {
        let opened = rule.ports(Answer::No, |value| opens(value, |(first, last)| (first..=last).contains(&port))).0;
        matches!(opened, Answer::Yes | Answer::Possible)
    };
    let message = format!("`{}` allows the whole internet to reach {}", resource.address(), named_services(is_open));
    let found = cx
        .report(rule.source(), message)
        .because("bots find an open database within minutes and try passwords around the clock, which caches and search engines often do not even ask for; then the data is copied, and held to ransom")
        .help("allow only the ranges, tags or service accounts that use it; people connect through Identity-Aware Proxy")
        .related(any.1, "these ports");
    if answer == Answer::Possible {
        found.possible();
    }
}
