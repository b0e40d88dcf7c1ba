//! What images are known for, and the patterns of the configuration that name some.
//!
//! The table only says what a service is for when nobody else does, and only by the name of the image that it
//! runs. It names software that is one thing wherever it runs; what is left out is taken for an application.

use tollgate_sdk::{Answer, Read, Value};

use crate::glob;

/// Keep data: databases, caches, search engines, brokers, object stores, coordination.
pub const STORES: &[&str] = &[
    "activemq",
    "activemq-artemis",
    "activemq-classic",
    "aerospike-server",
    "arangodb",
    "artemis",
    "azure-sql-edge",
    "cassandra",
    "chroma",
    "citus",
    "clickhouse",
    "clickhouse-server",
    "cockroach",
    "couchbase",
    "couchdb",
    "cp-kafka",
    "cp-server",
    "cp-zookeeper",
    "database/enterprise",
    "database/express",
    "database/free",
    "db2_community/db2",
    "dragonfly",
    "dynamodb-local",
    "elasticsearch",
    "etcd",
    "ferretdb",
    "influxdb",
    "kafka",
    "kafka-native",
    "keydb",
    "mariadb",
    "mariadb-galera",
    "meilisearch",
    "memcached",
    "milvus",
    "minio",
    "mongo",
    "mongodb",
    "mongodb-community-server",
    "mongodb-enterprise-server",
    "mssql/server",
    "mysql",
    "mysql-server",
    "nats",
    "neo4j",
    "opensearch",
    "oracle-free",
    "oracle-xe",
    "percona",
    "percona-server",
    "percona-server-mongodb",
    "percona-xtradb-cluster",
    "pgvector",
    "postgis",
    "postgres",
    "postgresql",
    "postgresql-repmgr",
    "pulsar",
    "qdrant",
    "questdb",
    "rabbitmq",
    "ravendb",
    "redis",
    "redis-cluster",
    "redis-sentinel",
    "redis-stack",
    "redis-stack-server",
    "redpanda",
    "rethinkdb",
    "scylla",
    "solr",
    "surrealdb",
    "timescaledb",
    "timescaledb-ha",
    "typesense",
    "valkey",
    "weaviate",
    "yugabyte",
    "zookeeper",
];

/// Take requests for others: reverse proxies, load balancers, gateways.
pub const PROXIES: &[&str] = &[
    "apisix",
    "caddy",
    "envoy",
    "haproxy",
    "haproxy-alpine",
    "httpd",
    "kong",
    "kong-gateway",
    "krakend",
    "nginx",
    "nginx-proxy",
    "nginx-proxy-manager",
    "nginx-unprivileged",
    "oauth2-proxy",
    "openresty",
    "pomerium",
    "swag",
    "traefik",
    "tyk-gateway",
    "varnish",
];

/// Watch others: metrics, logs, traces and what shows them.
pub const MONITORS: &[&str] = &[
    "*-exporter",
    "*_exporter",
    "alertmanager",
    "alloy",
    "cadvisor",
    "datadog/agent",
    "fluent-bit",
    "fluentd",
    "grafana",
    "grafana-enterprise",
    "grafana-oss",
    "jaeger",
    "jaegertracing/all-in-one",
    "loki",
    "mimir",
    "netdata",
    "opentelemetry-collector",
    "opentelemetry-collector-contrib",
    "prometheus",
    "promtail",
    "pushgateway",
    "telegraf",
    "tempo",
    "timberio/vector",
    "uptime-kuma",
    "victoria-metrics",
    "vmagent",
    "zipkin",
];

/// The table of a tier that has the usual name; nothing for others.
pub fn usual(tier: &str) -> &'static [&'static str] {
    match tier {
        "edge" => PROXIES,
        "data" => STORES,
        "monitoring" => MONITORS,
        _ => &[],
    }
}

/// An `image_reference`, as far as it is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Image<'a> {
    registry: Read<&'a str>,
    repository: Read<&'a str>,
    name: Read<&'a str>,
}

impl<'a> Image<'a> {
    pub fn new(reference: Value<'a>) -> Self {
        let part = |name: &str| reference.attr(name).string();
        Self { registry: part("registry"), repository: part("repository"), name: part("name") }
    }

