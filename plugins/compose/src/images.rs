//! What well-known images are: data stores, brokers, consoles of administration; where they listen and where
//! they keep data.
//!
//! An image is looked up by the last component of its repository, so that `postgres`,
//! `docker.io/library/postgres` and `mirror.example/cache/postgres` are the same. Names are listed, not
//! guessed: `postgres-exporter` is no database. Where the last component says too little (`mssql/server`), the
//! entry has two.

use tollgate_sdk::{Answer, Read, Resource, View};

/// What an image is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Keeps records: relational, document, graph, time series, vectors.
    Database,
    /// Keeps what can be computed again, but often sessions and queues as well.
    Cache,
    /// An index of documents.
    Search,
    /// Passes messages on, and keeps those not yet read.
    Broker,
    /// Keeps the configuration and the locks of a cluster.
    Coordinator,
    /// Keeps files.
    Objects,
    /// Keeps metrics, logs or traces.
    Monitoring,
    /// Shows or changes the data or the containers of others.
    Console,
}

impl Kind {
    /// As the reader of a message would say it, with its article.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Database => "a database",
            Self::Cache => "a cache",
            Self::Search => "a search index",
            Self::Broker => "a message broker",
            Self::Coordinator => "a coordination service",
            Self::Objects => "an object store",
            Self::Monitoring => "a monitoring system",
            Self::Console => "an administration console",
        }
    }

    /// Keeps data of the system, rather than showing that of others.
    pub fn is_data_store(self) -> bool {
        !matches!(self, Self::Console | Self::Monitoring)
    }
}

/// A well-known image.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Image {
    /// Last components of repositories, or the last two.
    pub names: &'static [&'static str],
    /// What people call it.
    pub product: &'static str,
    pub kind: Kind,
    /// Ports, in the container, that nobody outside of the system should reach; the usual one first. Empty where
    /// being reached from outside is what it is for (MQTT brokers), or where it has none.
    pub ports: &'static [u16],
    /// Folders in the container that lose their contents with the container when nothing is mounted at, above or
    /// below one of them. Several, because images of several makers share an entry. Empty when nothing is kept.
    pub data: &'static [&'static str],
}

/// What the image of a service is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Identity {
    Known(&'static Image),
    /// Named, and not in the table; or built here without a name.
    Other,
    /// The name of the image is not known.
    Unknown,
}

impl Identity {
    pub fn known(self) -> Option<&'static Image> {
        match self {
            Self::Known(image) => Some(image),
            Self::Other | Self::Unknown => None,
        }
    }
}

/// What the image of `service` is. An image that is built here counts by the name it is given.
pub fn identify(service: Resource<'_>) -> Identity {
    let reference = service.attr("image_reference");
    let (name, repository) = (reference.attr("name").string(), reference.attr("repository").string());
    match (name, repository) {
        (Read::Known(name), Read::Known(repository)) => find(repository, name).map_or(Identity::Other, Identity::Known),
        (Read::Known(name), _) => match find("", name) {
            Some(image) => Identity::Known(image),
            // `${REGISTRY}/server` may be `mssql/server`.
            None if needs_repository(name) => Identity::Unknown,
            None => Identity::Other,
        },
        (Read::Absent | Read::Null, _) if service.attr("image").is_unset() => Identity::Other,
        _ => Identity::Unknown,
    }
}

/// Whether the image of `service` is named by its digest.
pub fn has_digest(service: Resource<'_>) -> Answer {
    let reference = service.attr("image_reference");
    let is_name_known = reference.attr("name").string().known().is_some();
    match reference.attr("digest").string() {
        Read::Known(_) => Answer::Yes,
        // `app@${DIGEST}` has one, whichever; `${IMAGE}` may have one.
        Read::Unknown => {
            if is_name_known {
                Answer::Yes
            } else {
                Answer::Unknown
            }
        }
        Read::Absent | Read::Null if !is_name_known => Answer::Unknown,
        // A variable at the end may hold `1.4.0@sha256:…`.
        Read::Absent | Read::Null => {
            if reference.attr("tag").is_unknown() {
                Answer::Unknown
            } else {
                Answer::No
            }
        }
    }
}

