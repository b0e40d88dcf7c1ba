//! Objects whose ACL lets everybody read them.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, Value, View};

use crate::{
    bucket::{ACCESS_BLOCK, ACCOUNT_BLOCK, BUCKET, OWNERSHIP, ignores_acls, is_public_acl, sides_beside},
    project::managed,
};

pub const RULE: Rule = Rule {
    id: "aws/public-object-acl",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "aws_s3_object",
        "aws_s3_bucket_object",
        "aws_s3_object_copy",
        BUCKET,
        ACCESS_BLOCK,
        ACCOUNT_BLOCK,
        OWNERSHIP,
    ],
    summary: "The ACL of an object lets everybody read it",
    page: include_str!("public_object_acl.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for object in managed(view, &["aws_s3_object", "aws_s3_bucket_object", "aws_s3_object_copy"]) {
        let acl = object.setting("acl");
        let is_public = |value: Value<'_>| value.string().test(is_public_acl);
        let public = acl.value().judge(is_public);
        if public == Answer::No {
            continue;
        }
        let ignored = ignores_acls(view, object, |ty| sides_beside(view, object, ty));
        if ignored == Answer::Unknown && public != Answer::Unknown {
            let reason = "whether public ACLs of its bucket are ignored is not known";
            cx.undecided_because(acl.value(), reason, "`ignore_public_acls` of the public access block of the bucket");
            continue;
        }
        let message = format!("`{}` can be read by everybody", object.address());
        if let Some(found) = cx.reject(&acl, |value| is_public(value).and(ignored.not()), message) {
            found
                .because("ACLs are set object by object, and no single place shows them: the next file that is uploaded the same way may be one that nobody should see")
                .help("set `acl = \"private\"`; open public paths in the bucket policy, or serve them through CloudFront with origin access control")
                .fix_setting(&acl, "private")
                .fix_is_unsafe()
                .if_exists(object);
        }
    }
}
