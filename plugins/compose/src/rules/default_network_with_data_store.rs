//! Data stores that sit on one network with what the world can reach.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View};

use crate::{
    images::{Image, Kind, identify},
    mentions::{has_unknown_texts, hosts, mentions, texts},
    stack::{SERVICE, Stack, dependencies, names, stacks},
};

pub const RULE: Rule = Rule {
    id: "compose/default-network-with-data-store",
    level: Level::Warning,
    severity: 45,
    precision: Precision::Medium,
    inputs: &["compose"],
    types: &[SERVICE],
    summary: "A data store shares the default network with an exposed service that does not use it",
    page: include_str!("default_network_with_data_store.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R251"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for stack in stacks(view) {
        for service in stack.services().filter(|service| on_default_network(*service)) {
            if let Some(image) = identify(service).known().filter(|_| is_store(service)) {
                judge(cx, &stack, service, image);
            }
        }
    }
}

fn judge(cx: &mut Context<'_>, stack: &Stack<'_>, store: Resource<'_>, image: &Image) {
    let mut strangers = Vec::new();
    let mut unsure = Vec::new();
    for other in stack.others(store).filter(|other| on_default_network(*other) && !is_store(*other)) {
        match is_exposed(other).and(uses(stack, other, store).not()) {
            Answer::No => {}
            Answer::Unknown => unsure.push(other),
            Answer::Yes | Answer::Possible => strangers.push(other),
        }
    }
    if !strangers.is_empty() {
        report(cx, store, image, &strangers);
    } else if !unsure.is_empty() {
        let who = names(unsure.iter().map(|service| service.name()));
        cx.undecided_because(
            store,
            format!("{who} can be reached from outside, and nothing here says whether it uses `{}`", store.name()),
            "`depends_on`, or an environment that is known",
        );
    }
}

/// A data store that can be reached from outside is a mistake of its own, and no way to the others.
fn is_store(service: Resource<'_>) -> bool {
    identify(service).known().is_some_and(|image| image.kind.is_data_store())
}

/// Compose makes one network for all that name none.
fn on_default_network(service: Resource<'_>) -> bool {
    let networks = service.attr("networks");
    if networks.is_unset() {
        return service.attr("network_mode").is_unset();
    }
    networks.entries().any(|(name, _)| name == "default")
}

/// Whether a port of the service can be reached from other machines.
fn is_exposed(service: Resource<'_>) -> Answer {
    let ports = service.attr("ports");
    let open = if ports.may_have_more() { Answer::Unknown } else { Answer::No };
    ports.each().map(|port| port.attr("host_ip").judge(is_open)).fold(open, Answer::or)
}

fn is_open(ip: Value<'_>) -> Answer {
    ip.string().or("").test(|text| !text.starts_with("127.") && text != "::1" && text != "[::1]")
}

/// Reverse proxies speak to services, not to data stores.
const PROXIES: &[&str] =
    &["caddy", "envoy", "haproxy", "httpd", "nginx", "nginx-unprivileged", "openresty", "traefik", "varnish"];

/// Whether the service has business with the store. It is known not to when it is said with whom it has.
fn uses(stack: &Stack<'_>, service: Resource<'_>, store: Resource<'_>) -> Answer {
    let speaks_to = |other: Resource<'_>| {
        let names = hosts(other);
        dependencies(service).any(|dependency| dependency.on == other.name())
            || links(service).any(|link| link == other.name())
            || texts(service).any(|text| !mentions(text, &names).is_empty())
    };
    let name = service.attr("image_reference").attr("name").string().known();
    let is_proxy = name.is_some_and(|name| PROXIES.contains(&name));
    let is_console = !is_proxy && identify(service).known().is_some_and(|image| image.kind == Kind::Console);
    if speaks_to(store) || is_console {
        Answer::Yes
    } else if is_proxy {
        Answer::No
    } else if has_unknown_texts(service) || !stack.others(service).any(speaks_to) {
        Answer::Unknown
    } else {
        Answer::No
    }
}

/// `db:database` is a link to `db`.
fn links(service: Resource<'_>) -> impl Iterator<Item = &str> {
    let links = service.attr("links");
    links
        .each()
        .filter_map(|link| link.string().known())
        .map(|text| text.split_once(':').map_or(text, |(name, _)| name))
}

fn report(cx: &mut Context<'_>, store: Resource<'_>, image: &Image, strangers: &[Resource<'_>]) {
    let (name, who) = (store.name(), names(strangers.iter().map(|service| service.name())));
    let several = strangers.len() > 1;
    let (publish, does) = if several { ("publish ports", "do") } else { ("publishes a port", "does") };
    let finding = cx
        .report(store, format!("`{}` shares the default network with {who}, which {publish} and {does} not use it", store.address()))
        .because(format!(
            "on one network every container reaches every port of every other: whoever takes over {who} from outside is one connection away from {}, and only its password is left",
            image.kind.describe()
        ))
        .help(format!("give `{name}` and those who use it a network of their own (`networks: [data]`, declared with `internal: true`), and leave {who} on the default network"))
        .if_exists(store);
    let certain =
        strangers.iter().any(|service| service.exists() == Existence::Yes && is_exposed(*service) == Answer::Yes);
    let finding = strangers.iter().fold(finding, |finding, service| {
        finding.related(service.attr("ports"), format!("`{}` can be reached from outside", service.name()))
    });
    if !certain {
        finding.possible();
    }
}
