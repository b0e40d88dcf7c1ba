//! Groups that admit the whole internet, and services that publish ports, although only an edge tier may.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Report, Resource, Rule, Value, View};

use crate::{
    compose, kubernetes,
    model::{DECIDES_TIER, Group, Model},
    ports::{Ports, Range, services},
    rules_of_group::{Direction, GroupRule, Peer},
    tiers::{Use, unknown_internal},
    types::ALL,
};

pub const RULE: Rule = Rule {
    id: "topology/open-to-world",
    level: Level::Error,
    severity: 91,
    precision: Precision::High,
    inputs: &["terraform", "compose", "kubernetes"],
    types: ALL,
    summary: "A security group, a service or a pod is open to the whole internet where it must not be",
    page: include_str!("open_to_world.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R001", "R002", "R004", "R005"],
    check: Check::Project(check),
};

/// What it means that a group admits the world on some ports.
#[allow(clippy::large_enum_variant, reason = "one at a time, on the stack")]
enum Exposure<'a> {
    Fine,
    /// A use of the group that is not of an edge tier.
    NotEdge(Use<'a>),
    /// Services of administration and databases.
    Sensitive(String),
    /// No flow from the internet has the ports, to whatever tier.
    Undeclared,
    /// The value that decides, and why it is not known.
    Undecided(Value<'a>, String),
}

fn check(cx: &mut Context<'_>, view: View<'_>) {
    groups(cx, &Model::new(cx, view));
    compose::open_to_world::check(cx, view);
    kubernetes::open_to_world::check(cx, view);
}

fn groups(cx: &mut Context<'_>, model: &Model<'_>) {
    let web = model.policy.web_ports();
    for group in &model.groups {
        let is_data = model.data_use(group).is_some_and(|used| used.certain);
        for rule in group.rules(Direction::Ingress).filter(|rule| rule.ports != Ports::Portless) {
            for peer in &rule.peers {
                if peer.world {
                    judge(cx, model, group, rule, peer, &web);
                } else if peer.kind.is_unknown_range() && !is_data {
                    undecided(cx, model, group, rule, peer.at, &web);
                }
            }
            for more in rule.more.iter().filter(|more| !more.groups && !is_data) {
                undecided(cx, model, group, rule, more.at, &web);
            }
        }
        if let Some(list) = group.more(Direction::Ingress).filter(|_| !is_data) {
            cx.undecided(list);
        }
    }
}

/// A range that is not known: undecided when it would matter.
fn undecided<'a>(
    cx: &mut Context<'_>,
    model: &Model<'a>,
    group: &Group<'a>,
    rule: &GroupRule<'a>,
    at: Value<'a>,
    web: &[Range],
) {
    if matches!(exposure(model, group, rule, at, web), Exposure::Fine) {
        return;
    }
    match at.why_unknown() {
        Some(_) => cx.undecided(at),
        None => cx.undecided_because(at, "the addresses of this prefix list are not known", "the entries of the list"),
    }
}

