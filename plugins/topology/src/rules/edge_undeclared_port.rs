//! Edge groups and services that are open to the internet on ports no flow declares.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Rule, View};

use crate::{
    compose, kubernetes,
    model::{Group, Model},
    policy::{Allowed, INTERNET, TierId},
    ports::{Ports, Range},
    rules_of_group::{Direction, GroupRule, PeerKind},
    types::ALL,
};

pub const RULE: Rule = Rule {
    id: "topology/edge-undeclared-port",
    level: Level::Error,
    severity: 65,
    precision: Precision::High,
    inputs: &["terraform", "compose", "kubernetes"],
    types: ALL,
    summary: "An edge group, service or load balancer is open to the internet on ports that no flow declares",
    page: include_str!("edge_undeclared_port.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R003"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    groups(cx, &Model::new(cx, view));
    compose::edge_undeclared_port::check(cx, view);
    kubernetes::edge_undeclared_port::check(cx, view);
}

fn groups(cx: &mut Context<'_>, model: &Model<'_>) {
    let web = model.policy.web_ports();
    for group in &model.groups {
        let tiers = group.tiers();
        let is_edge = |tier: TierId| model.policy.is_edge(tier);
        let Some((edge, tier)) = tiers.iter().find_map(|used| Some((used, used.tier.filter(|tier| is_edge(*tier))?)))
        else {
            continue;
        };
        // A group that other tiers share must not be open at all: `topology/open-to-world` says so.
        if tiers.iter().any(|used| used.certain && !used.tier.is_some_and(is_edge)) {
            continue;
        }
        let Allowed::Ports(declared) = model.policy.allowed(INTERNET, tier) else { continue };
        for rule in group.rules(Direction::Ingress) {
            let is_listened = || !model.policy.writes_flows() && listens_on(group, rule, &declared);
            if rule.ports.is_within(&declared) || !rule.ports.sensitive(&web).is_empty() || is_listened() {
                continue;
            }
            let Some(open) = openness(rule) else { continue };
            let name = &group.name;
            match open {
                Openness::Unknown(at) => cx.undecided(at),
                Openness::World { .. } if rule.ports == Ports::Unknown => cx.undecided(rule.port),
                Openness::World { certain } => {
                    let tier = model.policy.name(tier);
                    let report = cx
                        .report(rule.port, format!("`{name}` opens {} to the internet, {}", rule.ports, model.policy.beyond(&declared)))
                        .because(format!(
                            "every further open port is a further service to attack, and {}",
                            model.policy.says_nobody_needs()
                        ))
                        .help(format!(
                            "remove the rule, or declare the port: `{{ from = \"internet\", to = \"{tier}\", ports = […] }}` under `flows` in `[topology]`"
                        ))
                        .related(edge.at, edge.reason(&model.policy));
                    if !(certain && rule.certain && edge.certain) {
                        report.possible();
                    }
                }
            }
        }
        undecided_rest(cx, group);
    }
}

/// Whether load balancers that use the group listen on all of the ports, other than for HTTP in clear text. As long as no
/// flows are written, a listener says that its port is meant.
fn listens_on(group: &Group<'_>, rule: &GroupRule<'_>, declared: &[Range]) -> bool {
    let is_udp = matches!(rule.ports, Ports::Udp(..));
    let is_meant = |protocol: &str| match protocol {
        "UDP" | "QUIC" => is_udp,
        "TCP_UDP" | "TCP_QUIC" => true,
        protocol => protocol != "HTTP" && !is_udp,
    };
    let mut ports = declared.to_vec();
    for listener in group.listeners().filter(|listener| listener.exists() == Existence::Yes) {
        let protocol = listener.attr("protocol").string().or("HTTP").test(is_meant);
        let port = listener.attr("port").int().known().and_then(|port| u16::try_from(port).ok());
        ports.extend(port.filter(|_| protocol == Answer::Yes).map(|port| (port, port)));
    }
    rule.ports.is_within(&ports)
}

#[allow(clippy::large_enum_variant, reason = "one at a time, on the stack")]
enum Openness<'a> {
    World { certain: bool },
    Unknown(tollgate_sdk::Value<'a>),
}

fn openness<'a>(rule: &GroupRule<'a>) -> Option<Openness<'a>> {
    let mut world = rule.peers.iter().filter(|peer| peer.world).peekable();
    if world.peek().is_some() {
        return Some(Openness::World { certain: world.any(|peer| peer.certain) });
    }
    let unknown = rule.peers.iter().find(|peer| matches!(peer.kind, PeerKind::UnknownCidr)).map(|peer| peer.at);
    unknown.or_else(|| rule.more.iter().find(|more| !more.groups).map(|more| more.at)).map(Openness::Unknown)
}

fn undecided_rest(cx: &mut Context<'_>, group: &Group<'_>) {
    if let Some(list) = group.more(Direction::Ingress) {
        cx.undecided(list);
    }
}
