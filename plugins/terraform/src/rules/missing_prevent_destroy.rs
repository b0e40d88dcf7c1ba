//! Data stores that one plan may destroy.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

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

fn check(cx: &mut Context<'_>, store: Resource<'_>) {
    if store.is_data() {
        return;
    }
    let prevent = store.setting("lifecycle.prevent_destroy");
    let message = format!("a plan may destroy `{}` and its data", store.address());
    if let Some(found) = cx.reject(&prevent, |value| value.bool().or(false).test(|on| !on), message) {
        found
            .because("a change that cannot be made in place replaces the resource, and among a hundred lines of a plan nobody notices the one that destroys it")
            .help("set `prevent_destroy = true` in `lifecycle`: a plan that would destroy it then fails")
            .fix_setting(&prevent, true)
            .fix_is_unsafe();
    }
}
