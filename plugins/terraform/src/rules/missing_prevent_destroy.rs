//! Data stores that one plan may destroy.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "terraform/missing-prevent-destroy",
    level: Level::Off,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: STORES,
    summary: "A plan may destroy a database or bucket",
    page: include_str!("missing_prevent_destroy.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R126"],
    check: Check::Resource(check),
};

/// What holds data that nothing else can make again.
const STORES: &[&str] = &[
    "aws_db_instance",
    "aws_docdb_cluster",
    "aws_dynamodb_table",
    "aws_efs_file_system",
    "aws_elasticsearch_domain",
    "aws_keyspaces_table",
    "aws_neptune_cluster",
    "aws_opensearch_domain",
    "aws_rds_cluster",
    "aws_redshift_cluster",
    "aws_s3_bucket",
    "aws_timestreamwrite_table",
    "azurerm_cosmosdb_account",
    "azurerm_key_vault",
    "azurerm_mssql_database",
    "azurerm_mssql_managed_instance",
    "azurerm_mysql_flexible_server",
    "azurerm_postgresql_flexible_server",
    "azurerm_storage_account",
    "google_alloydb_cluster",
    "google_bigquery_dataset",
    "google_bigtable_instance",
    "google_filestore_instance",
    "google_firestore_database",
    "google_spanner_instance",
    "google_sql_database_instance",
    "google_storage_bucket",
];

/// What else makes a destroy fail: the type, the argument, what it says then, and whether that is its default. A dataset
/// or a bucket that is not empty is such a case.
const GUARDS: &[(&str, &str, &str, bool)] = &[
    ("aws_db_instance", "deletion_protection", "true", false),
    ("aws_docdb_cluster", "deletion_protection", "true", false),
    ("aws_dynamodb_table", "deletion_protection_enabled", "true", false),
    ("aws_neptune_cluster", "deletion_protection", "true", false),
    ("aws_rds_cluster", "deletion_protection", "true", false),
    ("aws_s3_bucket", "force_destroy", "false", true),
    ("google_alloydb_cluster", "deletion_protection", "true", false),
    ("google_bigquery_dataset", "delete_contents_on_destroy", "false", true),
    ("google_bigtable_instance", "deletion_protection", "true", true),
    ("google_filestore_instance", "deletion_protection_enabled", "true", false),
    ("google_firestore_database", "delete_protection_state", "DELETE_PROTECTION_ENABLED", false),
    ("google_firestore_database", "deletion_policy", "ABANDON", true),
    ("google_sql_database_instance", "deletion_protection", "true", true),
    ("google_storage_bucket", "force_destroy", "false", true),
];

/// What the provider takes a last snapshot of, and refuses to destroy when that snapshot has no name.
const SNAPSHOT: &[&str] =
    &["aws_db_instance", "aws_docdb_cluster", "aws_neptune_cluster", "aws_rds_cluster", "aws_redshift_cluster"];

fn check(cx: &mut Context<'_>, store: Resource<'_>) {
    if store.is_data() {
        return;
    }
    let (guarded, guard) = guarded(store);
    let prevent = store.setting("lifecycle.prevent_destroy");
    let is_off = |value: Value<'_>| value.bool().or(false).test(|on| !on);
    if guarded == Answer::Unknown && !matches!(prevent.value().judge(is_off), Answer::No | Answer::Unknown) {
        cx.undecided(guard);
        return;
    }
    let message = format!("a plan may destroy `{}` and its data", store.address());
    if let Some(found) = cx.reject(&prevent, |value| is_off(value).and(guarded.not()), message) {
        found
            .because("a change that cannot be made in place replaces the resource, and among a hundred lines of a plan nobody notices the one that destroys it")
            .help("set `prevent_destroy = true` in `lifecycle`: a plan that would destroy it then fails")
            .fix_setting(&prevent, true)
            .fix_is_unsafe();
    }
}

/// Whether the provider or the service refuses to destroy it, and the value that decides.
fn guarded(store: Resource<'_>) -> (Answer, Value<'_>) {
    let of_type = GUARDS.iter().filter(|(ty, ..)| *ty == store.type_name());
    of_type.fold(nameless_snapshot(store), |(answer, decides), (_, argument, text, is_default)| {
        let value = store.attr(argument);
        let one = value.judge(|value| {
            if value.is_unset() { Answer::from(*is_default) } else { value.string().test(|is| is == *text) }
        });
        (answer.or(one), if value.is_unknown() { value } else { decides })
    })
}

/// Whether the destroy fails for want of a name for the last snapshot, and the value that decides. Of replicas there is
/// none.
fn nameless_snapshot(store: Resource<'_>) -> (Answer, Value<'_>) {
    let [skip, name, source] =
        ["skip_final_snapshot", "final_snapshot_identifier", "replicate_source_db"].map(|name| store.attr(name));
    if !SNAPSHOT.contains(&store.type_name()) || !source.is_unset() {
        return (Answer::No, store.body());
    }
    let is_nameless = name.judge(|name| if name.is_unknown() { Answer::Unknown } else { name.is_unset().into() });
    let answer = skip.judge(|skip| skip.bool().or(false).test(|skip| !skip)).and(is_nameless);
    (answer, if skip.is_unknown() { skip } else { name })
}
