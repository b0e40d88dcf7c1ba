//! Trails that no key policy protects.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::is_missing;

pub const RULE: Rule = Rule {
    id: "aws/trail-without-own-key",
    level: Level::Off,
    severity: 20,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_cloudtrail"],
    summary: "Files of CloudTrail are not encrypted with a key of your own",
    page: include_str!("trail_without_own_key.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R132"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, trail: Resource<'_>) {
    if trail.is_data() {
        return;
    }
    let setting = trail.setting("kms_key_id");
    let message = format!("the files of `{}` are not encrypted with a key of your own", trail.address());
    if let Some(found) = cx.reject(&setting, is_missing, message) {
        let _finding = found
            .because("S3 decrypts them for everybody who may read the bucket; with a key of your own, reading takes a second permission, and each use of the key is recorded")
            .help("set `kms_key_id` to the ARN of a key whose policy allows CloudTrail to use it");
    }
}
