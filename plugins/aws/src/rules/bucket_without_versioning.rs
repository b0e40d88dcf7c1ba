//! Buckets that keep only the last version of an object.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Report, Resource, Rule, Setting, Value, View};

use crate::{
    bucket::{BUCKET, sides},
    project::{managed, undecided_by},
};

pub const RULE: Rule = Rule {
    id: "aws/bucket-without-versioning",
    level: Level::Info,
    severity: 35,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[BUCKET, "aws_s3_bucket_versioning"],
    summary: "A bucket keeps no earlier versions of its objects",
    page: include_str!("bucket_without_versioning.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R172"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for bucket in managed(view, &[BUCKET]) {
        let found = sides(view, bucket, "aws_s3_bucket_versioning");
        let inline = bucket.setting("versioning.enabled");
        let message = format!("`{}` keeps no earlier versions of its objects", bucket.address());
        let is_off = |value: Value<'_>| value.bool().or(false).test(|on| !on);
        if let Some(versioning) = found.certain.first() {
            let status = versioning.setting("versioning_configuration.status");
            let is_off = |value: Value<'_>| value.string().or("Disabled").test(|text| text != "Enabled");
            if let Some(found) = cx.reject(&status, is_off, message) {
                explain(found, bucket).fix_setting(&status, "Enabled").fix_is_unsafe();
            }
        } else if is_locked(bucket) == Answer::Yes || inline.value().judge(is_off) == Answer::No {
            // A lock needs versions, and switches them on.
        } else if let Some(perhaps) = found.perhaps.first() {
            undecided_by(cx, bucket, *perhaps);
        } else if is_locked(bucket) != Answer::No {
            cx.undecided(bucket.attr("object_lock_enabled"));
        } else if let Some(found) = cx.reject(&inline, is_off, message) {
            explain_inline(found, bucket, &inline);
        }
    }
}

fn is_locked(bucket: Resource<'_>) -> Answer {
    bucket.attr("object_lock_enabled").judge(|value| value.bool().test(|on| on))
}

fn explain<'c>(found: Report<'c>, bucket: Resource<'_>) -> Report<'c> {
    found
        .because("what is overwritten or deleted, by a mistake or by ransomware with a stolen key, is gone for good")
        .help("enable versioning with `aws_s3_bucket_versioning`, and let a lifecycle rule delete noncurrent versions after some weeks")
        .if_exists(bucket)
}

fn explain_inline(found: Report<'_>, bucket: Resource<'_>, inline: &Setting<'_>) {
    let found = explain(found, bucket);
    // Where nothing is written, a resource of its own is to be added: not the deprecated block.
    if !inline.value().is_absent() {
        found.fix_setting(inline, true).fix_is_unsafe();
    }
}
