//! Public access blocks that let ACLs make objects public.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Rule, View};

use crate::bucket::{Opening, WITH_BLOCKS, reject_unblocked};

pub const RULE: Rule = Rule {
    id: "aws/bucket-accepts-public-acls",
    level: Level::Error,
    severity: 65,
    precision: Precision::High,
    inputs: &["terraform"],
    types: WITH_BLOCKS,
    summary: "A public access block lets ACLs make a bucket or its objects public",
    page: include_str!("bucket_accepts_public_acls.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R167", "R169"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    reject_unblocked(
        cx,
        view,
        Opening {
            parts: [
                ("block_public_acls", "accepts public ACLs"),
                ("ignore_public_acls", "honours public ACLs that exist"),
            ],
            why: "where ACLs are on, whoever may upload can make an object readable by the whole internet with one flag (`--acl public-read`), and no configuration shows it",
            help: "set both `block_public_acls` and `ignore_public_acls` to `true`; where objects must be public, say so in the bucket policy, which can be reviewed, or serve them through CloudFront",
        },
    );
}
