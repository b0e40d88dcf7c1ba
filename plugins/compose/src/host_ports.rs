//! Ports of the host that services publish, and when two of them cannot both be had.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use tollgate_sdk::{Answer, Read, Resource, Value};

/// A published port.
#[derive(Clone, Copy, Debug)]
pub struct HostPort<'a> {
    pub service: Resource<'a>,
    /// The value that says the port of the host.
    pub at: Value<'a>,
    pub published: Published,
    pub target: Option<i64>,
    pub protocol: Option<&'a str>,
    pub ip: HostIp,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Published {
    One(u16),
    /// Docker takes one of these that is free.
    AnyOf(u16, u16),
    Unknown,
}

/// On which addresses of the host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HostIp {
    All,
    One(IpAddr),
    Unknown,
}

/// The ports of the host that the service is given, leaving out those that Docker chooses.
pub fn host_ports(service: Resource<'_>) -> Vec<HostPort<'_>> {
    // Containers on the host's network publish nothing.
    if service.attr("network_mode").string() == Read::Known("host") {
        return Vec::new();
    }
    service.attr("ports").each().filter_map(|port| host_port(service, port)).collect()
}

fn host_port<'a>(service: Resource<'a>, port: Value<'a>) -> Option<HostPort<'a>> {
    let at = port.attr("published");
    let published = match at.string() {
        Read::Absent | Read::Null => return None,
        Read::Known(text) => published(text)?,
        Read::Unknown => Published::Unknown,
    };
    let ip = match port.attr("host_ip").string() {
        Read::Absent | Read::Null | Read::Known("") => HostIp::All,
        Read::Known(text) => text.trim_matches(['[', ']']).parse().map_or(HostIp::Unknown, HostIp::One),
        Read::Unknown => HostIp::Unknown,
    };
    let protocol = match port.attr("protocol").string().or("tcp") {
        Read::Known(text) => Some(text),
        _ => None,
    };
    Some(HostPort { service, at, published, target: port.attr("target").int().known(), protocol, ip })
}

/// `None` for 0, which leaves the choice to Docker, and for what is no port.
fn published(text: &str) -> Option<Published> {
    let number = |text: &str| text.trim().parse::<u16>().ok().filter(|port| *port != 0);
    match text.split_once('-') {
        Some((first, last)) => Some(Published::AnyOf(number(first)?, number(last)?)),
        None => number(text).map(Published::One),
    }
}

impl HostPort<'_> {
    /// Whether both cannot be had at once. Ports are compared by who asks: see [`Published`].
    pub fn excludes(&self, other: &Self) -> Answer {
        let protocol = match (self.protocol, other.protocol) {
            (Some(one), Some(other)) => Answer::from(one.eq_ignore_ascii_case(other)),
            _ => Answer::Unknown,
        };
        self.same_port(other).and(protocol).and(self.ip.overlaps(other.ip))
    }

    fn same_port(&self, other: &Self) -> Answer {
        match (self.published, other.published) {
            (Published::One(one), Published::One(other)) => Answer::from(one == other),
            (Published::AnyOf(..), _) | (_, Published::AnyOf(..)) => Answer::No,
            // Of a port with holes, the beginning may tell.
            (Published::One(_), Published::Unknown) => begins_alike(other.at, self.at),
            (Published::Unknown, Published::One(_)) => begins_alike(self.at, other.at),
            (Published::Unknown, Published::Unknown) => Answer::Unknown,
        }
    }
}

fn begins_alike(unknown: Value<'_>, known: Value<'_>) -> Answer {
    match known.string() {
        Read::Known(text) if unknown.starts_with(text) == Answer::No => Answer::No,
        _ => Answer::Unknown,
    }
}

impl HostIp {
    fn overlaps(self, other: Self) -> Answer {
        const V4: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        const V6: IpAddr = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
        match (self, other) {
            (Self::All, _) | (_, Self::All) => Answer::Yes,
            (Self::Unknown, _) | (_, Self::Unknown) => Answer::Unknown,
            (Self::One(one), Self::One(other)) if one.is_ipv4() == other.is_ipv4() => {
                Answer::from(one == other || [one, other].into_iter().any(|ip| ip == V4 || ip == V6))
            }
            (Self::One(_), Self::One(_)) => Answer::No,
        }
    }
}

#[cfg(test)]
mod tests {
    use tollgate_sdk::Answer::{No, Unknown, Yes};

    use super::{HostIp, Published, published};

    #[test]
    fn ports_and_ranges() {
        assert_eq!(published("8080"), Some(Published::One(8080)));
        assert_eq!(published("8000-8010"), Some(Published::AnyOf(8000, 8010)));
        assert_eq!([published("0"), published("99999"), published("x")], [None; 3]);
    }

    #[test]
    fn addresses_overlap() {
        let ip = |text: &str| HostIp::One(text.parse().expect("an address"));
        for (one, other, expected) in [
            (HostIp::All, ip("127.0.0.1"), Yes),
            (ip("0.0.0.0"), ip("127.0.0.1"), Yes),
            (ip("::"), ip("::1"), Yes),
            (ip("127.0.0.1"), ip("127.0.0.1"), Yes),
            (ip("127.0.0.1"), ip("127.0.0.2"), No),
            (ip("0.0.0.0"), ip("::"), No),
            (HostIp::Unknown, ip("::"), Unknown),
            (HostIp::Unknown, HostIp::All, Yes),
        ] {
            assert_eq!((one.overlaps(other), other.overlaps(one)), (expected, expected), "{one:?} {other:?}");
        }
    }
}