    /// As it is written: `ghcr.io/acme/redis:7@sha256:…`.
    pub fn parse(text: Read<&'a str>) -> Self {
        let repository = |text: &'a str| {
            let named = text.trim().split('@').next().unwrap_or_default();
            let last = named.rfind('/').map_or(0, |at| at + 1);
            named[last..].find(':').map_or(named, |at| &named[..last + at])
        };
        let split = |text: &'a str| {
            let named = repository(text);
            let registry = |first: &str| first.contains(['.', ':']) || first == "localhost";
            named
                .split_once('/')
                .filter(|(first, _)| registry(first))
                .map_or((None, named), |(r, rest)| (Some(r), rest))
        };
        let registry = match text {
            Read::Known(text) => split(text).0.map_or(Read::Absent, Read::Known),
            other => other,
        };
        let repository = text.map(|text| split(text).1);
        Self { registry, repository, name: repository.map(|text| text.rsplit('/').next().unwrap_or_default()) }
    }

    /// The last component of the repository, which says what the image is: `redis` of `ghcr.io/acme/redis:7`.
    pub fn name(&self) -> Read<&'a str> {
        self.name
    }

    /// Whether a pattern means this image. One without a slash is compared with the name, one with slashes with
    /// the repository, with and without its registry.
    pub fn matches(&self, pattern: &str) -> Answer {
        let Some((_, tail)) = pattern.rsplit_once('/') else {
            return self.name.test(|name| glob::matches(pattern, name));
        };
        let Read::Known(repository) = self.repository else {
            // A star in the last part may stand for more than one component.
            let tail = if tail.contains('*') { Answer::Yes } else { self.name.test(|name| glob::matches(tail, name)) };
            return self.repository.test(|_| true).and(tail);
        };
        let with_registry = self.registry.test(|registry| glob::matches(pattern, &format!("{registry}/{repository}")));
        Answer::from(glob::matches(pattern, repository)).or(with_registry)
    }

    /// Whether any of the patterns of a configuration means this image.
    pub fn is_any_of(&self, patterns: &[String]) -> Answer {
        patterns.iter().fold(Answer::No, |any, pattern| any.or(self.matches(pattern)))
    }

    /// Whether the image is in a table above. Its name decides: somebody's `${REGISTRY}/server` is not taken for
    /// what may be `mssql/server`.
    pub fn is_in(&self, table: &[&str]) -> Answer {
        let plain = Self { name: self.name.map(without_version), ..*self };
        let is_meant = |pattern: &&str| self.matches(pattern).or(plain.matches(pattern)) == Answer::Yes;
        self.name.test(|_| table.iter().any(is_meant))
    }

    /// Whether it is known what the image is for, whoever uses it.
    pub fn is_well_known(&self) -> Answer {
        [STORES, PROXIES, MONITORS].into_iter().fold(Answer::No, |any, table| any.or(self.is_in(table)))
    }
}

/// `postgresql-16` is `postgresql`: some makers have a repository for each version.
fn without_version(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((rest, version)) if version.starts_with(|c: char| c.is_ascii_digit()) => rest,
        _ => name,
    }
}

/// Whether a pattern of the configuration names a data store. One that names everything names none.
pub fn names_store(pattern: &str) -> bool {
    pattern.chars().any(char::is_alphanumeric) && STORES.iter().any(|store| glob::matches(pattern, store))
}

#[cfg(test)]
mod tests {
    use tollgate_sdk::{
        Answer::{No, Unknown, Yes},
        Read,
    };

    use super::{Image, MONITORS, PROXIES, STORES, names_store};

    fn image(registry: &'static str, repository: &'static str, name: &'static str) -> Image<'static> {
        let read = |text: &'static str| match text {
            "" => Read::Absent,
            "?" => Read::Unknown,
            known => Read::Known(known),
        };
        Image { registry: read(registry), repository: read(repository), name: read(name) }
    }

    #[test]
    fn patterns_mean_images() {
        let postgres = image("", "postgres", "postgres");
        let bitnami = image("docker.io", "bitnami/postgresql", "postgresql");
        let own = image("ghcr.io", "acme/web/api", "api");
        let mirrored = image("?", "?", "redis");
        let unknown = image("?", "?", "?");
        let none = image("", "", "");
        for (image, pattern, expected) in [
            (postgres, "postgres", Yes),
            (postgres, "postgres*", Yes),
            (postgres, "bitnami/*", No),
            (bitnami, "postgres", No),
            (bitnami, "postgres*", Yes),
            (bitnami, "bitnami/*", Yes),
            (bitnami, "docker.io/bitnami/postgresql", Yes),
            (own, "acme/*", Yes),
            (own, "ghcr.io/acme/*", Yes),
            (own, "web", No),
            (mirrored, "redis", Yes),
            (mirrored, "mysql", No),
            (mirrored, "acme/redis", Unknown),
            (mirrored, "acme/mysql", No),
            (mirrored, "acme/*", Unknown),
            (unknown, "postgres", Unknown),
            (none, "postgres", No),
            (none, "acme/*", No),
        ] {
            assert_eq!(image.matches(pattern), expected, "{pattern} on {image:?}");
        }
    }

    #[test]
    fn images_as_they_are_written() {
        for (text, expected) in [
            ("postgres", image("", "postgres", "postgres")),
            ("bitnami/redis:7", image("", "bitnami/redis", "redis")),
            ("localhost:5000/web:1@sha256:00", image("localhost:5000", "web", "web")),
            ("ghcr.io/acme/web@sha256:00", image("ghcr.io", "acme/web", "web")),
        ] {
            assert_eq!(Image::parse(Read::Known(text)), expected, "{text}");
        }
        assert_eq!(Image::parse(Read::Unknown), image("?", "?", "?"));
    }

    #[test]
    fn an_exporter_is_no_store() {
        for (name, store, monitor) in [
            ("postgres", Yes, No),
            ("postgresql-16", Yes, No),
            ("postgres-exporter", No, Yes),
            ("redis_exporter", No, Yes),
            ("server", No, No),
            ("?", Unknown, Unknown),
            ("", No, No),
        ] {
            let image = image("?", "?", name);
            assert_eq!((image.is_in(STORES), image.is_in(MONITORS)), (store, monitor), "{name}");
        }
        assert_eq!(image("mcr.microsoft.com", "mssql/server", "server").is_in(STORES), Yes);
    }

    #[test]
    fn the_tables_are_sorted_and_apart() {
        for table in [STORES, PROXIES, MONITORS] {
            assert!(table.is_sorted());
        }
        for name in PROXIES.iter().chain(MONITORS) {
            assert!(!STORES.contains(name), "{name}");
        }
    }

    #[test]
    fn patterns_that_name_stores() {
        for (pattern, expected) in
            [("postgres*", true), ("redis", true), ("*", false), ("api", false), ("acme/*", false)]
        {
            assert_eq!(names_store(pattern), expected, "{pattern}");
        }
    }
}
