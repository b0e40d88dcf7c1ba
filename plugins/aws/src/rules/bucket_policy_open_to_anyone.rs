//! Policies of buckets and access points that let everybody in.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View, near};

use crate::policy::{self, Statement, any};

pub const RULE: Rule = Rule {
    id: "aws/bucket-policy-open-to-anyone",
    level: Level::Error,
    severity: 85,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "aws_s3_access_point",
        "aws_s3_bucket",
        "aws_s3_bucket_policy",
        "aws_s3_bucket_website_configuration",
        "aws_s3control_access_point_policy",
    ],
    summary: "A bucket policy allows everybody to read or change the bucket",
    page: include_str!("bucket_policy_open_to_anyone.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R176"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for ty in ["aws_s3_bucket", "aws_s3_bucket_policy"] {
        for owner in view.of(ty).filter(|one| !one.is_data() && one.exists() != Existence::No) {
            one(cx, view, owner);
        }
    }
    for ty in ["aws_s3_access_point", "aws_s3control_access_point_policy"] {
        for owner in view.of(ty).filter(|one| !one.is_data() && one.exists() != Existence::No) {
            access_point(cx, owner);
        }
    }
}

/// The policy of an access point, which lets nobody in from outside unless the access point says that it may. It does
/// not when it is not written here, and that cannot be changed later.
fn access_point(cx: &mut Context<'_>, owner: Resource<'_>) {
    let point = match owner.type_name() {
        "aws_s3_access_point" => Some(owner),
        _ => owner.attr("access_point_arn").target().and_then(|target| target.resource()),
    };
    let Some(block) = point.map(|point| point.block("public_access_block_configuration")) else { return };
    let is_off = |name: &str| block.attr(name).judge(|value| value.bool().or(true).test(|on| !on));
    let may_be_public = is_off("block_public_policy").and(is_off("restrict_public_buckets"));
    let policy = policy::attached(owner, "policy");
    for statement in &policy.statements {
        let answer = may_be_public.and(statement.is_public());
        let message = format!("`{}` lets anybody use the access point", owner.address());
        if let Some(report) = policy.report(cx, statement, answer, statement.place_of_anyone(), message) {
            report
                .because("the principal `*` is everybody, with or without an AWS account: whoever knows the alias of the access point can use it as a bucket")
                .help("name the accounts or roles, or remove `public_access_block_configuration`, so that the access point refuses public policies");
        }
    }
    if may_be_public != Answer::No {
        policy.report_unread(cx);
    }
}

fn one(cx: &mut Context<'_>, view: View<'_>, owner: Resource<'_>) {
    let policy = policy::attached(owner, "policy");
    for statement in &policy.statements {
        let mut answer = statement.is_public();
        if answer != Answer::No && only_reads_objects(statement) == Answer::Yes {
            answer = answer.and(is_website(view, owner).not());
        }
        let message = format!("`{}` lets anybody access the bucket", owner.address());
        if let Some(report) = policy.report(cx, statement, answer, statement.place_of_anyone(), message) {
            report
                .because("the principal `*` is everybody, with or without an AWS account: scanners guess bucket names all the time and copy what they can read")
                .help("name the accounts or roles, or add a condition such as `aws:PrincipalOrgID` or `aws:SourceVpce`; publish files through CloudFront with origin access control");
        }
    }
    policy.report_unread(cx);
}

/// What a website is for.
fn only_reads_objects(statement: &Statement<'_>) -> Answer {
    let actions = statement.field("Action");
    if actions.is_unset() {
        return Answer::No;
    }
    any(actions, |pattern| !pattern.to_ascii_lowercase().starts_with("s3:getobject")).not()
}

/// Whether the bucket of a policy is served as a website, which somebody asked for.
fn is_website(view: View<'_>, owner: Resource<'_>) -> Answer {
    let is_legacy = |bucket: Resource<'_>| bucket.attr("website").each().next().is_some();
    let bucket = if owner.type_name() == "aws_s3_bucket" {
        Some(owner)
    } else {
        owner.attr("bucket").target().and_then(|target| target.resource())
    };
    if bucket.is_some_and(is_legacy) {
        return Answer::Yes;
    }
    let ty = "aws_s3_bucket_website_configuration";
    let is_beside = |one: &Resource<'_>| {
        one.exists() != Existence::No && one.root() == owner.root() && one.variant() == owner.variant()
    };
    let websites: Vec<_> = match bucket {
        Some(bucket) => near(view, bucket, ty, "bucket", &["bucket"]).collect(),
        None => view.of(ty).filter(is_beside).collect(),
    };
    let is_of = |website: Resource<'_>| {
        let theirs = website.attr("bucket");
        match (address(theirs), bucket.map(|bucket| bucket.address()).or(address(owner.attr("bucket")))) {
            (Some(theirs), Some(ours)) => Answer::from(theirs == ours),
            _ => match (theirs.string().known(), owner.attr("bucket").string().known()) {
                (Some(theirs), Some(ours)) => Answer::from(theirs == ours),
                _ => Answer::Unknown,
            },
        }
    };
    websites.into_iter().fold(Answer::No, |answer, website| answer.or(is_of(website)))
}

fn address(value: Value<'_>) -> Option<&str> {
    value.target().map(|target| target.address())
}
