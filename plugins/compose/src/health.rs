//! Whether a container says when it is ready.
//!
//! A healthcheck is written in the Compose file or brought by the image. Of most images nobody can tell without
//! pulling them: the answer for those is unknown, and `UNCHECKED` and `CHECKED` name the ones of which it is known.

use tollgate_sdk::{Answer, Read, Resource, Value};

/// Whether the containers of the service have a healthcheck.
pub fn has_healthcheck(service: Resource<'_>) -> Answer {
    service.attr("healthcheck").judge(|check| {
        let disabled = check.attr("disable").judge(|value| value.bool().or(false).test(|disabled| disabled));
        disabled.not().and(has_test(check, service))
    })
}

/// `test: [NONE]` takes away what the image brings; without a test the image's own is run.
fn has_test(check: Value<'_>, service: Resource<'_>) -> Answer {
    check.attr("test").judge(|test| {
        if test.is_unknown() {
            return Answer::Unknown;
        }
        match test.one_or_more().next() {
            Some(first) => first.judge(|first| match first.string() {
                // Something is run, whatever it is.
                Read::Unknown => Answer::Unknown,
                other => other.test(|text| text != "NONE"),
            }),
            None if test.may_have_more() => Answer::Unknown,
            None => image_has_healthcheck(service),
        }
    })
}

