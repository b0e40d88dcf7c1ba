//! Data stores that publish ports on their host.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Rule, Value, View};

use crate::{
    compose::{
        model::{Model, Service},
        networks::ServiceId,
        published::{HostPort, Interface, Port, ranges},
        services::{Belongs, DECIDES_TIER, why_unknown},
    },
    kubernetes,
    policy::{Allowed, INTERNET},
    ports::Ports,
    types::SERVICES_AND_PODS,
};

pub const RULE: Rule = Rule {
    id: "topology/data-published",
    level: Level::Error,
    severity: 86,
    precision: Precision::High,
    inputs: &["compose", "kubernetes"],
    types: SERVICES_AND_PODS,
    summary: "A data store publishes a port on its host, or to whoever is outside of the cluster",
    page: include_str!("data_published.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"loopback":{"type":"boolean","default":false,"description":"Report ports that only the host itself reaches, too."}}}"#,
    fix: Fix::Unsafe,
    answers: &["R230"],
    check: Check::Project(check),
};

/// What the options say of ports that only the host itself reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loopback {
    Allowed,
    Forbidden,
}

impl Loopback {
    fn new(forbidden: Read<bool>) -> Self {
        if forbidden == Read::Known(true) { Self::Forbidden } else { Self::Allowed }
    }
}

fn check(cx: &mut Context<'_>, view: View<'_>) {
    services(cx, view);
    kubernetes::data_published::check(cx, view);
}

fn services(cx: &mut Context<'_>, view: View<'_>) {
    let model = Model::new(cx, view);
    let loopback = Loopback::new(cx.options().attr("loopback").bool());
    let counts = |interface: Interface| match loopback {
        Loopback::Forbidden => Answer::Yes,
        Loopback::Allowed => interface.is_beyond_host(),
    };
    // Of a project that no policy speaks of, `compose/data-store-published` says what everybody reaches.
    let is_asked = |service: &Service<'_>| service.is_held || loopback == Loopback::Forbidden;
    for (id, service) in model.services.iter().enumerate().filter(|(_, service)| is_asked(service)) {
        if let Belongs::Unknown(at) = service.belongs {
            let is_open = service.host_mode.is_some()
                || service.more_ports.is_some()
                || service.ports.iter().any(|port| counts(port.interface) != Answer::No);
            if is_open {
                cx.undecided_because(at, why_unknown(service.resource, at), DECIDES_TIER);
            }
            continue;
        }
        if !model.is_data(id) {
            continue;
        }
        let open = service.ports.iter().filter(|port| !is_declared(&model, id, port));
        for (host, range) in ranges(open) {
            match counts(range[0].interface) {
                Answer::No => {}
                Answer::Unknown => cx.undecided(range[0].host_ip()),
                Answer::Yes | Answer::Possible => report(cx, &model, id, host, &range, loopback),
            }
        }
        if let Some(list) = service.more_ports {
            cx.undecided(list);
        }
        if let Some(mode) = service.host_mode {
            in_host_mode(cx, &model, id, mode);
        } else if service.owner != id {
            through_namespace(cx, &model, id, counts);
        }
    }
}

/// Whether a flow from the internet has the port: then it is meant to be open.
fn is_declared(model: &Model<'_>, id: ServiceId, port: &Port<'_>) -> bool {
    let Some(tier) = model.services[id].belongs.tier() else { return false };
    match model.policy.allowed(INTERNET, tier) {
        Allowed::Everything => true,
        Allowed::Ports(ports) => port.range().is_some_and(|(from, to)| Ports::Range(from, to).is_within(&ports)),
        Allowed::Nothing => false,
    }
}

/// Where on the host.
fn on(port: &Port<'_>) -> String {
    match (port.interface, port.host_ip().string().known()) {
        (Interface::All, _) => "on all interfaces of the host".to_owned(),
        (Interface::Loopback, _) => "on the loopback interface of the host".to_owned(),
        (_, Some(address)) => format!("on `{address}` of the host"),
        (_, None) => "on the host".to_owned(),
    }
}