/// Whether the image of `service` is built in the project rather than pulled, so that its name is only what the
/// result is called: by the service itself, by another one that builds the same name, or at all events by
/// nobody's registry (`pull_policy: never`).
pub fn is_built_here(view: View<'_>, service: Resource<'_>) -> bool {
    match service.attr("pull_policy").string().known() {
        Some("never" | "build") => return true,
        Some(policy) if pulls(policy) => return false,
        _ => {}
    }
    let name = service.attr("image").string().known();
    let same_project = |other: &Resource<'_>| other.root() == service.root() && other.variant() == service.variant();
    builds(service)
        || view
            .of("compose/service")
            .filter(|other| same_project(other) && builds(*other))
            .any(|other| name.is_some() && other.attr("image").string().known() == name)
}

fn builds(service: Resource<'_>) -> bool {
    !service.attr("build").is_unset()
}

fn pulls(policy: &str) -> bool {
    matches!(policy, "always" | "missing" | "if_not_present" | "daily" | "weekly") || policy.starts_with("every_")
}

/// The well-known image called `name`, the last component of `repository`.
pub fn find(repository: &str, name: &str) -> Option<&'static Image> {
    let (repository, name) = (repository.to_ascii_lowercase(), name.to_ascii_lowercase());
    let bare = without_version(&name);
    IMAGES.iter().find(|image| {
        image.names.iter().any(|known| match known.contains('/') {
            true => repository == *known || repository.strip_suffix(known).is_some_and(|rest| rest.ends_with('/')),
            false => name == *known || bare == *known,
        })
    })
}

/// `postgresql-15-c9s` is `postgresql`: some makers have a repository for each version.
fn without_version(name: &str) -> &str {
    let is_version = |(at, _): &(usize, &str)| name[at + 1..].starts_with(|c: char| c.is_ascii_digit());
    name.match_indices('-').find(is_version).map_or(name, |(at, _)| &name[..at])
}

fn needs_repository(name: &str) -> bool {
    let names = IMAGES.iter().flat_map(|image| image.names);
    names.filter_map(|known| known.split_once('/')).any(|(_, last)| last.eq_ignore_ascii_case(name))
}

/// The data store or console that always listens at `port`, for images that are not in the table: a build of
/// one's own, a mirror with other names. Only ports that hardly anything else uses.
pub fn well_known_port(port: u16) -> Option<&'static str> {
    PORTS.iter().find(|entry| entry.0 == port).map(|entry| entry.1)
}

/// Ports of [`well_known_port`] at which applications listen as well, so that a name that is not in the table says
/// little.
pub fn is_shared_port(port: u16) -> bool {
    matches!(port, 9092 | 9200 | 9300)
}

const PORTS: &[(u16, &str)] = &[
    (1433, "SQL Server"),
    (1521, "Oracle Database"),
    (2375, "the Docker engine"),
    (2376, "the Docker engine"),
    (2379, "etcd"),
    (2380, "etcd"),
    (3306, "MySQL"),
    (5432, "PostgreSQL"),
    (5672, "RabbitMQ"),
    (5984, "CouchDB"),
    (6379, "Redis"),
    (7687, "Neo4j"),
    (9042, "Cassandra"),
    (9092, "Kafka"),
    (9200, "Elasticsearch"),
    (9300, "Elasticsearch"),
    (11211, "Memcached"),
    (15672, "the console of RabbitMQ"),
    (26257, "CockroachDB"),
    (27017, "MongoDB"),
    (28015, "RethinkDB"),
    (33060, "MySQL"),
];

const fn image(
    names: &'static [&'static str],
    product: &'static str,
    kind: Kind,
    ports: &'static [u16],
    data: &'static [&'static str],
) -> Image {
    Image { names, product, kind, ports, data }
}

