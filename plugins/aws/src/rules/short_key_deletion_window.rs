//! Keys that are gone before somebody notices.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/short-key-deletion-window",
    level: Level::Info,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_kms_external_key", "aws_kms_key", "aws_kms_replica_external_key", "aws_kms_replica_key"],
    summary: "A KMS key is deleted for good a few days after it is removed",
    page: include_str!("short_key_deletion_window.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"days":{"type":"integer","minimum":7,"maximum":30,"default":14,"description":"How many days must pass at least between the request to delete a key and its deletion."}}}"#,
    fix: Fix::Safe,
    answers: &["R105"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, key: Resource<'_>) {
    if key.is_data() {
        return;
    }
    let least = cx.options().attr("days").int().known().unwrap_or(14);
    let window = key.setting("deletion_window_in_days");
    // The default is 30 days.
    let message = match window.value().int().known() {
        Some(days) => {
            format!(
                "`{}` is deleted for good {days} days after it is removed, and the policy here asks for at least {least}",
                key.address()
            )
        }
        None => format!("`{}` is deleted for good fewer than {least} days after it is removed", key.address()),
    };
    if let Some(found) = cx.reject(&window, |days| days.int().or(30).test(|days| days < least), message) {
        found
            .because("with the key, everything that was encrypted with it is lost, backups included; only during the waiting period can the deletion be cancelled")
            .help(format!("set `deletion_window_in_days` to {least} or more, or remove it: the default is 30"))
            .fix_setting(&window, least);
    }
}
