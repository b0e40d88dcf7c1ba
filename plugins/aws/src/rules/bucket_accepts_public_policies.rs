//! Public access blocks that let policies make a bucket public.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Rule, View};

use crate::bucket::{Opening, WITH_BLOCKS, reject_unblocked};

pub const RULE: Rule = Rule {
    id: "aws/bucket-accepts-public-policies",
    level: Level::Error,
    severity: 65,
    precision: Precision::High,
    inputs: &["terraform"],
    types: WITH_BLOCKS,
    summary: "A public access block lets a policy make a bucket public",
    page: include_str!("bucket_accepts_public_policies.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R168", "R170"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    reject_unblocked(
        cx,
        view,
        Opening {
            parts: [
                ("block_public_policy", "accepts public policies"),
                ("restrict_public_buckets", "honours public policies that exist"),
            ],
            why: "one policy with the principal `*`, written by mistake or by an intruder, opens all objects to the internet",
            help: "set both `block_public_policy` and `restrict_public_buckets` to `true`; serve a public site through CloudFront with origin access control, which needs no public bucket",
        },
    );
}
