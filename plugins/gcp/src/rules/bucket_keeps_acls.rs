//! Buckets in which each object may have an access control list of its own.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "gcp/bucket-keeps-acls",
    level: Level::Warning,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["google_storage_bucket"],
    summary: "A bucket allows access control lists on its objects",
    page: include_str!("bucket_keeps_acls.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R222"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, bucket: Resource<'_>) {
    if bucket.is_data() {
        return;
    }
    // The name of the argument up to version 3 of the provider.
    let older = bucket.attr("bucket_policy_only").judge(|value| value.bool().test(|on| on));
    let uniform = bucket.setting("uniform_bucket_level_access");
    let is_wrong = |value: Value<'_>| {
        if value.is_unset() && older != Answer::No {
            return older.not();
        }
        value.bool().or(false).test(|on| !on)
    };
    let message = format!("objects of `{}` may have access control lists of their own", bucket.address());
    if let Some(found) = cx.reject(&uniform, is_wrong, message) {
        found
            .because(
                "one upload with a public ACL exposes an object, and no review of the IAM roles of the bucket shows it",
            )
            .help("set `uniform_bucket_level_access = true`, so that IAM alone decides")
            .fix_setting(&uniform, true)
            .fix_is_unsafe();
    }
}
