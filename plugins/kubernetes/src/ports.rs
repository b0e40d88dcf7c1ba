//! Ports of containers: which name is which number, and whom a port of a Service reaches.

use tollgate_sdk::{Answer, Read, Resource, Value};

use crate::pods::{Container, ContainerKind, Pod};

/// What a field that takes a number or a name says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Port<'a> {
    Number(i64),
    Name(&'a str),
}

impl<'a> Port<'a> {
    /// A number in quotes is a number to the kubelet.
    pub fn read(value: Value<'a>) -> Read<Self> {
        value.string().map(|text| text.parse().map_or(Self::Name(text), Self::Number))
    }

    /// Where a port of a Service leads: `targetPort`, else the port itself.
    pub fn target(port: Value<'a>) -> Read<Self> {
        match Self::read(port.attr("targetPort")) {
            Read::Absent | Read::Null | Read::Known(Self::Name("") | Self::Number(0)) => Self::read(port.attr("port")),
            target => target,
        }
    }
}

/// Whether a container declares the port, in `protocol` when one is asked for.
pub fn declares(container: Container<'_>, wanted: Port<'_>, protocol: Option<&str>) -> Answer {
    let ports = container.attr("ports");
    let is_it = |port: Value<'_>| {
        let named = match wanted {
            Port::Number(number) => port.attr("containerPort").judge(|value| value.int().test(|port| port == number)),
            Port::Name(name) => port.attr("name").judge(|value| value.string().test(|port| port == name)),
        };
        let spoken = protocol.map_or(Answer::Yes, |wanted| {
            port.attr("protocol").judge(|value| value.string().or("TCP").test(|protocol| protocol == wanted))
        });
        named.and(spoken)
    };
    let found = ports.each().map(is_it).fold(Answer::No, Answer::or);
    if ports.may_have_more() { found.or(Answer::Unknown) } else { found }
}

/// The number of a port: as written, or of the container's port with that name.
pub fn number(container: Container<'_>, port: Value<'_>) -> Read<i64> {
    match Port::read(port) {
        Read::Known(Port::Name(name)) => {
            let mut ports = container.attr("ports").each();
            let found = ports.find(|one| one.attr("name").string() == Read::Known(name));
            found.map_or(Read::Unknown, |one| one.attr("containerPort").int())
        }
        other => other.map(|port| match port {
            Port::Number(number) => number,
            Port::Name(_) => 0,
        }),
    }
}

/// The containers whose ports are those of the pod for as long as it runs.
pub fn listening<'a>(pod: &Pod<'a>) -> impl Iterator<Item = Container<'a>> + use<'a> {
    pod.containers().filter(|one| one.kind != ContainerKind::Ephemeral && one.keeps_running() != Answer::No)
}

/// Names of the ports that `containers` declare, in the words of a message: `` `http`, `metrics` ``.
pub fn names<'a>(containers: impl Iterator<Item = Container<'a>>) -> Option<String> {
    let ports = containers.flat_map(|container| container.attr("ports").each());
    let names: Vec<String> =
        ports.filter_map(|port| Some(format!("`{}`", port.attr("name").string().known()?))).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// The entries of a Service's `ports`.
pub fn of_service<'a>(service: Resource<'a>) -> Value<'a> {
    service.attr("spec").attr("ports")
}
