//! Keys that are never rotated.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    when::{When, reject_when},
    written::is_off,
};

pub const RULE: Rule = Rule {
    id: "aws/key-without-rotation",
    level: Level::Warning,
    severity: 35,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_kms_key"],
    summary: "A KMS key is never rotated",
    page: include_str!("key_without_rotation.md"),
    options: "{}",
    fix: Fix::Safe,
    answers: &["R103"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, key: Resource<'_>) {
    if key.is_data() {
        return;
    }
    // Only symmetric keys whose material KMS makes and keeps can rotate by themselves, and only while they are enabled.
    let when = When::ALWAYS
        .and(key.attr("customer_master_key_spec"), |spec| {
            spec.string().or("SYMMETRIC_DEFAULT").test(|spec| spec == "SYMMETRIC_DEFAULT")
        })
        .and(key.attr("key_usage"), |usage| {
            usage.string().or("ENCRYPT_DECRYPT").test(|usage| usage == "ENCRYPT_DECRYPT")
        })
        .and(key.attr("is_enabled"), |enabled| enabled.bool().or(true).test(|on| on))
        .without(key.attr("custom_key_store_id"));
    let rotation = key.setting("enable_key_rotation");
    let message = format!("`{}` is never rotated", key.address());
    if let Some(found) = reject_when(cx, when, &rotation, is_off, message) {
        found
            .because("the same key material protects everything that is ever encrypted with it: the longer it is used, the more is readable if it becomes known")
            .help("set `enable_key_rotation = true`; the ARN stays the same, and what was encrypted earlier can still be read")
            .fix_setting(&rotation, true);
    }
}
