//! Buckets whose public access block is left to AWS.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, View};

use crate::{
    bucket::{ACCESS_BLOCK, ACCOUNT_BLOCK, BUCKET, account_blocks, sides},
    project::{managed, reject_lack},
};

pub const RULE: Rule = Rule {
    id: "aws/bucket-without-public-access-block",
    level: Level::Off,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[BUCKET, ACCESS_BLOCK, ACCOUNT_BLOCK],
    summary: "A bucket has no public access block in the configuration",
    page: include_str!("bucket_without_public_access_block.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R171"],
    check: Check::Project(check),
};

const PARTS: &[&str] = &["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for bucket in managed(view, &[BUCKET]) {
        let found = sides(view, bucket, ACCESS_BLOCK);
        if found.any() == Answer::No && is_for_account(view, bucket) {
            let reason = "the public access block of the account covers it, if it is in that account";
            cx.undecided_because(bucket, reason, ACCOUNT_BLOCK);
            continue;
        }
        let message = format!("`{}` has no public access block of its own", bucket.address());
        if let Some(found) = reject_lack(cx, bucket, &found, message) {
            let _finding = found
                .because("new buckets get one from AWS, but Terraform does not notice when somebody switches it off by hand; buckets from before April 2023 may have none at all")
                .help("add an `aws_s3_bucket_public_access_block` with all four arguments `true`, or one `aws_s3_account_public_access_block` for the whole account");
        }
    }
}

fn is_for_account(view: View<'_>, bucket: Resource<'_>) -> bool {
    PARTS.iter().all(|part| account_blocks(view, bucket, part) != Answer::No)
}
