//! Ports of a rule, and the ports that nobody on the internet should reach.

use std::fmt;

use tollgate_sdk::{Read, Value};

/// A range of ports, both ends included.
pub type Range = (u16, u16);

/// What a rule opens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ports {
    /// Every protocol and port.
    All,
    Range(u16, u16),
    /// Ports of UDP, where other services listen.
    Udp(u16, u16),
    /// A protocol without ports, such as ICMP.
    Portless,
    Unknown,
}

impl Ports {
    /// Reads the protocol and the two ends of a rule, as the security group API understands them.
    pub fn read(protocol: Value<'_>, from: Value<'_>, to: Value<'_>) -> Self {
        let port = |read: Read<i64>| read.known().and_then(|port| u16::try_from(port).ok());
        let protocol = match protocol.string() {
            Read::Known(protocol) => protocol.to_ascii_lowercase(),
            // The provider's default for inline rules that name none is an error: nothing to judge.
            Read::Absent | Read::Null | Read::Unknown => return Self::Unknown,
        };
        match protocol.as_str() {
            "-1" | "all" => Self::All,
            "tcp" | "udp" | "6" | "17" => match (port(from.int()), port(to.int())) {
                (Some(from), Some(to)) if matches!(protocol.as_str(), "udp" | "17") => Self::Udp(from, to),
                (Some(from), Some(to)) => Self::Range(from, to),
                _ if from.int() == Read::Known(-1) => Self::Range(0, u16::MAX),
                _ => Self::Unknown,
            },
            _ => Self::Portless,
        }
    }

    /// As one range; `None` without ports, and when nothing is known.
    pub fn range(&self) -> Option<Range> {
        match *self {
            Self::All => Some((0, u16::MAX)),
            Self::Range(from, to) | Self::Udp(from, to) => Some((from, to)),
            Self::Portless | Self::Unknown => None,
        }
    }

    /// Every port, written in any way.
    pub fn is_all(&self) -> bool {
        matches!(self.range(), Some((0 | 1, u16::MAX)))
    }

    /// Whether all of the ports are in `allowed`; true without ports.
    pub fn is_within(&self, allowed: &[Range]) -> bool {
        let Some((from, to)) = self.range() else { return *self == Self::Portless };
        let mut next = u32::from(from);
        while let Some((_, last)) =
            allowed.iter().find(|(first, last)| (u32::from(*first)..=u32::from(*last)).contains(&next))
        {
            next = u32::from(*last) + 1;
        }
        next > u32::from(to)
    }

    /// Whether `other` is a part of this.
    pub fn contains(&self, other: &Self) -> bool {
        self == other || matches!((self.range(), other.range()), (Some(a), Some(b)) if a.0 <= b.0 && b.1 <= a.1)
    }

    /// Whether there is a port in both; `None` when that is not known.
    pub fn meets(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => None,
            (Self::All, _) | (_, Self::All) => Some(true),
            (Self::Range(a, b), Self::Range(c, d)) | (Self::Udp(a, b), Self::Udp(c, d)) => Some(a <= d && c <= b),
            (Self::Portless, Self::Portless) => Some(true),
            _ => Some(false),
        }
    }

    /// The VPN that listens for the world on just this port.
    pub fn vpn(&self) -> Option<&'static str> {
        match *self {
            Self::Udp(from, to) if from == to => VPNS.iter().find(|(port, _)| *port == from).map(|(_, name)| *name),
            _ => None,
        }
    }

    /// Services of administration and databases among the ports that are not in `declared`.
    pub fn sensitive(&self, declared: &[Range]) -> Vec<(u16, &'static str)> {
        let Some((from, to)) = self.range() else { return Vec::new() };
        let declared = |port: u16| declared.iter().any(|(first, last)| (*first..=*last).contains(&port));
        let listens = |port: u16| !matches!(self, Self::Udp(..)) || UDP.contains(&port);
        let open = |port: u16| (from..=to).contains(&port) && listens(port) && !declared(port);
        SENSITIVE.iter().copied().filter(|(port, _)| open(*port)).collect()
    }
}

impl fmt::Display for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Udp(0 | 1, u16::MAX) => f.write_str("all UDP ports"),
            _ if self.is_all() => f.write_str("all ports"),
            Self::Udp(from, to) if from == to => write!(f, "UDP port {from}"),
            Self::Udp(from, to) => write!(f, "UDP ports {from}-{to}"),
            Self::Range(from, to) if from == to => write!(f, "port {from}"),
            Self::Range(from, to) => write!(f, "ports {from}-{to}"),
            Self::Portless => f.write_str("a protocol without ports"),
            Self::All | Self::Unknown => f.write_str("unknown ports"),
        }
    }
}

/// UDP ports of VPNs, which are there to be reached from anywhere and answer only who has a key.
const VPNS: &[(u16, &str)] = &[(500, "IPsec"), (4500, "IPsec"), (1194, "OpenVPN"), (51820, "WireGuard")];

/// `80, 443 and 8080-8085`.
pub fn list(ranges: &[Range]) -> String {
    let one = |(from, to): &Range| if from == to { from.to_string() } else { format!("{from}-{to}") };
    join(&ranges.iter().map(one).collect::<Vec<_>>())
}

