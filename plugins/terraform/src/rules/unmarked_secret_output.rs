//! Outputs with secrets that Terraform prints.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value, secrets};

use crate::names;

pub const RULE: Rule = Rule {
    id: "terraform/unmarked-secret-output",
    level: Level::Warning,
    severity: 45,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["terraform/output"],
    summary: "An output with a secret is not marked as sensitive",
    page: include_str!("unmarked_secret_output.md"),
    options: "{}",
    fix: Fix::Safe,
    answers: &["R185"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, output: Resource<'_>) {
    // What a module hands to its caller keeps its marks and is printed by nobody.
    if !output.module().is_empty() || !is_secret(output) {
        return;
    }
    let sensitive = output.setting("sensitive");
    let is_marked = names::is_marked(output);
    let message = format!("the output `{}` is not marked as sensitive", output.name());
    if let Some(found) = cx.reject(&sensitive, |_| is_marked.not(), message) {
        found
            .because(
                "Terraform prints outputs after each apply: the log of the pipeline shows the secret to everybody with access to the repository",
            )
            .help("set `sensitive = true`, or write the secret to a secret store and output only its name")
            .fix_setting(&sensitive, true);
    }
}

fn is_secret(output: Resource<'_>) -> bool {
    let value = output.attr("value");
    // That an output would show what is made of a sensitive variable is an error of Terraform, and told as one.
    if value.is_sensitive() {
        return false;
    }
    if hands_on_secret(value) {
        return true;
    }
    let description = output.attr("description").string().known().unwrap_or_default();
    if !names::is_secret(output.name()) || names::names_one(description) {
        return false;
    }
    match value.string() {
        Read::Known(text) => !secrets::is_stand_in(text) && value.bool().known().is_none(),
        // Where the secret lies is no secret: `aws_secretsmanager_secret.db.arn`. Nor is what only its owner can decrypt.
        Read::Unknown => !value.refs().any(|one| is_place(one.path())) && !is_encrypted(value),
        Read::Absent | Read::Null => false,
    }
}

/// Whether the value is an attribute that is a secret.
fn hands_on_secret(value: Value<'_>) -> bool {
    let Some(target) = value.target() else { return false };
    let address = target.address();
    let ty = address.rsplit_once('.').map_or("", |(before, _)| before.rsplit('.').next().unwrap_or_default());
    SECRET_ATTRIBUTES.iter().any(|(of, attribute)| *of == ty && *attribute == target.path())
}

/// Attributes that are secrets, by type. The provider marks them, and Terraform refuses to show them in an output that
/// is not marked.
const SECRET_ATTRIBUTES: &[(&str, &str)] = &[
    ("aws_iam_access_key", "secret"),
    ("azurerm_container_registry", "admin_password"),
    ("azurerm_kubernetes_cluster", "kube_config_raw"),
    ("azurerm_redis_cache", "primary_access_key"),
    ("azurerm_storage_account", "primary_access_key"),
    ("azurerm_storage_account", "primary_connection_string"),
    ("google_service_account_key", "private_key"),
    ("random_password", "result"),
    ("tls_private_key", "private_key_openssh"),
    ("tls_private_key", "private_key_pem"),
];

/// Whether the value is text that is encrypted already, such as the `encrypted_secret` of an access key with a
/// `pgp_key`: nothing in Terraform decrypts that. What can be decrypted is encrypted only where it stands alone.
fn is_encrypted(value: Value<'_>) -> bool {
    let last = |path: &'_ str| path.rsplit('.').next().unwrap_or_default().to_owned();
    let is_ciphertext = |path: &str| last(path).starts_with("ciphertext") || last(path) == "password_data";
    value.refs().any(|one| last(one.path()).starts_with("encrypted_"))
        || value.target().is_some_and(|target| is_ciphertext(target.path()))
}

/// `arn`, `id`, `name`, `secret_id`.
fn is_place(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or_default();
    ["arn", "id", "name", "uri", "url", "version"]
        .iter()
        .any(|end| last.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('_')))
}
