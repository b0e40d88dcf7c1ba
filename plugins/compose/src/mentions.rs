//! Where a service is told of another: its texts, and the names by which containers reach each other.

use tollgate_sdk::{Answer, Resource, Value};

/// The texts that tell a service with whom to speak: its environment and its command line.
pub fn texts(service: Resource<'_>) -> impl Iterator<Item = Value<'_>> {
    ["environment", "command", "entrypoint"].into_iter().flat_map(move |name| service.attr(name).each())
}

/// Whether there may be texts that are not known.
pub fn has_unknown_texts(service: Resource<'_>) -> bool {
    let open = ["environment", "command", "entrypoint"].iter().any(|name| service.attr(name).may_have_more());
    open || texts(service).any(|text| text.is_unknown())
}

/// The names by which containers of its networks reach the service.
pub fn hosts(service: Resource<'_>) -> Vec<&str> {
    let own = ["container_name", "hostname"].into_iter().filter_map(|name| service.attr(name).string().known());
    let networks = service.attr("networks");
    let aliases = networks.each().flat_map(|network| network.attr("aliases").each());
    let mut hosts = vec![service.name()];
    hosts.extend(own.chain(aliases.filter_map(|alias| alias.string().known())));
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}

/// The mention of a host in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mention<'a> {
    pub host: &'a str,
    /// What follows behind the colon, when it is a port that is known.
    pub port: Option<u16>,
    /// Written as in a URL, or with a port: no other word looks like that.
    pub is_address: bool,
}

/// Where the text of `value` mentions one of `hosts` as a word of its own. Of a text with holes the beginning is
/// known.
pub fn mentions<'a>(value: Value<'a>, hosts: &[&'a str]) -> Vec<Mention<'a>> {
    if let Some(text) = value.string().known() {
        return hosts.iter().flat_map(|host| in_text(text, host)).collect();
    }
    let begins = |host: &&&'a str| {
        value.is_unknown() && ["", ":"].iter().any(|end| value.starts_with(&format!("{host}{end}")) == Answer::Yes)
    };
    hosts.iter().filter(begins).map(|host| Mention { host, port: None, is_address: true }).collect()
}

/// Whether the text has the host in an address: a URL, or with a port.
pub fn has_address(text: &str, host: &str) -> bool {
    in_text(text, host).any(|mention| mention.is_address)
}

/// The words of a text that may be hosts.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_part(c)).filter(|word| !word.is_empty())
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}

fn in_text<'a>(text: &'a str, host: &'a str) -> impl Iterator<Item = Mention<'a>> {
    text.match_indices(host).filter_map(move |(at, _)| {
        let (before, after) = (&text[..at], &text[at + host.len()..]);
        let whole = !host.is_empty() && !before.ends_with(is_part) && !after.starts_with(is_part);
        let port = after.strip_prefix(':').and_then(|rest| {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).map_or(rest, |end| &rest[..end]);
            digits.parse().ok()
        });
        let is_address = port.is_some() || before.ends_with("//") || before.ends_with('@');
        whole.then_some(Mention { host, port, is_address })
    })
}

#[cfg(test)]
mod tests {
    use super::{Mention, in_text};

    fn ports(text: &str, host: &str) -> Vec<Option<u16>> {
        in_text(text, host).map(|Mention { port, .. }| port).collect()
    }

    #[test]
    fn hosts_are_words() {
        assert_eq!(ports("postgres://u:p@db:5432/app", "db"), [Some(5432)]);
        assert_eq!(ports("db", "db"), [None]);
        assert_eq!(ports("kafka:9092,kafka:29092", "kafka"), [Some(9092), Some(29092)]);
        assert_eq!(ports("kafka-1:9092 my.kafka notkafka", "kafka"), []);
        assert_eq!(ports("kafka:http", "kafka"), [None]);
        assert_eq!(ports("--bootstrap-server=kafka:99999", "kafka"), [None]);
    }

    #[test]
    fn some_look_like_addresses() {
        for (text, expected) in [("http://api/v1", true), ("amqp://u:p@api", true), ("api:80", true), ("api", false)] {
            assert_eq!(
                in_text(text, "api").map(|mention| mention.is_address).collect::<Vec<_>>(),
                [expected],
                "{text}"
            );
        }
    }
}
