//! NetworkPolicies that let out everything.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::{
    objects::is_empty,
    policies::{Direction, POLICIES, Through, held_by},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/unrestricted-egress",
    level: Level::Off,
    severity: 35,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: POLICIES,
    summary: "A NetworkPolicy lets pods talk to everybody",
    page: include_str!("unrestricted_egress.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R291"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, policy: Resource<'_>) {
    Direction::Egress.each_rule(cx, policy, judge);
}

fn judge(cx: &mut Context<'_>, policy: Resource<'_>, rule: Value<'_>) {
    let ports = rule.attr("ports");
    let place = match Through::of(rule, Direction::Egress) {
        Through::Some => return,
        Through::Unknown(value) => return cx.undecided(value),
        Through::Anybody(_) | Through::Internet(_) if ports.is_unknown() => return cx.undecided(ports),
        Through::Anybody(_) | Through::Internet(_) if !is_empty(ports) => return,
        Through::Anybody(place) | Through::Internet(place) => place,
    };
    let whom = held_by(policy);
    let _finding = cx
        .report(place, format!("`{}` lets {whom} talk to everybody on every port", policy.address()))
        .because("whoever breaks into one of them loads tools from anywhere, sends away what the pod can read, and asks the cloud's metadata service for credentials")
        .help("list what they need: DNS (port 53 of `kube-dns`), the pods they call, and port 443 for interfaces on the internet")
        .if_exists(policy);
}
