//! Ingresses and routes that lead to no Service, or to a port that it does not have.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value, View};

use crate::{
    pods::kind,
    ports::{Port, of_service},
    relations::{are_together, same_namespace},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/ingress-backend-nowhere",
    level: Level::Warning,
    severity: 40,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &[
        SERVICE,
        "networking.k8s.io/*/Ingress",
        "extensions/*/Ingress",
        "gateway.networking.k8s.io/*/GRPCRoute",
        "gateway.networking.k8s.io/*/HTTPRoute",
        "gateway.networking.k8s.io/*/TCPRoute",
        "gateway.networking.k8s.io/*/TLSRoute",
        "gateway.networking.k8s.io/*/UDPRoute",
    ],
    summary: "An Ingress or a route leads to a Service or a port that is not there",
    page: include_str!("ingress_backend_nowhere.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R289"],
    check: Check::Project(check),
};

const SERVICE: &str = "v1/Service";

const WHY: &str = "requests for this path are answered with an error by the proxy, while everything else looks well";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for object in view.resources() {
        for backend in backends(object) {
            judge(cx, view, object, &backend);
        }
    }
}

/// Where requests are sent.
struct Backend<'a> {
    name: Value<'a>,
    /// Of the Service, by number or by name.
    port: Value<'a>,
    /// What says the namespace, where it may be another one.
    namespace: Value<'a>,
}

fn backends(object: Resource<'_>) -> Vec<Backend<'_>> {
    let spec = object.attr("spec");
    let mut all = Vec::new();
    match kind(object) {
        "Ingress" => {
            let paths = spec.attr("rules").each().flat_map(|rule| rule.attr("http").attr("paths").each());
            let of_paths = paths.map(|path| path.attr("backend"));
            for backend in of_paths.chain([spec.attr("defaultBackend"), spec.attr("backend")]) {
                let service = backend.attr("service");
                let port = service.attr("port");
                let (number, name) = (port.attr("number"), port.attr("name"));
                let now = Backend {
                    name: service.attr("name"),
                    port: if number.is_unset() { name } else { number },
                    namespace: backend.attr("namespace"),
                };
                let before = Backend { name: backend.attr("serviceName"), port: backend.attr("servicePort"), ..now };
                all.push(if now.name.is_unset() { before } else { now });
            }
        }
        kind if kind.ends_with("Route") => {
            for backend in spec.attr("rules").each().flat_map(|rule| rule.attr("backendRefs").each()) {
                if backend.attr("kind").string().or("Service") == Read::Known("Service") {
                    let (name, port) = (backend.attr("name"), backend.attr("port"));
                    all.push(Backend { name, port, namespace: backend.attr("namespace") });
                }
            }
        }
        _ => {}
    }
    all
}

fn judge(cx: &mut Context<'_>, view: View<'_>, object: Resource<'_>, backend: &Backend<'_>) {
    let name = match backend.name.string() {
        Read::Known(name) => name,
        Read::Unknown => return cx.undecided(backend.name),
        Read::Absent | Read::Null => return,
    };
    // The controller of AWS reads actions from annotations, under names that look like Services, or are some.
    if backend.port.string() == Read::Known("use-annotation") {
        return;
    }
    match backend.name.target().and_then(|target| target.resource()) {
        Some(service) => of_service_that_is_here(cx, object, service, backend),
        None if !backend.namespace.is_unset() => {}
        None => {
            let is_near =
                |one: &Resource<'_>| are_together(*one, object) && same_namespace(*one, object) == Answer::Yes;
            // Where there are none, they are elsewhere.
            let near: Vec<String> = view.of(SERVICE).filter(is_near).map(|one| format!("`{}`", one.name())).collect();
            if !near.is_empty() {
                let message = format!(
                    "`{}` leads to the Service `{name}`, which is not among those that are here",
                    object.address()
                );
                cx.report(backend.name, message)
                    .because(WHY)
                    .help(format!("name one that is here: {}", near.join(", ")))
                    .possible();
            }
        }
    }
}

fn of_service_that_is_here(cx: &mut Context<'_>, object: Resource<'_>, service: Resource<'_>, backend: &Backend<'_>) {
    // Nothing listens at an ExternalName: it is a name for something else.
    let external = service.attr("spec").attr("type").judge(|value| value.string().test(|ty| ty == "ExternalName"));
    let wanted = match Port::read(backend.port) {
        _ if external != Answer::No => return,
        Read::Known(wanted) => wanted,
        Read::Unknown => return cx.undecided(backend.port),
        Read::Absent | Read::Null => return,
    };
    let ports = of_service(service);
    let is_it = |port: Value<'_>| match wanted {
        Port::Number(number) => port.attr("port").judge(|value| value.int().test(|port| port == number)),
        Port::Name(name) => port.attr("name").judge(|value| value.string().test(|port| port == name)),
    };
    let found = ports.each().map(is_it).fold(Answer::No, Answer::or);
    let found = if ports.may_have_more() { found.or(Answer::Unknown) } else { found };
    match found {
        Answer::Yes => {}
        Answer::Unknown => cx.undecided(ports),
        answer @ (Answer::No | Answer::Possible) => {
            let said = backend.port.string().known().unwrap_or_default();
            let message =
                format!("`{}` leads to port `{said}`, which `{}` does not have", object.address(), service.address());
            let finding = cx
                .report(backend.port, message)
                .because(WHY)
                .help(format!("its ports are {}", said_ports(ports)))
                .if_exists(object);
            settle(finding, answer.not());
        }
    }
}

/// `` 80 (`http`), 443 ``
fn said_ports(ports: Value<'_>) -> String {
    let one = |port: Value<'_>| {
        let number = port.attr("port").string().known().unwrap_or("not known").to_owned();
        port.attr("name").string().known().map_or(number.clone(), |name| format!("{number} (`{name}`)"))
    };
    let all: Vec<String> = ports.each().map(one).collect();
    all.join(", ")
}