/// `a, b and c`.
pub fn join(words: &[String]) -> String {
    match words {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [start @ .., last] => format!("{} and {last}", start.join(", ")),
    }
}

/// Ports of remote administration, databases, caches, brokers and cluster control planes.
const SENSITIVE: &[(u16, &str)] = &[
    (21, "FTP"),
    (22, "SSH"),
    (23, "Telnet"),
    (135, "Windows RPC"),
    (139, "NetBIOS"),
    (389, "LDAP"),
    (445, "SMB"),
    (1433, "SQL Server"),
    (1521, "Oracle"),
    (2049, "NFS"),
    (2181, "ZooKeeper"),
    (2375, "Docker"),
    (2376, "Docker"),
    (2379, "etcd"),
    (2380, "etcd"),
    (3306, "MySQL"),
    (3389, "RDP"),
    (5432, "PostgreSQL"),
    (5439, "Redshift"),
    (5601, "Kibana"),
    (5900, "VNC"),
    (5984, "CouchDB"),
    (5985, "WinRM"),
    (5986, "WinRM"),
    (6379, "Redis"),
    (6443, "Kubernetes API"),
    (7000, "Cassandra"),
    (8182, "Neptune"),
    (9042, "Cassandra"),
    (9092, "Kafka"),
    (9094, "Kafka"),
    (9096, "Kafka"),
    (9098, "Kafka"),
    (9200, "Elasticsearch"),
    (9300, "Elasticsearch"),
    (10250, "kubelet"),
    (11211, "Memcached"),
    (27017, "MongoDB"),
    (27018, "MongoDB"),
    (27019, "MongoDB"),
];

/// Those that answer over UDP too.
const UDP: [u16; 4] = [389, 2049, 3389, 11211];

/// `SSH (22) and RDP (3389)`, at most four of them.
pub fn services(sensitive: &[(u16, &str)]) -> String {
    // The ones that a reader recognises first.
    const FIRST: [u16; 8] = [22, 3389, 5432, 3306, 6379, 27017, 9200, 6443];
    let known = FIRST.iter().filter_map(|first| sensitive.iter().find(|(port, _)| port == first));
    let rest = sensitive.iter().filter(|(port, _)| !FIRST.contains(port));
    let ports: Vec<_> = known.chain(rest).collect();
    let mut words: Vec<_> = ports.iter().take(4).map(|(port, name)| format!("{name} ({port})")).collect();
    if ports.len() > 4 {
        words.push(format!("{} more", ports.len() - 4));
    }
    join(&words)
}

#[cfg(test)]
mod tests {
    use super::{Ports, list, services};

    #[test]
    fn coverage() {
        for (ports, allowed, within) in [
            (Ports::Range(80, 80), &[(80, 80), (443, 443)][..], true),
            (Ports::Range(80, 443), &[(80, 80), (443, 443)], false),
            (Ports::Range(80, 90), &[(86, 95), (80, 85)], true),
            (Ports::All, &[(0, 65535)], true),
            (Ports::All, &[(0, 65534)], false),
            (Ports::Portless, &[], true),
            (Ports::Unknown, &[(0, 65535)], false),
        ] {
            assert_eq!(ports.is_within(allowed), within, "{ports:?} in {allowed:?}");
        }
    }

    #[test]
    fn ports_in_both() {
        for (one, other, expected) in [
            (Ports::Range(80, 90), Ports::Range(90, 95), Some(true)),
            (Ports::Range(80, 90), Ports::Range(91, 95), Some(false)),
            (Ports::Range(53, 53), Ports::Udp(53, 53), Some(false)),
            (Ports::All, Ports::Udp(53, 53), Some(true)),
            (Ports::Unknown, Ports::All, None),
        ] {
            assert_eq!((one.meets(&other), other.meets(&one)), (expected, expected), "{one:?} and {other:?}");
        }
    }

    #[test]
    fn sensitive_ports_are_named() {
        assert_eq!(services(&Ports::Range(20, 30).sensitive(&[])), "SSH (22), FTP (21) and Telnet (23)");
        assert!(Ports::Range(22, 22).sensitive(&[(20, 25)]).is_empty());
        assert!(Ports::Range(80, 80).sensitive(&[]).is_empty());
        assert!(Ports::Udp(22, 22).sensitive(&[]).is_empty(), "SSH is TCP");
        assert_eq!(
            services(&Ports::Udp(0, 65535).sensitive(&[])),
            "RDP (3389), LDAP (389), NFS (2049) and Memcached (11211)"
        );
        assert_eq!(Ports::Udp(22, 22).to_string(), "UDP port 22");
        assert!(services(&Ports::All.sensitive(&[])).starts_with("SSH (22), RDP (3389), PostgreSQL (5432)"));
    }

    #[test]
    fn wording() {
        assert_eq!(Ports::Range(0, 65535).to_string(), "all ports");
        assert_eq!(Ports::Range(20, 30).to_string(), "ports 20-30");
        assert_eq!(list(&[(80, 80), (443, 443), (8080, 8085)]), "80, 443 and 8080-8085");
    }
}
