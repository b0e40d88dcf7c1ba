//! Data stores that sit on one network with what the world can reach.

use std::collections::{BTreeMap, BTreeSet};

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View};

use crate::{
    images::{Kind, identify},
    mentions::{has_address, has_unknown_texts, hosts, mentions, texts, words},
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
        let on_it: Vec<Resource<'_>> = stack.services().filter(|service| on_default_network(*service)).collect();
        let stores: Vec<Resource<'_>> = on_it.iter().copied().filter(|service| is_store(*service)).collect();
        if stores.is_empty() {
            continue;
        }
        let exposed = on_it.iter().filter(|service| !is_store(**service) && is_exposed(**service) != Answer::No);
        let wired = Wired::of(&stack);
        let exposed: Vec<Exposed<'_>> = exposed.map(|service| Exposed::of(*service, &wired)).collect();
        for store in stores {
            judge(cx, store, &exposed);
        }
    }
}

fn judge(cx: &mut Context<'_>, store: Resource<'_>, exposed: &[Exposed<'_>]) {
    let mut strangers = Vec::new();
    let mut unsure = Vec::new();
    for other in exposed {
        match is_exposed(other.service).and(other.uses(store).not()) {
            Answer::No => {}
            Answer::Unknown => unsure.push(other.service),
            Answer::Yes | Answer::Possible => strangers.push(other.service),
        }
    }
    if !strangers.is_empty() {
        report(cx, store, &strangers);
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

/// Services by the names under which others reach them.
struct Wired<'a>(BTreeMap<&'a str, Vec<&'a str>>);

impl<'a> Wired<'a> {
    fn of(stack: &Stack<'a>) -> Self {
        let mut by_host: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for service in stack.services() {
            for host in hosts(service) {
                by_host.entry(host).or_default().push(service.name());
            }
        }
        Self(by_host)
    }
}

/// A service that can be reached from outside, and with whom it has business.
struct Exposed<'a> {
    service: Resource<'a>,
    speaks_to: BTreeSet<&'a str>,
    /// Whether others than `speaks_to` are possible.
    may_speak_to_others: bool,
}

impl<'a> Exposed<'a> {
    fn of(service: Resource<'a>, wired: &Wired<'a>) -> Self {
        let mut speaks_to: BTreeSet<&str> = dependencies(service).map(|dependency| dependency.on).collect();
        speaks_to.extend(links(service));
        // Any word may be the name of a service; only one that is written as an address surely is.
        let mut is_told = !speaks_to.is_empty();
        for text in texts(service).filter_map(|text| text.string().known()) {
            for (word, names) in words(text).filter_map(|word| Some((word, wired.0.get(word)?))) {
                is_told |= !names.contains(&service.name()) && has_address(text, word);
                speaks_to.extend(names);
            }
        }
        let may_speak_to_others = !is_proxy(service) && (has_unknown_texts(service) || !is_told);
        Self { service, speaks_to, may_speak_to_others }
    }

    /// Whether it has business with the store. It is known not to when it is said with whom it has.
    fn uses(&self, store: Resource<'_>) -> Answer {
        let is_console = identify(self.service).known().is_some_and(|image| image.kind == Kind::Console);
        if self.speaks_to.contains(store.name()) || is_console && !is_proxy(self.service) || self.may_be_told(store) {
            Answer::Yes
        } else if self.may_speak_to_others {
            Answer::Unknown
        } else {
            Answer::No
        }
    }

    /// `db:${PORT}` tells as much.
    fn may_be_told(&self, store: Resource<'_>) -> bool {
        let names = hosts(store);
        texts(self.service).any(|text| text.is_unknown() && !mentions(text, &names).is_empty())
    }
}

fn is_proxy(service: Resource<'_>) -> bool {
    service.attr("image_reference").attr("name").string().known().is_some_and(|name| PROXIES.contains(&name))
}

/// `db:database` is a link to `db`.
fn links(service: Resource<'_>) -> impl Iterator<Item = &str> {
    let links = service.attr("links");
    links
        .each()
        .filter_map(|link| link.string().known())
        .map(|text| text.split_once(':').map_or(text, |(name, _)| name))
}

fn report(cx: &mut Context<'_>, store: Resource<'_>, strangers: &[Resource<'_>]) {
    let kind = identify(store).known().map_or("a data store", |image| image.kind.describe());
    let (name, who) = (store.name(), names(strangers.iter().map(|service| service.name())));
    let several = strangers.len() > 1;
    let (publish, does) = if several { ("publish ports", "do") } else { ("publishes a port", "does") };
    let finding = cx
        .report(store, format!("`{}` shares the default network with {who}, which {publish} and {does} not use it", store.address()))
        .because(format!(
            "on one network every container reaches every port of every other: whoever takes over {who} from outside is one connection away from {}, and only its password is left",
            kind
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
