//! Buckets in which each object may have an ACL and an owner of its own.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, View};

use crate::{
    bucket::{BUCKET, OWNERSHIP, bucket_of, sides_beside},
    project::managed,
    written::is_given,
};

pub const RULE: Rule = Rule {
    id: "aws/bucket-keeps-acls",
    level: Level::Info,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[BUCKET, OWNERSHIP, ACL, CLOUDFRONT],
    summary: "ACLs are switched on for a bucket",
    page: include_str!("bucket_keeps_acls.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R177"],
    check: Check::Project(check),
};

const ACL: &str = "aws_s3_bucket_acl";
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
            let found = found
                .because("whoever uploads an object may open it to others, or own it so that the owner of the bucket cannot read it; the bucket policy no longer tells who has access")
                .if_exists(controls);
            if has_acl(view, controls) {
                found.help("give access with policies, remove the ACL of the bucket (`aws_s3_bucket_acl`, or `acl` and `grant` of the bucket), which AWS refuses afterwards, and set `object_ownership = \"BucketOwnerEnforced\"`");
            } else {
                found
                    .help("set `object_ownership = \"BucketOwnerEnforced\"`, the default of new buckets, and give access with policies")
                    .fix_setting(&ownership, "BucketOwnerEnforced")
                    .fix_is_unsafe();
            }
        }
    }
}

/// Whether the bucket has an ACL here, or may have one: it could no longer be set.
fn has_acl(view: View<'_>, controls: Resource<'_>) -> bool {
    let of_bucket = bucket_of(view, controls)
        .map_or(Answer::No, |bucket| is_given(bucket.attr("acl")).or(is_given(bucket.attr("grant"))));
    of_bucket != Answer::No || sides_beside(view, controls, ACL).any() != Answer::No
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
