//! Buckets for logs and backups whose objects can be deleted.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value, View, companions, glob};

use crate::{
    bucket::{BUCKET, sides},
    project::{managed, reject_lack},
};

pub const RULE: Rule = Rule {
    id: "aws/bucket-without-object-lock",
    level: Level::Off,
    severity: 40,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &[BUCKET, LOCK, WRITERS[0].0, WRITERS[1].0],
    summary: "A bucket for logs or backups has no object lock",
    page: include_str!("bucket_without_object_lock.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"buckets":{"type":"array","items":{"type":"string"},"default":["*backup*","*audit*","*cloudtrail*","*-logs*","*_logs*","*.logs*"],"description":"Patterns for the names or addresses of the buckets that must have it; `*` stands for any run of characters."}}}"#,
    fix: Fix::None,
    answers: &["R173"],
    check: Check::Project(check),
};

const LOCK: &str = "aws_s3_bucket_object_lock_configuration";
/// What writes evidence into buckets, and where it names the bucket.
const WRITERS: [(&str, &str); 2] = [("aws_cloudtrail", "s3_bucket_name"), ("aws_flow_log", "log_destination")];
const DEFAULT: &[&str] = &["*backup*", "*audit*", "*cloudtrail*", "*-logs*", "*_logs*", "*.logs*"];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let patterns = cx.options().attr("buckets");
    for bucket in managed(view, &[BUCKET])
        .filter(|bucket| is_meant(patterns, *bucket) || (patterns.is_absent() && is_written_to(view, *bucket)))
    {
        let found = sides(view, bucket, LOCK);
        let written = is_locked(bucket);
        if written == Answer::Yes {
            continue;
        }
        if written != Answer::No && found.any() == Answer::No {
            cx.undecided_because(bucket, "whether it has an object lock is not known", "`object_lock_enabled`");
            continue;
        }
        let message = format!("`{}` has no object lock", bucket.address());
        if let Some(found) = reject_lack(cx, bucket, &found, message) {
            let _finding = found
                .because("an intruder deletes first the logs that show what happened, and the backups with which a ransom need not be paid; in compliance mode a lock refuses both, even to administrators")
                .help("add an `aws_s3_bucket_object_lock_configuration` with a default retention; the bucket needs versioning");
        }
    }
}

fn is_locked(bucket: Resource<'_>) -> Answer {
    let new = bucket.attr("object_lock_enabled").judge(|value| value.bool().test(|on| on));
    let old = bucket.setting("object_lock_configuration.object_lock_enabled").value();
    new.or(old.judge(|value| value.string().test(|text| text == "Enabled")))
}

/// Whether a trail or a flow log goes there.
fn is_written_to(view: View<'_>, bucket: Resource<'_>) -> bool {
    WRITERS.iter().any(|(ty, argument)| companions(view, bucket, &[ty], argument, &["bucket"]).any() == Answer::Yes)
}

fn is_meant(patterns: Value<'_>, bucket: Resource<'_>) -> bool {
    let name = bucket.attr("bucket").string().known();
    [Some(bucket.address()), name].into_iter().flatten().any(|text| {
        if patterns.is_absent() {
            DEFAULT.iter().any(|pattern| glob::matches(pattern, text))
        } else {
            glob::matches_one(patterns, text)
        }
    })
}
