//! NetworkPolicies that let everybody in.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::{
    objects::is_empty,
    policies::{Direction, POLICIES, Through, held_by},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/network-policy-open-to-world",
    level: Level::Warning,
    severity: 55,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: POLICIES,
    summary: "A NetworkPolicy lets everybody in",
    page: include_str!("network_policy_open_to_world.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"allowed_ports":{"type":"array","items":{"type":["integer","string"]},"default":[80,443,"http","https"],"description":"Ports that the internet may reach, by number or by name."},"peers_required":{"type":"boolean","default":false,"description":"Also report rules that restrict the ports and name no peers."}}}"#,
    fix: Fix::None,
    answers: &["R291"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, policy: Resource<'_>) {
    Direction::Ingress.each_rule(cx, policy, judge);
}

fn judge(cx: &mut Context<'_>, policy: Resource<'_>, rule: Value<'_>) {
    let ports = rule.attr("ports");
    let is_any_port = if ports.is_unknown() { Answer::Unknown } else { Answer::from(is_empty(ports)) };
    let peers_required = cx.options().attr("peers_required").bool().known() == Some(true);
    match Through::of(rule, Direction::Ingress) {
        Through::Some => {}
        Through::Unknown(value) => cx.undecided(value),
        Through::Anybody(_) if is_any_port == Answer::Unknown && !peers_required => cx.undecided(ports),
        Through::Anybody(_) if is_any_port == Answer::No && !peers_required => {}
        Through::Anybody(place) => {
            let message =
                format!("`{}` lets everybody reach {} on {}", policy.address(), held_by(policy), describe(ports));
            let _finding = cx
                .report(place, message)
                .because("a rule without `from` means all pods of the cluster and all of the world that is routed to it; policies are added up, so no other policy takes that back")
                .help("name under `from` who is meant: `podSelector`, `namespaceSelector` or `ipBlock`; to let in nobody, write `ingress: []`")
                .if_exists(policy);
        }
        Through::Internet(cidr) => match is_only_allowed(cx.options().attr("allowed_ports"), ports) {
            Answer::Yes => {}
            Answer::Unknown | Answer::Possible => cx.undecided(ports),
            Answer::No => {
                let message = format!(
                    "`{}` lets the internet (`{}`) reach {} on {}",
                    policy.address(),
                    cidr.string().known().unwrap_or_default(),
                    held_by(policy),
                    describe(ports)
                );
                let _finding = cx
                    .report(cidr, message)
                    .because("whoever finds an address that leads there may talk to it, and pods of other namespaces may as well: a range of all addresses contains those of the cluster")
                    .help("name the range that is meant, or the pods that stand before it with `namespaceSelector` and `podSelector`")
                    .if_exists(policy);
            }
        },
    }
}

/// Whether a rule is about ports only that the internet may reach.
fn is_only_allowed(allowed: Value<'_>, ports: Value<'_>) -> Answer {
    if ports.is_unknown() {
        return Answer::Unknown;
    }
    if is_empty(ports) {
        return Answer::No;
    }
    let is_allowed = |port: Value<'_>| {
        let number = port.attr("port").judge(|port| port.string().test(|text| is_listed(allowed, text)));
        // A range is more than its first.
        number.and(Answer::from(port.attr("endPort").is_unset()))
    };
    let all = ports.each().map(is_allowed).fold(Answer::Yes, Answer::and);
    if ports.may_have_more() { all.and(Answer::Unknown) } else { all }
}

fn is_listed(allowed: Value<'_>, port: &str) -> bool {
    if allowed.is_absent() {
        return matches!(port, "80" | "443" | "http" | "https");
    }
    allowed.each().any(|one| one.string().known() == Some(port))
}

/// `every port`, `port 9090` or `ports 80 and 9090`.
fn describe(ports: Value<'_>) -> String {
    let one = |port: Value<'_>| {
        let first = port.attr("port").string().known()?;
        Some(port.attr("endPort").string().known().map_or(first.to_owned(), |last| format!("{first} to {last}")))
    };
    let known: Vec<String> = ports.each().filter_map(one).collect();
    match known.as_slice() {
        [] => "every port".to_owned(),
        [one] => format!("port {one}"),
        [many @ .., last] => format!("ports {} and {last}", many.join(", ")),
    }
}
