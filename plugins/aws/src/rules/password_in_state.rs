//! Passwords that are stored in the state.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "aws/password-in-state",
    level: Level::Off,
    severity: 45,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "aws_db_instance",
        "aws_rds_cluster",
        "aws_docdb_cluster",
        "aws_redshift_cluster",
        "aws_redshiftserverless_namespace",
        "aws_secretsmanager_secret_version",
        "aws_ssm_parameter",
    ],
    summary: "A password is stored in the state",
    page: include_str!("password_in_state.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R209"],
    check: Check::Resource(check),
};

/// The argument that is kept, and what there is instead.
const ARGUMENTS: &[(&str, &str, &str)] = &[
    ("aws_db_instance", "password", "`manage_master_user_password = true`, or `password_wo`"),
    ("aws_rds_cluster", "master_password", "`manage_master_user_password = true`, or `master_password_wo`"),
    ("aws_docdb_cluster", "master_password", "`manage_master_user_password = true`, or `master_password_wo`"),
    ("aws_redshift_cluster", "master_password", "`manage_master_password = true`, or `master_password_wo`"),
    (
        "aws_redshiftserverless_namespace",
        "admin_user_password",
        "`manage_admin_password = true`, or `admin_user_password_wo`",
    ),
    ("aws_secretsmanager_secret_version", "secret_string", "`secret_string_wo`"),
    ("aws_ssm_parameter", "value", "`value_wo`"),
];

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    let known = ARGUMENTS.iter().find(|(ty, ..)| *ty == resource.type_name());
    let Some((ty, argument, instead)) = known.filter(|_| !resource.is_data()) else { return };
    let is_secret = match *ty {
        "aws_ssm_parameter" => resource.attr("type").judge(|ty| ty.string().test(|ty| ty == "SecureString")),
        _ => Answer::Yes,
    };
    let password = resource.setting(argument);
    // Whatever it is. Of what is only handed over it is not known whether it is there: it may be null.
    let is_kept = |value: Value<'_>| match () {
        () if value.is_unset() => Answer::No,
        () if value.is_unknown() && !is_made(value) => Answer::Unknown,
        () => is_secret,
    };
    let message = format!("`{argument}` of `{}` is stored in the state", resource.address());
    if let Some(found) = cx.reject(&password, is_kept, message) {
        found
            .because("whoever can read the state or a plan file reads it in clear text: everybody who may run Terraform, every pipeline that does, and an attacker who gets at the bucket")
            .help(format!("use {instead} with a value from an `ephemeral` resource; then change the password, because old versions of the state contain it"))
            .detail("secret", "");
    }
}

/// Whether it comes from a resource, and so is there for certain.
fn is_made(value: Value<'_>) -> bool {
    value.refs().any(|one| !one.address().split('.').any(|part| part == "var"))
}
