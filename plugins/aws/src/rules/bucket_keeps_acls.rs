//! Buckets in which each object may have an ACL and an owner of its own.

use tollgate_sdk::{Check, Context, Existence, Fix, Level, Precision, Resource, Rule, View};

use crate::{
    bucket::{BUCKET, OWNERSHIP, bucket_of},
    project::managed,
};

pub const RULE: Rule = Rule {
    id: "aws/bucket-keeps-acls",
    level: Level::Info,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[BUCKET, OWNERSHIP, CLOUDFRONT],
    summary: "ACLs are switched on for a bucket",
    page: include_str!("bucket_keeps_acls.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R177"],
    check: Check::Project(check),
};

const CLOUDFRONT: &str = "aws_cloudfront_distribution";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for controls in managed(view, &[OWNERSHIP]) {
        if bucket_of(view, controls).is_some_and(is_for_cloudfront) {
            continue;
        }
        let ownership = controls.setting("rule.object_ownership");
        let message = format!("`{}` leaves ACLs switched on", controls.address());
        let found = cx.reject(
            &ownership,
            |value| value.string().or("ObjectWriter").test(|text| text != "BucketOwnerEnforced"),
            message,
        );
        if let Some(found) = found {
            found
                .because("whoever uploads an object may open it to others, or own it so that the owner of the bucket cannot read it; the bucket policy no longer tells who has access")
                .help("set `object_ownership = \"BucketOwnerEnforced\"`, the default of new buckets, and give access with policies")
                .fix_setting(&ownership, "BucketOwnerEnforced")
                .fix_is_unsafe()
                .if_exists(controls);
        }
    }
}

/// Whether it takes the older logs of CloudFront, which are delivered with an ACL.
fn is_for_cloudfront(bucket: Resource<'_>) -> bool {
    let takes_logs = |from: Resource<'_>| {
        let target = from.setting("logging_config.bucket").value();
        target.possibilities().flat_map(|one| one.refs()).any(|one| one.resource() == Some(bucket))
    };
    bucket
        .referrers()
        .any(|(from, _)| from.type_name() == CLOUDFRONT && from.exists() != Existence::No && takes_logs(from))
}
