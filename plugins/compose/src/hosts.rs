//! What a service shares with its host: the network, and ports at which the host passes connections on.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use tollgate_sdk::{Answer, Existence, Place, Read, Report, Resource, Value, View};

/// The services of a view.
pub fn services(view: View<'_>) -> impl Iterator<Item = Resource<'_>> {
    view.of("compose/service").filter(|service| service.exists() != Existence::No)
}

/// The value when it is written, the resource otherwise.
pub fn place(value: Value<'_>, resource: Resource<'_>) -> Place {
    if value.is_absent() { resource.into() } else { value.into() }
}

/// Marks a finding whose answer is only possible as such.
pub fn settle(finding: Report<'_>, answer: Answer) {
    if answer == Answer::Possible {
        finding.possible();
    }
}

/// Whether the text is exactly `wanted`, in any case.
pub fn is(value: Value<'_>, wanted: &str) -> Answer {
    value.judge(|value| value.string().test(|text| text.eq_ignore_ascii_case(wanted)))
}

/// Whether the service has the network of the host, so that `ports` have no effect.
pub fn has_host_network(service: Resource<'_>) -> Answer {
    is(service.attr("network_mode"), "host")
}

/// Who can reach an address of the host.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reach {
    /// Processes of the host itself.
    Host,
    /// One network: a private address, or one of a VPN.
    Network,
    /// Everybody: all interfaces, or an address of the internet.
    Everybody,
}

/// Who can reach a published port; `None` when that is not known.
pub fn reach(port: Value<'_>) -> Option<Reach> {
    match port.attr("host_ip").string() {
        Read::Absent | Read::Null | Read::Known("") => Some(Reach::Everybody),
        Read::Known(text) => reach_of(text),
        Read::Unknown => None,
    }
}

/// Whether the port listens on every interface of the host.
pub fn is_on_all_interfaces(port: Value<'_>) -> Answer {
    port.attr("host_ip").judge(|ip| match ip.string() {
        Read::Absent | Read::Null => Answer::Yes,
        read => read.test(|text| text.is_empty() || address(text).is_some_and(|ip| ip.is_unspecified())),
    })
}

/// The address of the loopback interface, in the family in which `port` was published.
pub fn loopback(port: Value<'_>) -> &'static str {
    let family = port.attr("host_ip").string().known().and_then(address);
    if family.is_some_and(|ip| ip.is_ipv6()) { "::1" } else { "127.0.0.1" }
}

fn address(text: &str) -> Option<IpAddr> {
    text.trim_matches(['[', ']']).parse().ok()
}

fn reach_of(text: &str) -> Option<Reach> {
    if text.eq_ignore_ascii_case("localhost") {
        return Some(Reach::Host);
    }
    Some(match address(text)? {
        IpAddr::V4(ip) => reach_v4(ip),
        IpAddr::V6(ip) => ip.to_ipv4_mapped().map_or_else(|| reach_v6(ip), reach_v4),
    })
}

fn reach_v4(ip: Ipv4Addr) -> Reach {
    // Carrier-grade NAT (100.64.0.0/10) is what overlay VPNs use.
    let is_shared = ip.octets()[0] == 100 && (64..128).contains(&ip.octets()[1]);
    match ip {
        _ if ip.is_loopback() => Reach::Host,
        _ if ip.is_private() || ip.is_link_local() || is_shared => Reach::Network,
        _ => Reach::Everybody,
    }
}

fn reach_v6(ip: Ipv6Addr) -> Reach {
    match ip {
        _ if ip.is_loopback() => Reach::Host,
        _ if ip.is_unique_local() || ip.is_unicast_link_local() => Reach::Network,
        _ => Reach::Everybody,
    }
}

/// A port number.
pub fn number(value: Value<'_>) -> Read<u16> {
    match value.int() {
        Read::Known(port) => u16::try_from(port).map_or(Read::Unknown, Read::Known),
        other => other.map(|_| 0),
    }
}

/// The numbers that an option lists; `default` when it is not set.
pub fn numbers(option: Value<'_>, default: &[u16]) -> Vec<u16> {
    if option.is_unset() {
        return default.to_vec();
    }
    option.each().filter_map(|item| number(item).known()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Reach, reach_of};

    #[test]
    fn addresses() {
        for (text, reach) in [
            ("127.0.0.1", Some(Reach::Host)),
            ("127.9.9.9", Some(Reach::Host)),
            ("::1", Some(Reach::Host)),
            ("[::1]", Some(Reach::Host)),
            ("::ffff:127.0.0.1", Some(Reach::Host)),
            ("10.0.0.4", Some(Reach::Network)),
            ("100.100.1.1", Some(Reach::Network)),
            ("fd00::1", Some(Reach::Network)),
            ("0.0.0.0", Some(Reach::Everybody)),
            ("::", Some(Reach::Everybody)),
            ("[::]", Some(Reach::Everybody)),
            ("203.0.113.9", Some(Reach::Everybody)),
            ("db.internal", None),
        ] {
            assert_eq!(reach_of(text), reach, "{text}");
        }
    }
}
