//! Brokers that send the other containers to `localhost`.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Read, Resource, Rule, Value, View};

use crate::{
    container_paths::{is_within, mounts, unknown_mounts},
    images::{Identity, identify},
    listeners::{Listener, parse},
    mentions::{hosts, mentions, texts},
    stack::{Dependency, SERVICE, Stack, dependencies, names, place, stacks},
};

pub const RULE: Rule = Rule {
    id: "compose/kafka-advertises-localhost",
    level: Level::Error,
    severity: 50,
    precision: Precision::High,
    inputs: &["compose"],
    types: &[SERVICE],
    summary: "A Kafka broker sends the containers that use it to themselves",
    page: include_str!("kafka_advertises_localhost.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Project(check),
};

const BECAUSE: &str = "a Kafka client uses the address it is given only to ask where the brokers are, and then connects to what the broker advertises: within a container `localhost` is that container, where no broker listens, and the client times out although the first connection succeeded";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for stack in stacks(view) {
        // On the network of the host, `localhost` is the same for all.
        for broker in stack.services().filter(|service| service.attr("network_mode").string() != Read::Known("host")) {
            match advertised(broker) {
                Advertised::Nothing => {}
                Advertised::Unknown(value) => {
                    if clients(&stack, broker).next().is_some() {
                        cx.undecided(value);
                    }
                }
                Advertised::Listeners(text, at) => {
                    judge(cx, &stack, &Broker { service: broker, at, listeners: parse(&text) });
                }
            }
        }
    }
}

