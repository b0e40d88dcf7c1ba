//! Accounts that are told not to encrypt new disks.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/ebs-default-encryption-off",
    level: Level::Warning,
    severity: 50,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_ebs_encryption_by_default"],
    summary: "New disks of an account are not encrypted unless somebody asks for it",
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
    let message = format!("`{}` switches the encryption of new disks off", default.address());
    if let Some(found) = cx.reject(&enabled, |value| value.bool().or(true).test(|on| !on), message) {
        found
            .because("every disk that somebody forgets to encrypt, by hand or in an automatic group, can be read by whoever gets a snapshot of it")
            .help("set `enabled = true`; disks that are there already stay as they are")
            .fix_setting(&enabled, true)
            .fix_is_unsafe();
    }
}
