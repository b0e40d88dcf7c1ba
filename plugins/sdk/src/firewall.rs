//! What a rule of a firewall opens, for clouds that write ports and sources as text: `22`, `20-30`, `*`;
//! `0.0.0.0/0`, `Internet`.
//!
//! Each question is asked of a value that is one text or a list of them, and of everything that value may be.

use crate::{
    Answer, Context, Value,
    cidr::{Cidr, cover_the_world},
};

/// A range of ports, both ends included.
pub type Ports = (u16, u16);

pub const ALL_PORTS: Ports = (0, u16::MAX);

/// Where databases, caches, message brokers and search engines listen, unless told otherwise: nothing that is made for
/// clients on the internet, such as MQTT and AMQP with TLS. The ones that a reader recognises first come first.
pub const DATA_SERVICES: &[(u16, &str)] = &[
    (5432, "PostgreSQL"),
    (3306, "MySQL"),
    (1433, "SQL Server"),
    (1521, "Oracle"),
    (27017, "MongoDB"),
    (6379, "Redis"),
    (11211, "Memcached"),
    (9200, "Elasticsearch"),
    (9300, "Elasticsearch"),
    (5601, "Kibana"),
    (9042, "Cassandra"),
    (7000, "Cassandra"),
    (2379, "etcd"),
    (2380, "etcd"),
    (9092, "Kafka"),
    (2181, "ZooKeeper"),
    (5672, "RabbitMQ"),
    (15672, "RabbitMQ"),
    (61616, "ActiveMQ"),
    (5984, "CouchDB"),
    (5439, "Redshift"),
    (26257, "CockroachDB"),
    (27018, "MongoDB"),
    (27019, "MongoDB"),
];

/// Of the data services, the one that answers over UDP too.
const OVER_UDP: u16 = 11211;

/// Reads `22`, `20-30` or `*`.
pub fn parse_ports(text: &str) -> Option<Ports> {
    let text = text.trim();
    if text == "*" {
        return Some(ALL_PORTS);
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Some((first.trim().parse().ok()?, last.trim().parse().ok()?))
}

/// Whether one of the ranges is one that `is_meant`.
pub fn opens(ports: Value<'_>, is_meant: impl Fn(Ports) -> bool) -> Answer {
    ports.judge(|ports| {
        let one = |one: Value<'_>| one.judge(|one| one.string().test(|text| parse_ports(text).is_some_and(&is_meant)));
        let open = if ports.may_have_more() { Answer::Unknown } else { Answer::No };
        ports.one_or_more().map(one).fold(open, Answer::or)
    })
}

/// Whether a range has a port of a data service in it. Over UDP that is one of Memcached, in a range that is no pool for
/// calls and games, which are thousands of ports wide.
pub fn is_of_data((first, last): Ports, over_udp: bool) -> bool {
    if over_udp {
        return (first..=last).contains(&OVER_UDP) && last - first < 1000;
    }
    DATA_SERVICES.iter().any(|(port, _)| (first..=last).contains(port))
}

/// The data services that are `open`, in words: `PostgreSQL (5432) and Redis (6379)`, four of them at most.
pub fn named_services(open: impl Fn(u16) -> bool) -> String {
    let open = DATA_SERVICES.iter().filter(|(port, _)| open(*port));
    let names: Vec<String> = open.map(|(port, name)| format!("{name} ({port})")).collect();
    if names.is_empty() { "a database".to_owned() } else { listed(names) }
}

/// Where machines are administered: whoever gets in there has the machine.
pub const ADMIN_SERVICES: &[(u16, &str)] = &[
    (22, "SSH"),
    (3389, "RDP"),
    (23, "Telnet"),
    (445, "SMB"),
    (2375, "Docker"),
    (5900, "VNC"),
    (5985, "WinRM"),
    (5986, "WinRM"),
    (10250, "kubelet"),
];

/// Whether what is administered at a port may listen over UDP: RDP does, and what somebody names may.
pub fn admin_over_udp(port: u16) -> bool {
    port == 3389 || ADMIN_SERVICES.iter().all(|(other, _)| *other != port)
}

/// Ports in words: `SSH (22) and port 2222`, four of them at most.
pub fn named_admin_ports(ports: &[u16]) -> String {
    let name = |port: &u16| match ADMIN_SERVICES.iter().find(|(other, _)| other == port) {
        Some((_, name)) => format!("{name} ({port})"),
        None => format!("port {port}"),
    };
    listed(ports.iter().map(name).collect())
}

fn listed(mut names: Vec<String>) -> String {
    if names.len() > 4 {
        let more = names.len() - 3;
        names.truncate(3);
        names.push(format!("{more} more"));
    }
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, start)) => format!("{} and {last}", start.join(", ")),
        None => String::new(),
    }
}