/// Where somebody says that there is none: the value of `disable` or the test `NONE`. Absent where nobody says so.
pub fn denial(service: Resource<'_>) -> Value<'_> {
    let check = service.attr("healthcheck");
    let disable = check.attr("disable");
    if disable.bool() == Read::Known(true) { disable } else { check.attr("test") }
}

/// Why it cannot be known, and at which value: only to be asked when it is not known.
pub fn why_unknown(service: Resource<'_>) -> (Value<'_>, String, String) {
    let check = service.attr("healthcheck");
    let (image, build) = (service.attr("image"), service.attr("build"));
    for value in [check, check.attr("disable"), check.attr("test"), image] {
        if let (true, Some((reason, decided_by))) = (value.is_unknown(), value.why_unknown()) {
            return (value, reason.to_owned(), decided_by.to_owned());
        }
    }
    let decided_by = "the image's `HEALTHCHECK`".to_owned();
    if build.is_unset() {
        let image_name = image.string().known().unwrap_or("");
        (image, format!("the image `{image_name}` may bring a healthcheck of its own"), decided_by)
    } else {
        (build, "the Dockerfile may bring a healthcheck".to_owned(), decided_by)
    }
}

fn image_has_healthcheck(service: Resource<'_>) -> Answer {
    if !service.attr("build").is_unset() {
        return Answer::Unknown;
    }
    let Some(name) = image_name(service) else { return Answer::Unknown };
    match (UNCHECKED.binary_search(&name.as_str()), CHECKED.binary_search(&name.as_str())) {
        (Ok(_), _) => Answer::No,
        (_, Ok(_)) => Answer::Yes,
        _ => Answer::Unknown,
    }
}

/// The image without tag, and without what Docker Hub and its mirrors put before the name of an official image.
/// `None` when it is not known.
pub fn image_name(service: Resource<'_>) -> Option<String> {
    let reference = service.attr("image_reference");
    let repository = reference.attr("repository").string().known()?;
    let (registry, repository) = match reference.attr("registry").string() {
        Read::Absent | Read::Null => ("", repository),
        Read::Known("docker.io" | "index.docker.io" | "registry-1.docker.io" | "mirror.gcr.io") => ("", repository),
        Read::Known("public.ecr.aws") if repository.starts_with("docker/library/") => {
            ("", repository.strip_prefix("docker/").unwrap_or(repository))
        }
        Read::Known(registry) => (registry, repository),
        Read::Unknown => return None,
    };
    let repository = repository.strip_prefix("library/").unwrap_or(repository);
    Some(if registry.is_empty() { repository.to_owned() } else { format!("{registry}/{repository}") })
}

/// A command that tells whether the service answers, for images that bring one along.
pub fn probe(service: Resource<'_>) -> Option<&'static str> {
    let name = image_name(service)?;
    PROBES.iter().find(|(image, _)| *image == name).map(|(_, command)| *command)
}

/// Commands that exit with 0 once the service answers. A variable of the container is written with `$$`.
const PROBES: &[(&str, &str)] = &[
    ("apache/kafka", "/opt/kafka/bin/kafka-broker-api-versions.sh --bootstrap-server localhost:9092"),
    ("bitnami/kafka", "kafka-broker-api-versions.sh --bootstrap-server localhost:9092"),
    ("cassandra", "cqlsh -e 'describe cluster'"),
    ("clickhouse/clickhouse-server", "clickhouse-client --query 'SELECT 1'"),
    ("confluentinc/cp-kafka", "kafka-broker-api-versions --bootstrap-server localhost:9092"),
    ("docker.elastic.co/elasticsearch/elasticsearch", "curl -fs http://localhost:9200/_cluster/health"),
    ("elasticsearch", "curl -fs http://localhost:9200/_cluster/health"),
    ("influxdb", "influx ping"),
    ("mariadb", "healthcheck.sh --connect --innodb_initialized"),
    ("mongo", "mongosh --quiet --eval \"db.adminCommand('ping').ok\""),
    ("mysql", "mysqladmin ping -h 127.0.0.1 --silent"),
    ("pgvector/pgvector", "pg_isready -U $${POSTGRES_USER:-postgres}"),
    ("postgis/postgis", "pg_isready -U $${POSTGRES_USER:-postgres}"),
    ("postgres", "pg_isready -U $${POSTGRES_USER:-postgres}"),
    ("rabbitmq", "rabbitmq-diagnostics -q ping"),
    ("redis", "redis-cli ping"),
    ("timescale/timescaledb", "pg_isready -U $${POSTGRES_USER:-postgres}"),
    ("valkey/valkey", "valkey-cli ping"),
    ("zookeeper", "zkServer.sh status"),
];

/// Images without a `HEALTHCHECK`, sorted. Docker's official images have none by policy; they are named one by one
/// all the same, because a few do.
const UNCHECKED: &[&str] = &[
    "adminer",
    "alpine",
    "amazon/dynamodb-local",
    "amazoncorretto",
    "apache/kafka",
    "arangodb",
    "bash",
    "bitnami/kafka",
    "bitnami/mariadb",
    "bitnami/mongodb",
    "bitnami/mysql",
    "bitnami/postgresql",
    "bitnami/rabbitmq",
    "bitnami/redis",
    "bitnami/zookeeper",
    "busybox",
    "caddy",
    "cassandra",
    "clickhouse",
    "clickhouse/clickhouse-server",
    "composer",
    "confluentinc/cp-kafka",
    "confluentinc/cp-kafka-rest",
    "confluentinc/cp-schema-registry",
    "confluentinc/cp-server",
    "confluentinc/cp-zookeeper",
    "consul",
    "couchdb",
    "debian",
    "docker.elastic.co/elasticsearch/elasticsearch",
    "docker.elastic.co/kibana/kibana",
    "docker.elastic.co/logstash/logstash",
    "eclipse-mosquitto",
    "eclipse-temurin",
    "elasticsearch",
    "elixir",
    "fedora",
    "ghost",
    "golang",
    "gradle",
    "grafana/grafana",
    "grafana/loki",
    "haproxy",
    "hashicorp/consul",
    "hashicorp/vault",
    "httpd",
    "influxdb",
    "jenkins/jenkins",
    "jetty",
    "julia",
    "kibana",
    "logstash",
    "mailhog/mailhog",
    "mariadb",
    "maven",
    "mcr.microsoft.com/mssql/server",
    "memcached",
    "minio/minio",
    "mongo",
    "mongo-express",
    "mysql",
    "nats",
    "neo4j",
    "nextcloud",
    "nginx",
    "node",
    "openjdk",
    "percona",
    "perl",
    "pgvector/pgvector",
    "php",
    "phpmyadmin",
    "portainer/portainer-ce",
    "postgis/postgis",
    "postgres",
    "prom/alertmanager",
    "prom/node-exporter",
    "prom/prometheus",
    "python",
    "quay.io/keycloak/keycloak",
    "rabbitmq",
    "redis",
    "redis/redis-stack",
    "redis/redis-stack-server",
    "registry",
    "rethinkdb",
    "ruby",
    "rust",
    "solr",
    "sonarqube",
    "swift",
    "telegraf",
    "timescale/timescaledb",
    "tomcat",
    "traefik",
    "ubuntu",
    "valkey/valkey",
    "varnish",
    "vault",
    "wordpress",
    "wurstmeister/kafka",
    "zookeeper",
];

/// Images with a `HEALTHCHECK`, sorted.
const CHECKED: &[&str] = &[
    "axllent/mailpit",
    "gcr.io/cadvisor/cadvisor",
    "gitlab/gitlab-ce",
    "gitlab/gitlab-ee",
    "kong",
    "localstack/localstack",
    "louislam/uptime-kuma",
    "mysql/mysql-server",
    "pihole/pihole",
    "vaultwarden/server",
];

#[cfg(test)]
mod tests {
    use super::{CHECKED, PROBES, UNCHECKED};

    #[test]
    fn tables_are_sorted() {
        for table in [UNCHECKED, CHECKED] {
            assert!(table.is_sorted(), "binary search needs order");
        }
        let probed: Vec<_> = PROBES.iter().map(|(image, _)| *image).collect();
        assert!(probed.is_sorted());
        for image in probed {
            assert!(UNCHECKED.binary_search(&image).is_ok(), "{image} has a healthcheck of its own");
        }
    }

    #[test]
    fn no_image_is_in_both() {
        assert!(CHECKED.iter().all(|image| UNCHECKED.binary_search(image).is_err()));
    }
}
