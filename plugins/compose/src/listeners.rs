//! Listeners of Kafka: where a broker listens, and where it tells its clients to go.
//!
//! A client connects twice: to the address it was given, only to ask where the brokers are, and then to what the
//! broker *advertises* for the listener that was asked. Both are lists such as
//! `INTERNAL://kafka:29092,EXTERNAL://localhost:9092`, joined by the name of the listener.

/// An entry of such a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Listener<'t> {
    pub name: &'t str,
    /// Empty for all interfaces.
    pub host: &'t str,
    pub port: Option<u16>,
}

/// The entries of a list; what is no listener is left out.
pub fn parse(text: &str) -> Vec<Listener<'_>> {
    text.split(',').filter_map(one).collect()
}

fn one(text: &str) -> Option<Listener<'_>> {
    let (name, address) = text.trim().split_once("://")?;
    let (host, port) = address.rsplit_once(':').unwrap_or((address, ""));
    Some(Listener { name, host: host.trim_start_matches('[').trim_end_matches(']'), port: port.parse().ok() })
}

impl Listener<'_> {
    /// Whether the address is the machine of whoever connects to it.
    pub fn is_local(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost") || self.host.starts_with("127.") || self.host == "::1"
    }

    /// As people write it: `localhost:9092`.
    pub fn address(&self) -> String {
        match self.port {
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Listener, parse};

    #[test]
    fn lists_of_listeners() {
        assert_eq!(
            parse("INTERNAL://kafka:29092, EXTERNAL://[::1]:9092,CONTROLLER://:9093,nonsense"),
            [
                Listener { name: "INTERNAL", host: "kafka", port: Some(29092) },
                Listener { name: "EXTERNAL", host: "::1", port: Some(9092) },
                Listener { name: "CONTROLLER", host: "", port: Some(9093) },
            ]
        );
        let local: Vec<_> = parse("A://localhost:1,B://127.0.0.1:2,C://[::1]:3,D://kafka:4,E://:5")
            .iter()
            .map(Listener::is_local)
            .collect();
        assert_eq!(local, [true, true, true, false, false]);
    }
}
