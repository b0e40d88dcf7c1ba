//! Buckets whose ACL lets everybody in.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Report, Resource, Rule, Setting, Value, View};

use crate::{
    bucket::{ACCESS_BLOCK, ACCOUNT_BLOCK, BUCKET, OWNERSHIP, ignores_acls, is_public_acl, sides, sides_beside},
    project::managed,
};

pub const RULE: Rule = Rule {
    id: "aws/public-bucket-acl",
    level: Level::Error,
    severity: 80,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[BUCKET, ACL, ACCESS_BLOCK, ACCOUNT_BLOCK, OWNERSHIP],
    summary: "The ACL of a bucket lets everybody in",
    page: include_str!("public_bucket_acl.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R175"],
    check: Check::Project(check),
};

const ACL: &str = "aws_s3_bucket_acl";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for bucket in managed(view, &[BUCKET]) {
        let ignored = ignores_acls(view, bucket, |ty| sides(view, bucket, ty));
        canned(cx, bucket, ignored);
        let grants = bucket.attr("grant");
        for grant in grants.each() {
            granted(cx, bucket, &grant.setting("uri"), ignored);
        }
        others(cx, grants, ignored);
    }
    for acl in managed(view, &[ACL]) {
        let ignored = ignores_acls(view, acl, |ty| sides_beside(view, acl, ty));
        canned(cx, acl, ignored);
        let grants = acl.block("access_control_policy").attr("grant");
        for grant in grants.each() {
            granted(cx, acl, &grant.block("grantee").setting("uri"), ignored);
        }
        others(cx, grants, ignored);
    }
}

/// Grants that are not known.
fn others(cx: &mut Context<'_>, grants: Value<'_>, ignored: Answer) {
    if grants.may_have_more() && ignored != Answer::Yes {
        cx.undecided(grants);
    }
}

/// One of the ready-made ACLs.
fn canned(cx: &mut Context<'_>, resource: Resource<'_>, ignored: Answer) {
    let setting = resource.setting("acl");
    let does = match setting.value().string().known() {
        Some("public-read-write") => "lets everybody write to the bucket",
        Some("authenticated-read") => "lets everybody with an AWS account list the bucket",
        _ => "lets everybody list the bucket",
    };
    let is_public = |value: Value<'_>| value.string().test(is_public_acl);
    if let Some(found) = reject(cx, resource, &setting, is_public, ignored, does) {
        found.fix_setting(&setting, "private").fix_is_unsafe();
    }
}

/// A grant to one of the two groups that stand for everybody.
fn granted(cx: &mut Context<'_>, resource: Resource<'_>, uri: &Setting<'_>, ignored: Answer) {
    let is_public = |value: Value<'_>| {
        value.string().test(|text| ["AllUsers", "AuthenticatedUsers"].iter().any(|group| is_group(text, group)))
    };
    let _finding = reject(cx, resource, uri, is_public, ignored, "grants access to everybody");
}

fn is_group(uri: &str, name: &str) -> bool {
    uri.strip_suffix(name).is_some_and(|rest| rest.ends_with("/groups/global/"))
}

fn reject<'c>(
    cx: &'c mut Context<'_>,
    resource: Resource<'_>,
    setting: &Setting<'_>,
    is_public: impl Fn(Value<'_>) -> Answer,
    ignored: Answer,
    does: &str,
) -> Option<Report<'c>> {
    if ignored == Answer::Unknown && matches!(setting.value().judge(&is_public), Answer::Yes | Answer::Possible) {
        let reason = "whether public ACLs of this bucket are ignored is not known";
        cx.undecided_because(setting.value(), reason, "`ignore_public_acls` of its public access block");
        return None;
    }
    let message = format!("`{}` {does}", resource.address());
    let found = cx.reject(setting, |value| is_public(value).and(ignored.not()), message)?;
    let found = found
        .because("scanners try names of buckets all day: they download what they may read, and use a bucket that they may write to for malware, at your expense")
        .help("set the ACL to `private` (removing an `aws_s3_bucket_acl` leaves the ACL on the bucket); serve a public site through CloudFront with origin access control, or open single paths in the bucket policy");
    Some(found.if_exists(resource))
}