/// What a broker tells its clients.
enum Advertised<'a> {
    /// It is no broker, or tells them its own name.
    Nothing,
    Unknown(Value<'a>),
    /// As a list, and the value that says so; absent where the image does.
    Listeners(String, Value<'a>),
}

/// What the image of the Kafka project says when it is told nothing.
const APACHE_DEFAULT: &str = "PLAINTEXT://localhost:9092";

fn advertised(service: Resource<'_>) -> Advertised<'_> {
    let environment = service.attr("environment");
    let is_kafka = matches!(identify(service), Identity::Known(image) if image.product == "Kafka");
    for name in ["KAFKA_ADVERTISED_LISTENERS", "KAFKA_CFG_ADVERTISED_LISTENERS"] {
        let value = environment.attr(name);
        let is_listed = environment.entries().any(|(key, _)| key == name);
        match value.string() {
            Read::Known(text) => return Advertised::Listeners(text.to_owned(), value),
            Read::Unknown if is_kafka || is_listed => return Advertised::Unknown(value),
            _ => {}
        }
    }
    let host = environment.attr("KAFKA_ADVERTISED_HOST_NAME");
    if let (true, Read::Known(text)) = (is_kafka, host.string()) {
        let port = environment.attr("KAFKA_ADVERTISED_PORT").string().known().unwrap_or("9092");
        return Advertised::Listeners(format!("PLAINTEXT://{text}:{port}"), host);
    }
    let told = environment.entries().any(|(name, _)| name.starts_with("KAFKA_"))
        || mounts(service).any(|mount| mount.target.is_some_and(|target| is_within(target, "/mnt/shared/config")))
        || unknown_mounts(service).is_some()
        || ["command", "entrypoint"].iter().any(|name| !service.attr(name).is_unset());
    let repository = service.attr("image_reference").attr("repository").string();
    match repository {
        Read::Known("apache/kafka" | "apache/kafka-native") if !told => Advertised::Listeners(
            APACHE_DEFAULT.to_owned(),
            service.attr("environment").attr("KAFKA_ADVERTISED_LISTENERS"),
        ),
        _ => Advertised::Nothing,
    }
}

struct Broker<'a, 't> {
    service: Resource<'a>,
    at: Value<'a>,
    listeners: Vec<Listener<'t>>,
}

/// A service that uses the broker: it says where it connects to, or only that it depends on it.
#[derive(Clone, Copy)]
enum Client<'a> {
    Connects { service: Resource<'a>, at: Value<'a>, host: &'a str, port: u16 },
    Depends(Dependency<'a>),
}

impl<'a> Client<'a> {
    fn service(&self) -> Resource<'a> {
        match self {
            Self::Connects { service, .. } => *service,
            Self::Depends(dependency) => dependency.from,
        }
    }
}

fn clients<'a>(stack: &Stack<'a>, broker: Resource<'a>) -> impl Iterator<Item = Client<'a>> {
    let names = hosts(broker);
    let shared = format!("service:{}", broker.name());
    stack.others(broker).filter(move |other| !shares_network(*other, &shared)).flat_map(move |service| {
        let mut found: Vec<Client<'a>> = Vec::new();
        for at in texts(service) {
            for mention in mentions(at, &names) {
                if let Some(port) = mention.port {
                    found.push(Client::Connects { service, at, host: mention.host, port });
                }
            }
        }
        if found.is_empty() {
            let on = dependencies(service).find(|dependency| {
                dependency.on == broker.name() && dependency.waits_for("service_completed_successfully") == Answer::No
            });
            found.extend(on.map(Client::Depends));
        }
        found
    })
}

/// Whether `localhost` of the service is that of the broker, or of the host.
fn shares_network(service: Resource<'_>, with_broker: &str) -> bool {
    matches!(service.attr("network_mode").string(), Read::Known(mode) if mode == "host" || mode == with_broker)
}

fn judge(cx: &mut Context<'_>, stack: &Stack<'_>, broker: &Broker<'_, '_>) {
    let environment = broker.service.attr("environment");
    let own = |names: [&str; 2]| names.into_iter().map(|name| environment.attr(name)).find(|value| !value.is_absent());
    let bound_value = own(["KAFKA_LISTENERS", "KAFKA_CFG_LISTENERS"]);
    let bound = bound_value.and_then(|value| value.string().known()).map(parse).unwrap_or_default();
    let controllers = own(["KAFKA_CONTROLLER_LISTENER_NAMES", "KAFKA_CFG_CONTROLLER_LISTENER_NAMES"]);
    let controllers = controllers.and_then(|value| value.string().known()).unwrap_or("CONTROLLER");
    let for_clients: Vec<Listener<'_>> = broker
        .listeners
        .iter()
        .copied()
        .filter(|listener| !controllers.split(',').any(|name| name.trim() == listener.name))
        .collect();
    let good = for_clients.iter().find(|listener| !listener.is_local());
    let Some(local) = for_clients.iter().find(|listener| listener.is_local()) else { return };

    // Without KAFKA_LISTENERS a broker listens at the ports that it advertises.
    let port_of = |listener: &Listener<'_>| {
        bound.iter().find(|own| own.name == listener.name).and_then(|own| own.port).or(listener.port)
    };
    let mut misled: Vec<(Client<'_>, Listener<'_>)> = Vec::new();
    for client in clients(stack, broker.service) {
        match (client, good) {
            (Client::Depends(_), None) => misled.push((client, *local)),
            (Client::Depends(_), Some(_)) => {}
            (Client::Connects { at, port, .. }, _) => {
                let asked = for_clients.iter().find(|listener| port_of(listener) == Some(port));
                let may_be_another = bound_value.is_some_and(|value| value.is_unknown());
                match (asked, good) {
                    (Some(listener), _) if listener.is_local() => misled.push((client, *listener)),
                    (None, None) if may_be_another => misled.push((client, *local)),
                    (None, Some(_)) if may_be_another => cx.undecided(at),
                    _ => {}
                }
            }
        }
    }
    match good {
        Some(good) => {
            for (client, listener) in misled {
                wrong_port(cx, broker, client, listener, *good, port_of(good));
            }
        }
        None if !misled.is_empty() => only_local(cx, broker, &misled),
        None => {}
    }
}

/// There is a listener for containers, and the client asks the other one.
fn wrong_port(
    cx: &mut Context<'_>,
    broker: &Broker<'_, '_>,
    client: Client<'_>,
    listener: Listener<'_>,
    good: Listener<'_>,
    good_port: Option<u16>,
) {
    let Client::Connects { service, at, host, port } = client else { return };
    let right = good_port.map_or_else(|| good.address(), |port| format!("{host}:{port}"));
    cx.report(
        at,
        format!(
            "`{}` connects to `{host}:{port}`, and `{}` sends it on to `{}`",
            service.address(),
            broker.service.address(),
            listener.address()
        ),
    )
    .because(BECAUSE)
    .help(format!(
        "let `{}` connect to `{right}`, the listener `{}`, which advertises `{}`",
        service.name(),
        good.name,
        good.address()
    ))
    .related(
        place(broker.at, broker.service),
        format!("the listener `{}` advertises `{}`", listener.name, listener.address()),
    )
    .if_exists(service)
    .if_exists(broker.service);
}

fn only_local(cx: &mut Context<'_>, broker: &Broker<'_, '_>, misled: &[(Client<'_>, Listener<'_>)]) {
    let (address, name) = (broker.service.address(), broker.service.name());
    let mut connections: Vec<String> = Vec::new();
    let mut back: Vec<String> = Vec::new();
    for (client, listener) in misled {
        connections.push(match client {
            Client::Connects { service, host, port, .. } => format!("`{}` connects to `{host}:{port}`", service.name()),
            Client::Depends(dependency) => format!("`{}` depends on it", dependency.from.name()),
        });
        back.push(listener.address());
    }
    connections.dedup();
    back.sort_unstable();
    let back = names(back.iter().map(String::as_str));
    let sends = if connections.len() > 1 { "they are sent" } else { "it is sent" };
    let finding = cx
        .report(
            place(broker.at, broker.service),
            format!(
                "`{address}` advertises no address that containers reach: {}, and {sends} on to {back}",
                connections.join(", ")
            ),
        )
        .because(BECAUSE)
        .help(format!(
            "have two listeners, one that advertises a name of the network and one for the host: \
             `KAFKA_LISTENERS: INTERNAL://:29092,EXTERNAL://:9092`, \
             `KAFKA_ADVERTISED_LISTENERS: INTERNAL://{name}:29092,EXTERNAL://localhost:9092`, their protocols in \
             `KAFKA_LISTENER_SECURITY_PROTOCOL_MAP`, and `{name}:29092` in the services of the project"
        ))
        .if_exists(broker.service);
    let finding = misled.iter().fold(finding, |finding, (client, _)| match client {
        Client::Connects { service, at, .. } => {
            finding.related(*at, format!("`{}` connects to it here", service.name()))
        }
        Client::Depends(dependency) => {
            finding.related(dependency.at, format!("`{}` depends on it", dependency.from.name()))
        }
    });
    let is_certain = |(client, _): &(Client<'_>, Listener<'_>)| client.service().exists() == Existence::Yes;
    if !misled.iter().any(is_certain) {
        finding.possible();
    }
}