fn judge<'a>(
    cx: &mut Context<'_>,
    model: &Model<'a>,
    group: &Group<'a>,
    rule: &GroupRule<'a>,
    peer: &Peer<'a>,
    web: &[Range],
) {
    let (name, ports) = (&group.name, rule.ports);
    let disguise = peer.disguise();
    let flow = if model.policy.writes_flows() { "flow declares" } else { "default flow has" };
    let mut certain = rule.certain && peer.certain;
    let exposure = exposure(model, group, rule, peer.at, web);
    // Nobody has written which flows there are, and this one is most likely meant.
    let vpn = rule.ports.vpn().filter(|_| !model.policy.writes_flows());
    let vpn = vpn.filter(|_| match &exposure {
        Exposure::NotEdge(used) => !used.tier.is_some_and(|tier| model.policy.is_data(tier)),
        other => matches!(other, Exposure::Undeclared),
    });
    certain &= vpn.is_none();
    let report = match exposure {
        Exposure::Fine => return,
        Exposure::Undecided(at, reason) => {
            // An unknown value says itself what would decide it; a group without a tier needs one.
            let decided_by = at.why_unknown().map(|(_, by)| by).filter(|by| !by.is_empty()).unwrap_or(DECIDES_TIER);
            return cx.undecided_because(at, reason, decided_by);
        }
        Exposure::Sensitive(services) => cx
            .report(peer.at, format!("`{name}` opens {services} to the whole internet{disguise}"))
            .because(
                "scanners find an open administration or database port within minutes and then try passwords and \
                 known holes on it, without end",
            )
            .help(
                "remove this range: reach hosts through Session Manager or a VPN, and databases only from the \
                 group of the tier in front",
            ),
        Exposure::NotEdge(used) if vpn.is_some() => {
            certain &= used.certain;
            let tier = used.tier.map(|tier| model.policy.name(tier));
            open_vpn(cx, group, rule, peer, vpn.unwrap_or_default(), tier).related(used.at, used.reason(&model.policy))
        }
        Exposure::Undeclared if vpn.is_some() => open_vpn(cx, group, rule, peer, vpn.unwrap_or_default(), None),
        Exposure::NotEdge(used) => {
            certain &= used.certain;
            let tier = used.tier.map_or("", |tier| model.policy.name(tier));
            let (whose, front) = if model.policy.speaks_of_tiers() {
                (format!("`{name}` of tier `{tier}`"), "the edge tier")
            } else {
                (format!("`{name}`, the group of {},", users(group, &used)), "what should stand in front of it,")
            };
            cx.report(peer.at, format!("{whose} admits the whole internet on {ports}{disguise}"))
                .because(format!(
                    "anyone connects straight to what is behind the group, around {front} with its TLS, firewall and \
                     logs: {}",
                    used.reason(&model.policy)
                ))
                .help(instead(model, group, &used, tier))
                .related(used.at, used.reason(&model.policy))
        }
        Exposure::Undeclared => cx
            .report(peer.at, format!("`{name}` admits the whole internet on {ports}, which no {flow}{disguise}"))
            .because("whatever the group is attached to, no tier may take these ports from everybody")
            .help("remove this range, or declare the port in a flow from `internet`"),
    };
    if !certain {
        report.possible();
    }
}

/// What to do about the group of `used`, which is of the tier `tier` and behind the edge.
fn instead(model: &Model<'_>, group: &Group<'_>, used: &Use<'_>, tier: &str) -> String {
    let is_data = used.tier.is_some_and(|tier| model.policy.is_data(tier));
    // Where one group is that of the front as well, there is no other to admit yet.
    let front = group.uses.iter().find(|used| is_edge(model, used)).map(|front| front.by.address());
    let instead = match front {
        Some(_) if is_data => format!(
            "give `{}` a group of its own that admits the group of the application instead of this range",
            used.by.address()
        ),
        Some(front) => format!(
            "give `{front}` a group of its own that admits the internet, and admit that group here instead of this range"
        ),
        None if model.policy.speaks_of_tiers() => {
            format!("admit the group of the tier in front of `{tier}` by reference instead of this range")
        }
        None if is_data => "admit the group of the application by reference instead of this range".to_owned(),
        None => "admit the group of the load balancer by reference instead of this range".to_owned(),
    };
    format!("{instead}; if `{tier}` is meant to face the internet, declare a flow from `internet` to it")
}

/// Those that use a group and are as `first` of no edge tier, two of them by name.
fn users(group: &Group<'_>, first: &Use<'_>) -> String {
    let mut names = vec![first.by.address()];
    for used in group.uses.iter().filter(|used| used.tier == first.tier) {
        if !names.contains(&used.by.address()) {
            names.push(used.by.address());
        }
    }
    match names.as_slice() {
        [one] => format!("`{one}`"),
        [one, other] => format!("`{one}` and `{other}`"),
        [one, other, more @ ..] => format!("`{one}`, `{other}` and {} more", more.len()),
        [] => String::new(),
    }
}