/// Whether the ranges are half of all ports, or more.
pub fn opens_most(ports: Value<'_>) -> Answer {
    ports.judge(|ports| {
        let mut is_known = !ports.may_have_more();
        let mut count = 0_u32;
        for one in ports.one_or_more() {
            let read = one.string();
            is_known &= !read.is_unknown();
            let range = read.known().and_then(parse_ports);
            let width = range.map_or(0, |(first, last)| u32::from(last.saturating_sub(first)) + 1);
            count = count.saturating_add(width);
        }
        match count > u32::from(u16::MAX) / 2 {
            false if !is_known => Answer::Unknown,
            is_most => Answer::from(is_most),
        }
    })
}

/// Whether the sources are everybody: by a name such as `Internet`, by a range that is as good as the whole internet, or
/// by several that are so together.
pub fn from_anywhere(sources: Value<'_>, is_everybody: impl Fn(&str) -> bool) -> Answer {
    sources.judge(|sources| {
        let mut answer = if sources.may_have_more() { Answer::Unknown } else { Answer::No };
        let mut ranges = Vec::new();
        for source in sources.one_or_more() {
            answer = answer.or(is_anywhere(source, &is_everybody));
            ranges.extend(source.string().known().and_then(Cidr::parse));
        }
        if cover_the_world(&ranges) { Answer::Yes } else { answer }
    })
}

/// What the text of a private range begins with: enough to know, where the rest is not.
const PRIVATE: &[&str] = &["10.", "192.168.", "172.", "100.64.", "fd"];

fn is_anywhere(source: Value<'_>, is_everybody: impl Fn(&str) -> bool) -> Answer {
    if source.is_unknown() && PRIVATE.iter().any(|begin| source.starts_with(begin) == Answer::Yes) {
        return Answer::No;
    }
    let is_world = |text: &str| is_everybody(text) || Cidr::parse(text).is_some_and(|range| range.is_world());
    source.judge(|source| source.string().test(is_world))
}

/// The source that decides: the first that is everybody for certain, then one that may be, then one that is not known.
pub fn widest(sources: Value<'_>, is_everybody: impl Fn(&str) -> bool) -> Value<'_> {
    let is = |wanted: Answer| sources.each().find(|one| is_anywhere(*one, &is_everybody) == wanted);
    let found = is(Answer::Yes).or_else(|| is(Answer::Possible));
    let union = || sources.each().next().filter(|_| from_anywhere(sources, &is_everybody) == Answer::Yes);
    found.or_else(union).or_else(|| is(Answer::Unknown)).unwrap_or(sources)
}

/// Conditions that all must hold for a rule to be a mistake, each with the value that decides it.
#[derive(Clone, Debug, Default)]
pub struct Conditions<'a> {
    all: Vec<(Answer, Value<'a>)>,
}

impl<'a> Conditions<'a> {
    #[must_use]
    pub fn and(mut self, answer: Answer, decides: Value<'a>) -> Self {
        self.all.push((answer, decides));
        self
    }

    /// Whether they may all hold.
    pub fn is_possible(&self) -> bool {
        self.all.iter().all(|(answer, _)| *answer != Answer::No)
    }

    /// Whether they all hold; says that it is undecided where that cannot be known.
    pub fn hold(&self, cx: &mut Context<'_>) -> Answer {
        let answer = self.all.iter().fold(Answer::Yes, |answer, (one, _)| answer.and(*one));
        if answer == Answer::Unknown
            && let Some((_, decides)) = self.all.iter().find(|(one, _)| *one == Answer::Unknown)
        {
            cx.undecided(*decides);
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::{admin_over_udp, is_of_data, named_admin_ports, named_services, parse_ports};

    #[test]
    fn ports() {
        for (text, ports) in [
            ("22", Some((22, 22))),
            ("20-30", Some((20, 30))),
            ("*", Some((0, 65535))),
            ("", None),
            ("ssh", None),
            ("70000", None),
        ] {
            assert_eq!(parse_ports(text), ports, "{text}");
        }
    }

    #[test]
    fn administration() {
        assert_eq!(named_admin_ports(&[22, 2222]), "SSH (22) and port 2222");
        assert_eq!(named_admin_ports(&[22, 3389, 23]), "SSH (22), RDP (3389) and Telnet (23)");
        assert!(admin_over_udp(3389) && admin_over_udp(4000) && !admin_over_udp(22));
    }

    #[test]
    fn data() {
        assert!(is_of_data((5000, 6000), false));
        assert!(!is_of_data((80, 443), false));
        assert!(is_of_data((11211, 11211), true));
        assert!(!is_of_data((5432, 5432), true), "PostgreSQL is TCP");
        assert!(!is_of_data((10000, 20000), true), "a pool");
        assert_eq!(named_services(|port| port == 6379), "Redis (6379)");
        assert_eq!(named_services(|port| port == 6379 || port == 5432), "PostgreSQL (5432) and Redis (6379)");
        assert!(named_services(|_| true).ends_with("SQL Server (1433) and 21 more"));
    }
}
