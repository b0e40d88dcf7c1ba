//! Ports that services publish on their host, and who can reach them there.

use std::net::IpAddr;

use tollgate_sdk::{Answer, Read, Value};

use crate::{cidr::Cidr, ports::Range};

/// An entry of `ports`.
#[derive(Clone, Copy, Debug)]
pub struct Port<'a> {
    pub entry: Value<'a>,
    pub interface: Interface,
    pub host: HostPort,
    /// The port inside of the container.
    pub target: Option<u16>,
}

/// Where on the host a port is bound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Interface {
    /// None is named, or `0.0.0.0` or `::`.
    All,
    Loopback,
    /// An address of a private network.
    Private,
    Public,
    Unknown,
}

/// The port of the host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HostPort {
    /// The engine chooses.
    Random,
    /// These, or one of them.
    Ports(u16, u16),
    Unknown,
}

impl<'a> Port<'a> {
    pub fn new(entry: Value<'a>) -> Self {
        let target = entry.attr("target").int().known().and_then(|port| u16::try_from(port).ok());
        Self {
            entry,
            interface: Interface::new(entry.attr("host_ip").string()),
            host: HostPort::new(entry.attr("published").string()),
            target,
        }
    }

    /// What a finding about the port points at.
    pub fn place(&self) -> Value<'a> {
        self.entry.attr("published")
    }

    /// What decides the interface.
    pub fn host_ip(&self) -> Value<'a> {
        self.entry.attr("host_ip")
    }

    /// The ports of the host, where they are known.
    pub fn range(&self) -> Option<Range> {
        match self.host {
            HostPort::Ports(from, to) => Some((from, to)),
            HostPort::Random | HostPort::Unknown => None,
        }
    }

    /// Whether `next` continues this one: the next port of a range that was written as one.
    fn is_continued_by(&self, next: &Self) -> bool {
        let follows = |a: u16, b: u16| a.checked_add(1) == Some(b);
        match (self.host, next.host, self.target, next.target) {
            (HostPort::Ports(_, a), HostPort::Ports(b, _), Some(c), Some(d)) => {
                self.interface == next.interface && follows(a, b) && follows(c, d)
            }
            _ => false,
        }
    }
}

impl Interface {
    fn new(host_ip: Read<&str>) -> Self {
        match host_ip {
            Read::Absent | Read::Null => Self::All,
            Read::Unknown => Self::Unknown,
            Read::Known(text) => Self::of(text),
        }
    }

    fn of(text: &str) -> Self {
        let text = text.trim_start_matches('[').trim_end_matches(']');
        let Ok(address) = text.parse::<IpAddr>() else {
            return match text {
                "" => Self::All,
                "localhost" => Self::Loopback,
                _ => Self::Public,
            };
        };
        let address = address.to_canonical();
        let length = if address.is_ipv4() { 32 } else { 128 };
        match Cidr::parse(&format!("{address}/{length}")) {
            _ if address.is_unspecified() => Self::All,
            _ if address.is_loopback() => Self::Loopback,
            Some(range) if range.is_private() => Self::Private,
            _ => Self::Public,
        }
    }

    /// Whether everybody who reaches the host from outside reaches what is bound here.
    pub fn is_world(self) -> Answer {
        match self {
            Self::All | Self::Public => Answer::Yes,
            Self::Loopback | Self::Private => Answer::No,
            Self::Unknown => Answer::Unknown,
        }
    }

    /// Whether others than the host itself reach it.
    pub fn is_beyond_host(self) -> Answer {
        match self {
            Self::All | Self::Public | Self::Private => Answer::Yes,
            Self::Loopback => Answer::No,
            Self::Unknown => Answer::Unknown,
        }
    }
}

impl HostPort {
    fn new(published: Read<&str>) -> Self {
        match published {
            Read::Absent | Read::Null | Read::Known("" | "0") => Self::Random,
            Read::Unknown => Self::Unknown,
            Read::Known(text) => {
                let (from, to) = text.split_once('-').unwrap_or((text, text));
                match (from.trim().parse(), to.trim().parse()) {
                    (Ok(from), Ok(to)) => Self::Ports(from, to),
                    _ => Self::Unknown,
                }
            }
        }
    }
}

impl std::fmt::Display for HostPort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Random => f.write_str("a random port"),
            Self::Ports(from, to) if from == to => write!(f, "port {from}"),
            Self::Ports(from, to) => write!(f, "ports {from}-{to}"),
            Self::Unknown => f.write_str("a port that is not known"),
        }
    }
}

/// Ports that were written as one range, together: one mistake is one finding.
pub fn ranges<'p, 'a>(ports: impl IntoIterator<Item = &'p Port<'a>>) -> Vec<(HostPort, Vec<Port<'a>>)>
where
    'a: 'p,
{
    let mut ranges: Vec<(HostPort, Vec<Port<'a>>)> = Vec::new();
    for port in ports {
        match ranges.last_mut() {
            Some((host, range)) if range.last().is_some_and(|last| last.is_continued_by(port)) => {
                if let (HostPort::Ports(_, to), HostPort::Ports(_, last)) = (host, port.host) {
                    *to = last;
                }
                range.push(*port);
            }
            _ => ranges.push((port.host, vec![*port])),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use tollgate_sdk::Read;

    use super::{HostPort, Interface};

    #[test]
    fn interfaces() {
        for (text, expected) in [
            ("0.0.0.0", Interface::All),
            ("::", Interface::All),
            ("[::]", Interface::All),
            ("", Interface::All),
            ("127.0.0.1", Interface::Loopback),
            ("127.1.2.3", Interface::Loopback),
            ("::1", Interface::Loopback),
            ("::ffff:127.0.0.1", Interface::Loopback),
            ("192.168.1.5", Interface::Private),
            ("100.64.0.1", Interface::Private),
            ("fd00::5", Interface::Private),
            ("203.0.113.9", Interface::Public),
            ("2a01::5", Interface::Public),
        ] {
            assert_eq!(Interface::of(text), expected, "{text}");
        }
        assert_eq!(Interface::new(Read::Absent), Interface::All);
        assert_eq!(Interface::new(Read::Unknown), Interface::Unknown);
    }

    #[test]
    fn host_ports() {
        for (text, expected) in [
            (Read::Absent, "a random port"),
            (Read::Known("5432"), "port 5432"),
            (Read::Known("8000-8010"), "ports 8000-8010"),
            (Read::Known("http"), "a port that is not known"),
            (Read::Unknown, "a port that is not known"),
        ] {
            assert_eq!(HostPort::new(text).to_string(), expected, "{text:?}");
        }
    }
}
