//! Data that services encrypt with a key managed by Google.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::keys::is_none;

pub const RULE: Rule = Rule {
    id: "gcp/data-without-customer-key",
    level: Level::Off,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &[
        "google_alloydb_cluster",
        "google_artifact_registry_repository",
        "google_bigquery_dataset",
        "google_bigtable_instance",
        "google_pubsub_topic",
        "google_redis_instance",
        "google_spanner_database",
        "google_sql_database_instance",
        "google_storage_bucket",
    ],
    summary: "Data of a service is not encrypted with your own key",
    page: include_str!("data_without_customer_key.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

/// Where each of them names its key.
const KEYS: &[(&str, &str)] = &[
    ("google_alloydb_cluster", "encryption_config.kms_key_name"),
    ("google_artifact_registry_repository", "kms_key_name"),
    ("google_bigquery_dataset", "default_encryption_configuration.kms_key_name"),
    ("google_pubsub_topic", "kms_key_name"),
    ("google_redis_instance", "customer_managed_key"),
    ("google_spanner_database", "encryption_config.kms_key_name"),
    ("google_sql_database_instance", "encryption_key_name"),
    ("google_storage_bucket", "encryption.default_kms_key_name"),
];

fn check(cx: &mut Context<'_>, store: Resource<'_>) {
    if store.is_data() || !is_its_own(store) {
        return;
    }
    let own = KEYS.iter().filter(|(ty, _)| *ty == store.type_name()).map(|(_, path)| store.setting(path));
    let clusters: Vec<_> = store.attr("cluster").each().collect();
    let of_clusters = clusters.iter().map(|cluster| cluster.setting("kms_key_name"));
    for key in own.chain(of_clusters.filter(|_| store.type_name() == "google_bigtable_instance")) {
        let message = format!("data of `{}` is encrypted with a key managed by Google", store.address());
        if let Some(found) = cx.reject(&key, is_none, message) {
            found
                .because("you cannot revoke such a key, and no log shows who used it")
                .help("name a key of Cloud KMS, and let the service agent of the service use it; most of these can be encrypted so only when they are made");
        }
    }
}

/// Copies have the key of what they are copied from, and keys of several regions are named elsewhere.
fn is_its_own(store: Resource<'_>) -> bool {
    match store.type_name() {
        "google_sql_database_instance" => {
            store.attr("master_instance_name").is_unset() && store.block("clone").is_unset()
        }
        "google_spanner_database" => store.block("encryption_config").attr("kms_key_names").is_unset(),
        _ => true,
    }
}
