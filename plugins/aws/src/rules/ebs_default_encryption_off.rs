//! Accounts that do not encrypt new volumes by default.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/ebs-default-encryption-off",
    level: Level::Warning,
    severity: 50,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_ebs_encryption_by_default"],
    summary: "New EBS volumes of an account are not encrypted by default",
    page: include_str!("ebs_default_encryption_off.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R089"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, default: Resource<'_>) {
    if default.is_data() {
        return;
    }
    let enabled = default.setting("enabled");
    let message = format!("`{}` switches off default encryption of new EBS volumes", default.address());
    if let Some(found) = cx.reject(&enabled, |value| value.bool().or(true).test(|on| !on), message) {
        found
            .because("every volume that somebody forgets to encrypt can be read by whoever gets a snapshot of it")
            .help("set `enabled = true`; existing volumes stay as they are")
            .fix_setting(&enabled, true)
            .fix_is_unsafe();
    }
}