/// Paths below homes are written in two parts, so that nobody takes them for some of a machine of ours.
///
/// Sources: the descriptions of the images on Docker Hub, Quay and GitHub, and their `EXPOSE` and `VOLUME` lines.
pub const IMAGES: &[Image] = &[
    // Relational.
    image(
        &[
            "postgres",
            "postgresql",
            "postgresql-repmgr",
            "postgis",
            "pgvector",
            "timescaledb",
            "timescaledb-ha",
            "pgvecto-rs",
            "vectorchord-postgres",
            "cloudnative-vectorchord",
            "citus",
            "spilo",
            "alloydbomni",
        ],
        "PostgreSQL",
        Kind::Database,
        &[5432],
        &[
            "/var/lib/postgresql/data",
            "/var/lib/postgresql",
            "/bitnami/postgresql",
            concat!("/home", "/postgres/pgdata"),
            concat!("/home", "/postgres/pgroot"),
            "/var/lib/pgsql/data",
        ],
    ),
    image(
        &["mysql", "mysql-server", "mysql-cluster", "percona", "percona-server", "percona-xtradb-cluster"],
        "MySQL",
        Kind::Database,
        &[3306, 33060],
        &["/var/lib/mysql", "/bitnami/mysql", "/bitnami/mysql/data"],
    ),
    image(
        &["mariadb", "mariadb-galera"],
        "MariaDB",
        Kind::Database,
        &[3306],
        &["/var/lib/mysql", "/bitnami/mariadb", "/config"],
    ),
    image(
        &["mssql/server", "mssql-server-linux", "azure-sql-edge"],
        "SQL Server",
        Kind::Database,
        &[1433],
        &["/var/opt/mssql", "/var/opt/mssql/data"],
    ),
    image(
        &[
            "oracle-xe",
            "oracle-free",
            "oracle-xe-11g",
            "database/free",
            "database/express",
            "database/enterprise",
            "oracle/database",
        ],
        "Oracle Database",
        Kind::Database,
        &[1521, 5500],
        &["/opt/oracle/oradata", "/u01/app/oracle/oradata"],
    ),
    image(&["db2"], "Db2", Kind::Database, &[50000], &["/database"]),
    image(
        &["firebird"],
        "Firebird",
        Kind::Database,
        &[3050],
        &["/firebird/data", "/var/lib/firebird/data", "/firebird"],
    ),
    image(
        &["cockroach", "cockroach-unstable"],
        "CockroachDB",
        Kind::Database,
        &[26257, 8080],
        &["/cockroach/cockroach-data"],
    ),
    image(
        &["yugabyte"],
        "YugabyteDB",
        Kind::Database,
        &[5433, 9042, 7000, 9000, 15433],
        &[concat!("/home", "/yugabyte/yb_data")],
    ),
    image(&["tidb"], "TiDB", Kind::Database, &[4000, 10080], &[]),
    image(&["tikv"], "TiKV", Kind::Database, &[20160, 20180], &["/data", "/tmp/tikv"]),
    image(&["singlestoredb-dev"], "SingleStore", Kind::Database, &[3306, 8080, 9000], &["/data"]),
    // Documents, graphs, wide columns.
    image(
        &[
            "mongo",
            "mongodb",
            "mongodb-sharded",
            "mongodb-community-server",
            "mongodb-enterprise-server",
            "mongodb-atlas-local",
            "percona-server-mongodb",
        ],
        "MongoDB",
        Kind::Database,
        &[27017, 27018, 27019],
        &["/data/db", "/bitnami/mongodb"],
    ),
    image(
        &["ferretdb", "ferretdb-eval"],
        "FerretDB",
        Kind::Database,
        &[27017],
        &["/var/lib/postgresql/data", "/state"],
    ),
    image(&["couchdb"], "CouchDB", Kind::Database, &[5984, 4369, 9100], &["/opt/couchdb/data", "/bitnami/couchdb"]),
    image(
        &["couchbase", "couchbase-server", "couchbase/server"],
        "Couchbase",
        Kind::Database,
        &[
            8091, 8092, 8093, 8094, 8095, 8096, 8097, 9123, 11207, 11210, 11280, 18091, 18092, 18093, 18094, 18095,
            18096,
        ],
        &["/opt/couchbase/var"],
    ),
    image(
        &["ravendb"],
        "RavenDB",
        Kind::Database,
        &[8080, 38888],
        &["/var/lib/ravendb/data", "/opt/RavenDB/Server/RavenDB"],
    ),
    image(&["rethinkdb"], "RethinkDB", Kind::Database, &[28015, 29015, 8080], &["/data"]),
    image(
        &["arangodb", "arangodb-enterprise", "arangodb/enterprise"],
        "ArangoDB",
        Kind::Database,
        &[8529],
        &["/var/lib/arangodb3"],
    ),
    image(&["orientdb"], "OrientDB", Kind::Database, &[2424, 2480], &["/orientdb/databases"]),
    image(&["surrealdb"], "SurrealDB", Kind::Database, &[8000], &["/data", "/mydata", "/database"]),
    image(&["neo4j", "neo4j-enterprise"], "Neo4j", Kind::Database, &[7687, 7474, 7473], &["/data", "/bitnami/neo4j"]),
    image(
        &["memgraph", "memgraph-platform", "memgraph-mage"],
        "Memgraph",
        Kind::Database,
        &[7687, 7444],
        &["/var/lib/memgraph"],
    ),
    image(&["dgraph"], "Dgraph", Kind::Database, &[8080, 9080, 5080, 6080], &["/dgraph"]),
    image(&["janusgraph"], "JanusGraph", Kind::Database, &[8182], &["/var/lib/janusgraph"]),
    image(
        &["cassandra", "dse-server"],
        "Cassandra",
        Kind::Database,
        &[9042, 9160, 7000, 7001, 7199],
        &["/var/lib/cassandra", "/bitnami/cassandra"],
    ),
    image(
        &["scylla", "scylla-enterprise", "scylladb"],
        "ScyllaDB",
        Kind::Database,
        &[9042, 19042, 9160, 7000, 7001, 7199, 10000],
        &["/var/lib/scylla", "/bitnami/scylladb"],
    ),
    image(&["dynamodb-local"], "DynamoDB Local", Kind::Database, &[8000], &[concat!("/home", "/dynamodblocal/data")]),
    image(&["libsql-server", "sqld"], "libSQL", Kind::Database, &[8080, 5001], &["/var/lib/sqld"]),
    image(&["rqlite"], "rqlite", Kind::Database, &[4001, 4002], &["/rqlite/file", "/rqlite/file/data"]),
    image(&["immudb"], "immudb", Kind::Database, &[3322, 8080, 5432, 9497], &["/var/lib/immudb"]),
    image(&["pocketbase"], "PocketBase", Kind::Database, &[], &["/pb_data", "/pb/pb_data"]),
    image(
        &["openldap", "docker-openldap", "lldap", "389-ds", "dirsrv"],
        "LDAP",
        Kind::Database,
        &[389, 636, 1389, 1636, 3389, 3636, 3890, 6360],
        &["/var/lib/ldap", "/bitnami/openldap", "/data"],
    ),
    // Analytics and time series.
    image(
        &["clickhouse", "clickhouse-server"],
        "ClickHouse",
        Kind::Database,
        &[8123, 9000, 8443, 9440, 9004, 9005, 9009],
        &["/var/lib/clickhouse", "/bitnami/clickhouse"],
    ),
    image(
        &["influxdb", "influxdb3-core", "influxdb3-enterprise"],
        "InfluxDB",
        Kind::Database,
        &[8086, 8088, 8181],
        &["/var/lib/influxdb", "/var/lib/influxdb2", "/var/lib/influxdb3", "/bitnami/influxdb"],
    ),
    image(
        &["questdb"],
        "QuestDB",
        Kind::Database,
        &[9000, 8812, 9009, 9003],
        &["/var/lib/questdb", concat!("/root", "/.questdb")],
    ),
    image(&["tdengine"], "TDengine", Kind::Database, &[6030, 6041], &["/var/lib/taos"]),
    image(&["druid"], "Druid", Kind::Database, &[8081, 8082, 8083, 8888, 8091], &["/opt/druid/var", "/opt/shared"]),
    image(&["trino", "presto"], "Trino", Kind::Database, &[8080], &[]),
    image(&["vertica-ce"], "Vertica", Kind::Database, &[5433, 5444], &["/data"]),
    image(&["crate"], "CrateDB", Kind::Database, &[4200, 4300, 5432], &["/data"]),
    // Vectors.
    image(&["qdrant"], "Qdrant", Kind::Database, &[6333, 6334, 6335], &["/qdrant/storage"]),
    image(&["weaviate"], "Weaviate", Kind::Database, &[8080, 50051], &["/var/lib/weaviate"]),
    image(&["milvus"], "Milvus", Kind::Database, &[19530, 9091], &["/var/lib/milvus"]),
    image(&["chroma", "chromadb"], "Chroma", Kind::Database, &[8000], &["/data", "/chroma/chroma"]),
    // Caches.
    image(
        &["redis", "redis-stack", "redis-stack-server", "redis-cluster", "redismod", "redisearch", "rejson"],
        "Redis",
        Kind::Cache,
        &[6379, 16379, 8001],
        &["/data", "/bitnami/redis", "/bitnami/redis/data"],
    ),
    image(&["redis-sentinel", "valkey-sentinel"], "Redis Sentinel", Kind::Coordinator, &[26379], &[]),
    image(
        &["valkey", "valkey-bundle", "valkey-cluster", "valkey-extensions"],
        "Valkey",
        Kind::Cache,
        &[6379, 16379],
        &["/data", "/bitnami/valkey"],
    ),
    image(&["keydb"], "KeyDB", Kind::Cache, &[6379], &["/data", "/bitnami/keydb"]),
    image(&["dragonfly"], "Dragonfly", Kind::Cache, &[6379], &["/data"]),
    image(&["garnet"], "Garnet", Kind::Cache, &[6379, 3278], &["/data"]),
    image(&["memcached"], "Memcached", Kind::Cache, &[11211], &[]),
    image(&["hazelcast"], "Hazelcast", Kind::Cache, &[5701], &[]),
    image(&["ignite"], "Ignite", Kind::Cache, &[10800, 11211, 47100, 47500, 49112], &["/opt/ignite/work"]),
    image(
        &["aerospike-server", "aerospike-server-enterprise"],
        "Aerospike",
        Kind::Database,
        &[3000, 3001, 3002],
        &["/opt/aerospike/data"],
    ),
    // Search.
    image(
        &["elasticsearch", "elasticsearch-oss", "elasticsearch-wolfi"],
        "Elasticsearch",
        Kind::Search,
        &[9200, 9300],
        &["/usr/share/elasticsearch/data", "/bitnami/elasticsearch/data"],
    ),
    image(
        &["opensearch"],
        "OpenSearch",
        Kind::Search,
        &[9200, 9300, 9600],
        &["/usr/share/opensearch/data", "/bitnami/opensearch/data"],
    ),
    image(&["solr"], "Solr", Kind::Search, &[8983, 9983], &["/var/solr", "/bitnami/solr"]),
    image(&["meilisearch"], "Meilisearch", Kind::Search, &[7700], &["/meili_data"]),
    image(&["typesense"], "Typesense", Kind::Search, &[8108], &["/data"]),
    image(&["manticore"], "Manticore", Kind::Search, &[9306, 9308, 9312], &["/var/lib/manticore"]),
    image(&["zincsearch"], "ZincSearch", Kind::Search, &[4080], &["/data"]),
    // Brokers.
    image(
        &["rabbitmq", "rabbitmq-server"],
        "RabbitMQ",
        Kind::Broker,
        &[5672, 15672, 5671, 15671, 25672, 4369, 5552, 61613],
        &["/var/lib/rabbitmq", "/bitnami/rabbitmq/mnesia", "/opt/bitnami/rabbitmq/.rabbitmq"],
    ),
    image(
        &["kafka", "kafka-native", "cp-kafka", "cp-server", "confluent-local", "fast-data-dev"],
        "Kafka",
        Kind::Broker,
        &[9092, 9093, 9094, 9095, 19092, 29092, 29093],
        &[
            "/var/lib/kafka/data",
            "/var/lib/kafka",
            "/bitnami/kafka",
            "/kafka",
            "/tmp/kraft-combined-logs",
            "/tmp/kafka-logs",
        ],
    ),
    image(
        &["redpanda"],
        "Redpanda",
        Kind::Broker,
        &[9092, 19092, 9644, 8081, 18081, 8082, 18082, 33145],
        &["/var/lib/redpanda/data"],
    ),
    image(
        &["cp-schema-registry", "schema-registry", "apicurio-registry"],
        "Schema Registry",
        Kind::Broker,
        &[8081],
        &[],
    ),
    image(
        &["cp-kafka-connect", "cp-kafka-connect-base", "debezium/connect"],
        "Kafka Connect",
        Kind::Broker,
        &[8083],
        &[],
    ),
    image(&["cp-kafka-rest"], "Kafka REST Proxy", Kind::Broker, &[8082], &[]),
    image(&["nats", "nats-streaming"], "NATS", Kind::Broker, &[4222, 6222, 8222], &["/data", "/tmp/nats"]),
    image(
        &["activemq", "activemq-classic", "activemq-artemis"],
        "ActiveMQ",
        Kind::Broker,
        &[61616, 8161, 5672, 61613],
        &["/opt/activemq/data", "/opt/apache-activemq/data", "/var/lib/artemis-instance", "/data/activemq"],
    ),
    image(&["pulsar", "pulsar-all"], "Pulsar", Kind::Broker, &[6650, 6651, 8080], &["/pulsar/data"]),
    image(
        &["rocketmq"],
        "RocketMQ",
        Kind::Broker,
        &[9876, 10909, 10911, 10912],
        &[concat!("/home", "/rocketmq/store")],
    ),
    image(&["nsqd"], "NSQ", Kind::Broker, &[4150, 4151], &["/data"]),
    image(&["beanstalkd"], "Beanstalkd", Kind::Broker, &[11300], &[]),
    image(&["gearmand"], "Gearman", Kind::Broker, &[4730], &[]),
    image(&["eclipse-mosquitto", "mosquitto"], "Mosquitto", Kind::Broker, &[], &["/mosquitto/data"]),
    image(&["emqx", "emqx-enterprise"], "EMQX", Kind::Broker, &[18083], &["/opt/emqx/data"]),
    // Coordination.
    image(
        &["etcd"],
        "etcd",
        Kind::Coordinator,
        &[2379, 2380],
        &["/etcd-data", "/bitnami/etcd", "/var/lib/etcd", "/default.etcd"],
    ),
    image(
        &["zookeeper", "cp-zookeeper"],
        "ZooKeeper",
        Kind::Coordinator,
        &[2181, 2888, 3888, 8080],
        &["/data", "/datalog", "/var/lib/zookeeper/data", "/var/lib/zookeeper", "/bitnami/zookeeper"],
    ),
    image(
        &["consul"],
        "Consul",
        Kind::Coordinator,
        &[8500, 8501, 8300, 8301, 8302, 8502, 8600],
        &["/consul/data", "/bitnami/consul"],
    ),
    image(&["pd"], "TiDB Placement Driver", Kind::Coordinator, &[2379, 2380], &["/data"]),
    // Files.
    image(&["minio"], "MinIO", Kind::Objects, &[9000, 9001], &["/data", "/bitnami/minio/data", "/export"]),
    image(&["seaweedfs"], "SeaweedFS", Kind::Objects, &[8333, 8888, 9333, 18888, 19333, 8080], &["/data"]),
    image(&["garage"], "Garage", Kind::Objects, &[3900, 3901, 3903], &["/var/lib/garage/data", "/var/lib/garage"]),
    image(&["rustfs"], "RustFS", Kind::Objects, &[9000, 9001], &["/data"]),
    image(&["azurite"], "Azurite", Kind::Objects, &[10000, 10001, 10002], &["/data", "/workspace"]),
    // Monitoring: published on purpose as often as not.
    image(&["prometheus"], "Prometheus", Kind::Monitoring, &[9090], &["/prometheus", "/opt/bitnami/prometheus/data"]),
    image(&["alertmanager"], "Alertmanager", Kind::Monitoring, &[9093], &["/alertmanager"]),
    image(&["pushgateway"], "Pushgateway", Kind::Monitoring, &[9091], &[]),
    image(
        &["grafana", "grafana-oss", "grafana-enterprise"],
        "Grafana",
        Kind::Monitoring,
        &[3000],
        &["/var/lib/grafana", "/opt/bitnami/grafana/data"],
    ),
    image(&["loki"], "Loki", Kind::Monitoring, &[3100, 9095], &["/loki"]),
    image(&["tempo"], "Tempo", Kind::Monitoring, &[3200, 9095], &["/var/tempo", "/tmp/tempo"]),
    image(&["mimir"], "Mimir", Kind::Monitoring, &[8080, 9009], &["/data"]),
    image(&["victoria-metrics"], "VictoriaMetrics", Kind::Monitoring, &[8428], &["/victoria-metrics-data", "/storage"]),
    image(&["victoria-logs"], "VictoriaLogs", Kind::Monitoring, &[9428], &["/victoria-logs-data", "/vlogs"]),
    image(
        &["graphite-statsd"],
        "Graphite",
        Kind::Monitoring,
        &[80, 2003, 2004, 8125, 8126],
        &["/opt/graphite/storage"],
    ),
    image(&["uptime-kuma"], "Uptime Kuma", Kind::Monitoring, &[3001], &["/app/data"]),
    // Consoles.
    image(&["phpmyadmin"], "phpMyAdmin", Kind::Console, &[80, 443, 8080, 8443], &[]),
    image(&["adminer"], "Adminer", Kind::Console, &[8080], &[]),
    image(&["pgadmin4", "pgadmin"], "pgAdmin", Kind::Console, &[80, 443, 5050], &["/var/lib/pgadmin"]),
    image(&["pgweb"], "pgweb", Kind::Console, &[8081], &[]),
    image(&["pghero"], "PgHero", Kind::Console, &[8080], &[]),
    image(&["cloudbeaver", "cloudbeaver-ee"], "CloudBeaver", Kind::Console, &[8978], &["/opt/cloudbeaver/workspace"]),
    image(&["dbgate"], "DbGate", Kind::Console, &[3000], &[concat!("/root", "/.dbgate")]),
    image(&["sqlpad"], "SQLPad", Kind::Console, &[3000], &["/var/lib/sqlpad"]),
    image(&["mongo-express"], "mongo-express", Kind::Console, &[8081], &[]),
    image(&["mongoku"], "Mongoku", Kind::Console, &[3100], &[]),
    image(&["redis-commander"], "Redis Commander", Kind::Console, &[8081], &[]),
    image(&["redisinsight"], "Redis Insight", Kind::Console, &[5540, 8001], &["/data", "/db"]),
    image(&["phpredisadmin"], "phpRedisAdmin", Kind::Console, &[80], &[]),
    image(&["p3x-redis-ui"], "P3X Redis UI", Kind::Console, &[7843], &[]),
    image(&["phpldapadmin"], "phpLDAPadmin", Kind::Console, &[80, 443, 8080], &[]),
    image(&["phppgadmin"], "phpPgAdmin", Kind::Console, &[80, 443], &[]),
    image(&["kafka-ui"], "Kafka UI", Kind::Console, &[8080], &[]),
    image(&["kafdrop"], "Kafdrop", Kind::Console, &[9000], &[]),
    image(&["akhq"], "AKHQ", Kind::Console, &[8080, 28081], &[]),
    image(&["cmak", "kafka-manager"], "CMAK", Kind::Console, &[9000], &[]),
    image(&["redpandadata/console", "kowl"], "Redpanda Console", Kind::Console, &[8080], &[]),
    image(
        &["cp-enterprise-control-center", "cp-enterprise-control-center-next-gen"],
        "Confluent Control Center",
        Kind::Console,
        &[9021],
        &[],
    ),
    image(&["conduktor-console", "conduktor-platform"], "Conduktor", Kind::Console, &[8080], &["/var/conduktor"]),
    image(&["kibana", "kibana-oss"], "Kibana", Kind::Console, &[5601], &[]),
    image(&["opensearch-dashboards"], "OpenSearch Dashboards", Kind::Console, &[5601], &[]),
    image(&["cerebro", "elastichq", "elasticsearch-hq"], "an Elasticsearch console", Kind::Console, &[9000, 5000], &[]),
    image(&["elasticvue"], "Elasticvue", Kind::Console, &[8080], &[]),
    image(&["dejavu"], "Dejavu", Kind::Console, &[1358], &[]),
    image(&["chronograf"], "Chronograf", Kind::Console, &[8888], &["/var/lib/chronograf"]),
    image(&["zoonavigator"], "ZooNavigator", Kind::Console, &[9000], &[]),
    image(&["dynamodb-admin"], "DynamoDB Admin", Kind::Console, &[8001], &[]),
    image(&["portainer", "portainer-ce", "portainer-ee"], "Portainer", Kind::Console, &[9000, 9443, 8000], &["/data"]),
    image(&["portainer/agent"], "the Portainer agent", Kind::Console, &[9001], &[]),
    image(&["dozzle"], "Dozzle", Kind::Console, &[8080], &[]),
    image(&["dockge"], "Dockge", Kind::Console, &[5001], &["/app/data"]),
    image(&["yacht"], "Yacht", Kind::Console, &[8000], &["/config"]),
    image(&["flower"], "Flower", Kind::Console, &[5555], &[]),
    image(&["cadvisor"], "cAdvisor", Kind::Console, &[8080], &[]),
    // These do other things as well: only the ports of their administration are listed.
    image(&["traefik"], "the dashboard and API of Traefik", Kind::Console, &[8080], &[]),
    image(&["nginx-proxy-manager"], "Nginx Proxy Manager", Kind::Console, &[81], &["/data"]),
    image(&["kong", "kong-gateway"], "the administration of Kong", Kind::Console, &[8001, 8444, 8002, 8445], &[]),
    image(&["docker", "dind"], "the Docker engine", Kind::Console, &[2375, 2376], &[]),
    image(&["docker-socket-proxy", "socket-proxy"], "the Docker engine", Kind::Console, &[2375], &[]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{IMAGES, find, well_known_port, without_version};

    #[test]
    fn images_are_known_by_their_last_names() {
        for (repository, product) in [
            ("postgres", Some("PostgreSQL")),
            ("library/postgres", Some("PostgreSQL")),
            ("bitnami/postgresql", Some("PostgreSQL")),
            ("rhel9/postgresql-15", Some("PostgreSQL")),
            ("sclorg/mysql-80-c9s", Some("MySQL")),
            ("confluentinc/cp-kafka", Some("Kafka")),
            ("provectuslabs/kafka-ui", Some("Kafka UI")),
            ("mssql/server", Some("SQL Server")),
            ("mirror/mssql/server", Some("SQL Server")),
            ("database/free", Some("Oracle Database")),
            ("redpandadata/console", Some("Redpanda Console")),
            ("acme/server", None),
            ("acme/notmssql/server", None),
            ("acme/console", None),
            ("prometheuscommunity/postgres-exporter", None),
            ("prodrigestivill/postgres-backup-local", None),
            ("acme/redis-exporter", None),
            ("nginx", None),
        ] {
            let name = repository.rsplit('/').next().unwrap_or_default();
            assert_eq!(find(repository, name).map(|image| image.product), product, "{repository}");
        }
    }

    #[test]
    fn versions_in_names() {
        assert_eq!(
            ["postgresql-15-c9s", "redis", "mysql-server", "pgadmin4"].map(without_version),
            ["postgresql", "redis", "mysql-server", "pgadmin4"]
        );
    }

    #[test]
    fn the_table_is_well_formed() {
        let mut names = BTreeSet::new();
        for image in IMAGES {
            for name in image.names {
                assert!(names.insert(*name), "`{name}` is listed twice");
                assert_eq!(*name, name.to_ascii_lowercase());
            }
            assert!(image.data.iter().all(|path| path.starts_with('/') && !path.ends_with('/')), "{image:?}");
        }
    }

    #[test]
    fn ports_that_say_what_listens() {
        assert_eq!(well_known_port(5432), Some("PostgreSQL"));
        assert_eq!(well_known_port(8080), None);
    }
}
