//! Passwords that are written in the code.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value, secrets};

use crate::credentials::is_placeholder;

pub const RULE: Rule = Rule {
    id: "gcp/password-in-code",
    level: Level::Error,
    severity: 80,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "google_sql_user",
        "google_sql_database_instance",
        "google_alloydb_cluster",
        "google_alloydb_user",
        "google_bigquery_connection",
        "google_bigquery_data_transfer_config",
        "google_compute_backend_bucket_signed_url_key",
        "google_compute_backend_service_signed_url_key",
        "google_compute_router",
        "google_compute_vpn_tunnel",
        "google_container_cluster",
        "google_database_migration_service_connection_profile",
        "google_datastream_connection_profile",
        "google_identity_platform_default_supported_idp_config",
        "google_identity_platform_oauth_idp_config",
        "google_identity_platform_tenant_default_supported_idp_config",
        "google_identity_platform_tenant_oauth_idp_config",
        "google_monitoring_notification_channel",
        "google_monitoring_uptime_check_config",
        "google_netapp_active_directory",
        "google_secret_manager_regional_secret_version",
        "google_secret_manager_secret_version",
        "google_storage_transfer_job",
    ],
    summary: "A password is written in the code",
    page: include_str!("password_in_code.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R209"],
    check: Check::Resource(check),
};

/// Arguments that are a password, by how the type begins.
const ARGUMENTS: &[(&str, &[&str])] = &[
    ("google_sql_user", &["password", "password_wo"]),
    ("google_sql_database_instance", &["root_password", "root_password_wo", "replica_configuration.password"]),
    ("google_alloydb_cluster", &["initial_user.password"]),
    ("google_alloydb_user", &["password", "password_wo"]),
    ("google_bigquery_connection", &["cloud_sql.credential.password"]),
    (
        "google_bigquery_data_transfer_config",
        &["sensitive_params.secret_access_key", "sensitive_params.secret_access_key_wo"],
    ),
    ("google_compute_backend_", &["key_value"]),
    ("google_compute_router", &["md5_authentication_keys.key"]),
    ("google_compute_vpn_tunnel", &["shared_secret", "shared_secret_wo"]),
    ("google_container_cluster", &["master_auth.password"]),
    (
        "google_database_migration_service_connection_profile",
        &["mysql.password", "postgresql.password", "oracle.password", "alloydb.settings.initial_user.password"],
    ),
    (
        "google_datastream_connection_profile",
        &[
            "mysql_profile.password",
            "oracle_profile.password",
            "postgresql_profile.password",
            "sql_server_profile.password",
        ],
    ),
    ("google_identity_platform_", &["client_secret"]),
    (
        "google_monitoring_notification_channel",
        &[
            "sensitive_labels.auth_token",
            "sensitive_labels.password",
            "sensitive_labels.service_key",
            "labels.auth_token",
            "labels.password",
            "labels.service_key",
        ],
    ),
    ("google_monitoring_uptime_check_config", &["http_check.auth_info.password", "http_check.auth_info.password_wo"]),
    ("google_netapp_active_directory", &["password"]),
    ("google_storage_transfer_job", &["transfer_spec.aws_s3_data_source.aws_access_key.secret_access_key"]),
];

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() {
        return;
    }
    let ty = resource.type_name();
    for path in ARGUMENTS.iter().filter(|(begin, _)| ty.starts_with(begin)).flat_map(|(_, paths)| *paths) {
        let name = path.rsplit('.').next().unwrap_or(path);
        judge(cx, resource, name, resource.setting(path).value(), |text| !secrets::is_stand_in(text));
    }
    if ty.starts_with("google_secret_manager_") {
        for argument in ["secret_data", "secret_data_wo"] {
            stored(cx, resource, argument);
        }
    }
}

/// What is put into a store of secrets: one text, or some by their names. What begins as something that is filled in
/// later is none.
fn stored(cx: &mut Context<'_>, resource: Resource<'_>, argument: &str) {
    let value = resource.attr(argument);
    let document = value.document();
    let is_written = |text: &str| !is_placeholder(text);
    if document.entries().next().is_none() {
        judge(cx, resource, argument, value, is_written);
    }
    for (name, value) in document.entries().filter(|(name, _)| secrets::class(name).is_some()) {
        judge(cx, resource, name, value, is_written);
    }
}

fn judge(
    cx: &mut Context<'_>,
    resource: Resource<'_>,
    name: &str,
    value: Value<'_>,
    is_written: impl Fn(&str) -> bool,
) {
    // What is not known is not written here.
    let found = value.judge(|value| match value.string() {
        Read::Known(text) => Answer::from(is_written(text)),
        _ if value.is_withheld() => Answer::Unknown,
        _ => Answer::No,
    });
    if found == Answer::Unknown {
        let reason = "it is sensitive, and rules cannot see whether it is written in the code";
        cx.undecided_because(value, reason, "where it comes from");
    }
    if !matches!(found, Answer::Yes | Answer::Possible) {
        return;
    }
    let finding = cx
        .report(value, format!("`{name}` of `{}` is written in the code", resource.address()))
        .because("it is in the history of the repository and in every clone, and most arguments are in the state as well: whoever reads one of them can use it")
        .help("change it, because it is known; then let people and programs log in with IAM where the service can, or pass a secret from an `ephemeral` resource to a write-only argument such as `password_wo`")
        // What is shown of the line must not have it either.
        .detail("secret", "");
    if found == Answer::Possible {
        finding.possible();
    }
}
