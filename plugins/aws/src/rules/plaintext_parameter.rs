//! Secrets in parameters that are not encrypted.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value, secrets};

use crate::credentials::{in_setting, is_placeholder, secret_behind};

pub const RULE: Rule = Rule {
    id: "aws/plaintext-parameter",
    level: Level::Warning,
    severity: 60,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_ssm_parameter"],
    summary: "A parameter that holds a secret is not encrypted",
    page: include_str!("plaintext_parameter.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R208"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, parameter: Resource<'_>) {
    if parameter.is_data() {
        return;
    }
    let ty = parameter.setting("type");
    let name = parameter.attr("name").string().known().unwrap_or(parameter.name());
    // The path says where it belongs, its last part what it is.
    let last = name.rsplit('/').next().unwrap_or_default();
    let reason =
        ["value", "insecure_value", "value_wo"].into_iter().find_map(|argument| holds(last, parameter.attr(argument)));
    let Some(reason) = reason else { return };
    let message = format!("`{}` holds {reason} and is not encrypted", parameter.address());
    let is_plain = |ty: Value<'_>| ty.string().test(|ty| ty != "SecureString");
    if let Some(found) = cx.reject(&ty, is_plain, message) {
        let found = found
            .because("whoever may read parameters reads it, in the console or all at once with `get-parameters-by-path`, without the right to use a key")
            .help("set `type = \"SecureString\"`; if the value is written in the code, replace it, because it is known, and pass the new one from an `ephemeral` resource or variable with `value_wo`, so that it is neither in the code nor in the state");
        // The provider takes it for parameters only that are not encrypted.
        if parameter.attr("insecure_value").is_unset() {
            found.fix_setting(&ty, "SecureString").fix_is_unsafe();
        }
    }
}

/// What secret the value is, by what is known of it.
fn holds(name: &str, value: Value<'_>) -> Option<String> {
    if value.is_unset() {
        return None;
    }
    if let Some(secret) = secret_behind(&value).filter(|secret| secret.is_exact()) {
        return Some(format!("`{}.{}`", secret.address(), secret.path()));
    }
    let class = secrets::class(name);
    let by_name = || class.map(|class| class.describe().to_owned());
    match value.string() {
        // Filled in later, and a secret then.
        Read::Known(text) if is_placeholder(text) && !secrets::is_stand_in(text) => by_name(),
        Read::Known(text) => in_setting(name, text).map(str::to_owned),
        _ if names_another(value) => None,
        _ => by_name(),
    }
}

/// Whether it says which secret is meant: the ARN, id or name of a resource.
fn names_another(value: Value<'_>) -> bool {
    let is_name = |path: &str| matches!(path, "arn" | "id" | "name") || path.ends_with("_arn") || path.ends_with("_id");
    value.target().is_some_and(|target| is_name(target.path())) || value.starts_with("arn:") == Answer::Yes
}
