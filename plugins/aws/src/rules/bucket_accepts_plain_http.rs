//! Buckets that can be reached without TLS.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Rule, View};

use crate::policy::{Endpoint, reject_clear_text};

pub const RULE: Rule = Rule {
    id: "aws/bucket-accepts-plain-http",
    level: Level::Off,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_s3_bucket", "aws_s3_bucket_policy"],
    summary: "A bucket accepts requests in clear text",
    page: include_str!("bucket_accepts_plain_http.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R067"],
    check: Check::Project(check),
};

const BUCKET: Endpoint = Endpoint {
    owner: "aws_s3_bucket",
    policy: ("aws_s3_bucket_policy", "bucket"),
    names: &["bucket", "id"],
    actions: &["s3:GetObject", "s3:PutObject"],
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    reject_clear_text(cx, view, &BUCKET);
}
