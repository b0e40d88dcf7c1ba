//! Data stores and consoles that everybody reaches.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{
    hosts::{Reach, has_host_network, loopback, number, reach, settle},
    images::{Identity, Image, Kind, identify, is_shared_port, well_known_port},
};

pub const RULE: Rule = Rule {
    id: "compose/data-store-published",
    level: Level::Error,
    severity: 86,
    precision: Precision::High,
    inputs: &["compose"],
    types: &["compose/service"],
    summary: "A data store or an administration console is open to everybody who reaches the host",
    page: include_str!("data_store_published.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R230"],
    check: Check::Resource(check),
};

/// What a published port leads to.
enum Leads {
    To { what: &'static str, kind: Option<Kind>, answer: Answer },
    Elsewhere,
    Unknown,
}

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    if has_host_network(service) == Answer::Yes {
        return;
    }
    let ports = service.attr("ports");
    for port in ports.each() {
        judge(cx, service, port);
    }
    if ports.may_have_more() {
        cx.undecided(ports);
    }
}

fn judge(cx: &mut Context<'_>, service: Resource<'_>, port: Value<'_>) {
    let host_ip = port.attr("host_ip");
    let target = port.attr("target");
    match (reach(port), leads(service, port)) {
        (Some(Reach::Host | Reach::Network), _) | (_, Leads::Elsewhere) => {}
        (Some(Reach::Everybody), Leads::Unknown) if target.is_unknown() => cx.undecided(target),
        (Some(Reach::Everybody), Leads::Unknown) => cx.undecided(service.attr("image")),
        (None, _) => cx.undecided(host_ip),
        (Some(Reach::Everybody), Leads::To { what, kind, answer }) => report(cx, service, port, (what, kind), answer),
    }
}

/// Whether this rule reports the port.
pub(crate) fn is_reported(service: Resource<'_>, port: Value<'_>) -> bool {
    reach(port) == Some(Reach::Everybody) && matches!(leads(service, port), Leads::To { .. })
}

fn leads(service: Resource<'_>, port: Value<'_>) -> Leads {
    let target = number(port.attr("target"));
    let is_udp = port.attr("protocol").string().known().is_some_and(|protocol| protocol.eq_ignore_ascii_case("udp"));
    let image = identify(service);
    if let Identity::Known(image) = image
        && is_port_of(image, target)
        // Of these only Memcached answers over UDP.
        && (!is_udp || image.ports.contains(&11211))
    {
        return Leads::To { what: image.product, kind: Some(image.kind), answer: Answer::Yes };
    }
    match (target, image) {
        (Read::Known(_), _) if is_udp => Leads::Elsewhere,
        (Read::Known(port), image) => match (well_known_port(port), image) {
            (Some(what), image) => {
                // Somebody else's application, which may well listen there itself.
                let is_foreign = image == Identity::Other && service.attr("build").is_unset();
                let answer = if is_foreign && is_shared_port(port) { Answer::Possible } else { Answer::Yes };
                Leads::To { what, kind: None, answer }
            }
            (None, Identity::Unknown) => Leads::Unknown,
            (None, _) => Leads::Elsewhere,
        },
        (Read::Absent | Read::Null, _) => Leads::Elsewhere,
        (Read::Unknown, _) => Leads::Unknown,
    }
}

/// A database has nothing but ports of the database, also where its configuration has moved them.
fn is_port_of(image: &Image, target: Read<u16>) -> bool {
    let is_all_store = matches!(image.kind, Kind::Database | Kind::Cache | Kind::Search) && !image.ports.is_empty();
    match image.kind {
        Kind::Monitoring => false,
        _ => is_all_store || target.known().is_some_and(|port| image.ports.contains(&port)),
    }
}

fn report(
    cx: &mut Context<'_>,
    service: Resource<'_>,
    port: Value<'_>,
    (what, kind): (&str, Option<Kind>),
    answer: Answer,
) {
    let host_ip = port.attr("host_ip");
    let address = loopback(port);
    let why = match kind {
        Some(Kind::Console) => {
            "scanners find such consoles within hours, and who is in one commands what is behind it; Docker opens the port before the rules of firewalls such as ufw are asked"
        }
        _ => {
            "scanners find open data stores within hours: without a password they read and delete everything, with one they try passwords; Docker opens the port before the rules of firewalls such as ufw are asked"
        }
    };
    let finding = cx
        .report(port, format!("`{}` publishes {what} to everybody who reaches the host", service.address()))
        .because(why)
        .help(format!("remove the port, services of the project reach one another by name without it; to look at it from the host, publish it on `{address}`"));
    let finding = if host_ip.is_absent() {
        finding.fix_insert(port, "host_ip", address)
    } else {
        finding.fix_set(host_ip, address)
    };
    settle(finding.fix_is_unsafe(), answer);
}
