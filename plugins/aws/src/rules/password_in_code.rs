//! Passwords that are written in the code.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value, secrets};

use crate::credentials::is_placeholder;

pub const RULE: Rule = Rule {
    id: "aws/password-in-code",
    level: Level::Error,
    severity: 80,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "aws_db_instance",
        "aws_rds_cluster",
        "aws_docdb_cluster",
        "aws_docdbelastic_cluster",
        "aws_redshift_cluster",
        "aws_redshiftserverless_namespace",
        "aws_elasticache_replication_group",
        "aws_elasticache_user",
        "aws_memorydb_user",
        "aws_mq_broker",
        "aws_opensearch_domain",
        "aws_elasticsearch_domain",
        "aws_dms_endpoint",
        "aws_directory_service_directory",
        "aws_lightsail_database",
        "aws_codebuild_source_credential",
        "aws_datasync_location_smb",
        "aws_fsx_ontap_file_system",
        "aws_fsx_windows_file_system",
        "aws_secretsmanager_secret_version",
        "aws_ssm_parameter",
    ],
    summary: "A password is written in the code",
    page: include_str!("password_in_code.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R209"],
    check: Check::Resource(check),
};

/// Arguments that are a password, or a list of some, by the type of the resource.
const ARGUMENTS: &[(&str, &[&str])] = &[
    ("aws_db_instance", &["password", "password_wo"]),
    ("aws_rds_cluster", &["master_password", "master_password_wo"]),
    ("aws_docdb_cluster", &["master_password", "master_password_wo"]),
    ("aws_docdbelastic_cluster", &["admin_user_password"]),
    ("aws_redshift_cluster", &["master_password", "master_password_wo"]),
    ("aws_redshiftserverless_namespace", &["admin_user_password", "admin_user_password_wo"]),
    ("aws_elasticache_replication_group", &["auth_token"]),
    ("aws_elasticache_user", &["passwords", "authentication_mode.passwords"]),
    ("aws_memorydb_user", &["authentication_mode.passwords"]),
    ("aws_opensearch_domain", &["advanced_security_options.master_user_options.master_user_password"]),
    ("aws_elasticsearch_domain", &["advanced_security_options.master_user_options.master_user_password"]),
    ("aws_dms_endpoint", &["password"]),
    ("aws_directory_service_directory", &["password"]),
    ("aws_lightsail_database", &["master_password"]),
    ("aws_codebuild_source_credential", &["token"]),
    ("aws_datasync_location_smb", &["password"]),
    ("aws_fsx_ontap_file_system", &["fsx_admin_password"]),
    ("aws_fsx_windows_file_system", &["self_managed_active_directory.password"]),
];

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() {
        return;
    }
    let ty = resource.type_name();
    for path in ARGUMENTS.iter().filter(|(known, _)| *known == ty).flat_map(|(_, paths)| *paths) {
        let last = path.rsplit('.').next().unwrap_or(path);
        for value in resource.setting(path).value().one_or_more() {
            judge(cx, resource, last, value, |text| !secrets::is_stand_in(text));
        }
    }
    match ty {
        "aws_mq_broker" => {
            for user in resource.attr("user").each() {
                judge(cx, resource, "password", user.attr("password"), |text| !secrets::is_stand_in(text));
            }
        }
        "aws_secretsmanager_secret_version" => {
            for argument in ["secret_string", "secret_string_wo"] {
                stored(cx, resource, argument);
            }
        }
        "aws_ssm_parameter" if resource.attr("type").string().known() == Some("SecureString") => {
            for argument in ["value", "value_wo"] {
                stored(cx, resource, argument);
            }
        }
        _ => {}
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
        .help("change the password, because it is known; then let AWS generate one where it can (`manage_master_user_password = true`), or pass one from an `ephemeral` resource to a write-only argument such as `password_wo`")
        // What is shown of the line must not have it either.
        .detail("secret", "");
    if found == Answer::Possible {
        finding.possible();
    }
}