const WHY: &str = "whoever reaches the host reaches the data, past every check of the application: Docker opens the \
                   port ahead of the rules of a host firewall such as ufw, and an open database is found by scanners \
                   within hours";

/// Why the loopback interface matters, to those who forbid it.
const WHY_LOOPBACK: &str = "every process and every user of the host reaches the data, and so does whatever forwards \
                            local ports: an SSH tunnel, a page in a browser";

fn report(
    cx: &mut Context<'_>,
    model: &Model<'_>,
    id: ServiceId,
    host: HostPort,
    range: &[Port<'_>],
    loopback: Loopback,
) {
    let service = &model.services[id];
    let first = &range[0];
    let name = service.resource.name();
    let inside = first.target.map_or_else(|| format!("`{name}`"), |port| format!("`{name}:{port}`"));
    let local = match (loopback, host, first.target) {
        (Loopback::Forbidden, ..) => format!("`docker compose exec {name}` needs no port either"),
        (_, HostPort::Ports(from, to), Some(port)) if from == to => {
            format!("to reach it from the host alone, write `127.0.0.1:{from}:{port}`")
        }
        _ => "to reach it from the host alone, write `127.0.0.1:` in front of the port".to_owned(),
    };
    let is_local = first.interface.is_beyond_host() == Answer::No;
    let (at, text) = model.reason(id);
    let mut report = cx
        .report(first.place(), format!("{} publishes {host} {}", model.named(id), on(first)))
        .because(if is_local { WHY_LOOPBACK } else { WHY })
        .help(format!("remove the port: services on a network of `{name}` reach it without, at {inside}; {local}"))
        .related(at, text)
        .if_exists(service.resource);
    if loopback == Loopback::Allowed {
        for port in range {
            let host_ip = port.host_ip();
            report = if host_ip.is_unset() {
                report.fix_insert(port.entry, "host_ip", "127.0.0.1")
            } else {
                report.fix_set(host_ip, "127.0.0.1")
            };
        }
        report = report.fix_is_unsafe();
    }
    if service.publishes() != Answer::Yes {
        report
            .possible()
            .related(service.resource, "all of its networks are internal: Docker publishes nothing from those");
    }
}

fn in_host_mode(cx: &mut Context<'_>, model: &Model<'_>, id: ServiceId, mode: Value<'_>) {
    let (at, text) = model.reason(id);
    let name = model.services[id].resource.name();
    cx.report(mode, format!("{} is on the network of the host, and listens there without `ports`", model.named(id)))
        .because(WHY)
        .help(format!(
            "remove `network_mode`, put it on a network with the services that need it, and let them reach it as `{name}`"
        ))
        .related(at, text)
        .possible();
}

/// The service whose network it uses publishes ports: which of the two listens there is told by the port alone.
fn through_namespace(cx: &mut Context<'_>, model: &Model<'_>, id: ServiceId, counts: impl Fn(Interface) -> Answer) {
    let service = &model.services[id];
    let owner: &Service<'_> = &model.services[service.owner];
    for port in &owner.ports {
        let Some(target) = port.target else { continue };
        let listens = Ports::Range(target, target).sensitive(&[]);
        if listens.is_empty() || is_declared(model, id, port) || counts(port.interface) == Answer::No {
            continue;
        }
        let (at, text) = model.reason(id);
        cx.report(
            port.place(),
            format!(
                "`{}` publishes {} {}, where {} listens on its network",
                owner.resource.address(),
                port.host,
                on(port),
                model.named(id)
            ),
        )
        .because(WHY)
        .help("remove the port, or bind it to `127.0.0.1`: services on the same network reach the data without")
        .related(service.resource.attr("network_mode"), "shares that network")
        .related(at, text)
        .possible();
    }
}