/// Whether what uses a group may be reached by everybody.
fn is_edge(model: &Model<'_>, used: &Use<'_>) -> bool {
    used.tier.is_some_and(|tier| model.policy.is_edge(tier))
}

/// The port of a VPN, while no flows are written.
fn open_vpn<'c>(
    cx: &'c mut Context<'_>,
    group: &Group<'_>,
    rule: &GroupRule<'_>,
    peer: &Peer<'_>,
    vpn: &str,
    tier: Option<&str>,
) -> Report<'c> {
    let port = rule.ports.range().map_or(0, |range| range.0);
    let (name, tier) = (&group.name, tier.unwrap_or("TIER"));
    cx.report(peer.at, format!("`{name}` admits the whole internet on {}, where {vpn} listens", rule.ports))
        .because("a gateway of a VPN is there to be reached; anything else on this port would be open to everybody, and the default flows have only web ports")
        .help(format!(
            "if it is the gateway, declare it: `flows` in `[topology]` with `{{ from = \"internet\", to = \"{tier}\", ports = [{port}] }}` beside the flows that you have, since the default ones no longer count then; if not, remove this range"
        ))
}

fn exposure<'a>(
    model: &Model<'a>,
    group: &Group<'a>,
    rule: &GroupRule<'a>,
    at: Value<'a>,
    web: &[Range],
) -> Exposure<'a> {
    let tiers = group.tiers();
    let edge = tiers.iter().find(|used| is_edge(model, used));
    let other = tiers.iter().find(|used| !is_edge(model, used));
    let mut web = web.to_vec();
    web.extend(http_ports(group));
    let sensitive = rule.ports.sensitive(&web);
    match other {
        // A use that may not exist counts when nothing else explains why the group is open.
        Some(used) if used.certain || edge.is_none() => {
            return if sensitive.is_empty() || used.tier.is_some_and(|tier| model.policy.is_data(tier)) {
                Exposure::NotEdge(*used)
            } else {
                Exposure::Sensitive(services(&sensitive))
            };
        }
        _ => {}
    }
    if !sensitive.is_empty() {
        return Exposure::Sensitive(services(&sensitive));
    }
    let all_edge = edge.is_some_and(|used| used.certain) && other.is_none();
    if all_edge {
        // Its ports are the matter of `topology/edge-undeclared-port`.
        return Exposure::Fine;
    }
    if rule.ports == Ports::Unknown {
        return Exposure::Undecided(rule.port, "the ports that the rule opens are not known".to_owned());
    }
    if !rule.ports.is_within(&web) {
        return Exposure::Undeclared;
    }
    match unknown_internal(group) {
        Some(internal) => {
            Exposure::Undecided(internal, "whether the load balancer is internal is not known".to_owned())
        }
        None if group.has_no_tier() => Exposure::Undecided(at, group.why_no_tier()),
        None => Exposure::Undecided(at, format!("whether `{}` is of an edge tier is not known", group.name)),
    }
}

/// Ports on which the group lets in HTTP and nothing else, because only application load balancers have it: one that
/// listens on 445 speaks no SMB there.
fn http_ports(group: &Group<'_>) -> Vec<Range> {
    let is_balancer = |used: &Use<'_>| {
        let kind = used.by.attr("load_balancer_type");
        let is_application = |kind: Value<'_>| kind.string().or("application").test(|kind| kind == "application");
        matches!(used.by.type_name(), "aws_lb" | "aws_alb") && kind.judge(is_application) == Answer::Yes
    };
    if !group.uses.iter().all(is_balancer) {
        return Vec::new();
    }
    let is_http = |listener: &Resource<'_>| {
        listener.attr("protocol").string().or("HTTP").test(|protocol| protocol.starts_with("HTTP")) == Answer::Yes
    };
    let port = |listener: Resource<'_>| listener.attr("port").int().known().and_then(|port| u16::try_from(port).ok());
    group.listeners().filter(is_http).filter_map(port).map(|port| (port, port)).collect()
}
