//! Buckets without access logs.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value, View, companions, near};

use crate::{
    bucket::{BUCKET, sides},
    project::{managed, reject_lack},
    written::is_missing,
};

pub const RULE: Rule = Rule {
    id: "aws/bucket-without-access-logs",
    level: Level::Off,
    severity: 20,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_s3_bucket", "aws_s3_bucket_logging", "aws_s3_bucket_acl"],
    summary: "A bucket writes no access logs",
    page: include_str!("bucket_without_access_logs.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R135"],
    check: Check::Project(check),
};

const LOGGING: &str = "aws_s3_bucket_logging";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for bucket in managed(view, &[BUCKET]) {
        let found = sides(view, bucket, LOGGING);
        let inline = bucket.setting("logging.target_bucket");
        let unwritten = inline.value().judge(is_missing);
        let takes_logs = takes_logs(view, bucket);
        if unwritten == Answer::No || found.any() == Answer::Yes || takes_logs == Answer::Yes {
            continue;
        }
        if takes_logs != Answer::No {
            cx.undecided_because(
                bucket,
                "whether it takes the access logs of other buckets is not known",
                "their `target_bucket`",
            );
            continue;
        }
        if unwritten != Answer::Yes && found.any() == Answer::No {
            cx.undecided(inline.value());
            continue;
        }
        let message = format!("`{}` writes no access logs", bucket.address());
        if let Some(found) = reject_lack(cx, bucket, &found, message) {
            let _finding = found
                .because("when data leaks, nobody can tell which objects were read, by whom, and since when")
                .help("add an `aws_s3_bucket_logging` with a bucket for logs, or record data events of the bucket with CloudTrail and suppress this finding");
        }
    }
}

/// Whether other buckets write their access logs to it: those of the bucket itself would never end.
fn takes_logs<'a>(view: View<'a>, bucket: Resource<'a>) -> Answer {
    let named = companions(view, bucket, &[LOGGING], "target_bucket", &["bucket"]).any();
    let is_target = |other: Resource<'_>| {
        let target = other.setting("logging.target_bucket").value();
        let is_name = target.string().known().is_some() && target.string() == bucket.attr("bucket").string();
        is_name || target.target().is_some_and(|target| target.address() == bucket.address())
    };
    let inline = near(view, bucket, BUCKET, "logging.target_bucket", &["bucket"]).any(is_target);
    let is_for_logs = |acl: Value<'_>| acl.string().test(|acl| acl == "log-delivery-write");
    let acls = sides(view, bucket, "aws_s3_bucket_acl");
    let acls = acls.all().map(|acl| acl.attr("acl")).chain([bucket.attr("acl")]);
    let delivers = acls.fold(Answer::No, |any, acl| any.or(acl.judge(is_for_logs)));
    named.or(Answer::from(inline)).or(delivers)
}
