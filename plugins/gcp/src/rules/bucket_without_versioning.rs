//! Buckets in which an overwritten object is lost.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "gcp/bucket-without-versioning",
    level: Level::Info,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["google_storage_bucket"],
    summary: "A bucket keeps no older versions of its objects",
    page: include_str!("bucket_without_versioning.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R129"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, bucket: Resource<'_>) {
    // What cannot be overwritten before its time needs no versions.
    if bucket.is_data() || !bucket.block("retention_policy").is_unset() {
        return;
    }
    let enabled = bucket.setting("versioning.enabled");
    let message = format!("`{}` keeps no older versions of its objects", bucket.address());
    let is_wrong = |value: Value<'_>| value.bool().or(false).test(|on| !on);
    if let Some(found) = cx.reject(&enabled, is_wrong, message) {
        found
            .because("what a faulty deployment overwrites or an intruder encrypts is lost once soft delete, seven days by default, is over")
            .help("add `versioning { enabled = true }`, and a `lifecycle_rule` that deletes old versions after some time")
            .fix_setting(&enabled, true)
            .fix_is_unsafe();
    }
}
