//! KMS keys that everybody may use.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::policy::reject_public;

pub const RULE: Rule = Rule {
    id: "aws/kms-key-open-to-anyone",
    level: Level::Error,
    severity: 85,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_kms_external_key", "aws_kms_key", "aws_kms_key_policy", "aws_kms_replica_key"],
    summary: "A KMS key allows everybody to use it",
    page: include_str!("kms_key_open_to_anyone.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R104"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, owner: Resource<'_>) {
    reject_public(
        cx,
        owner,
        "policy",
        "can be used by anybody with an AWS account",
        "the key policy is what protects data that gets out: with `*`, whoever has a copy of a snapshot or backup decrypts it with your key",
        "name the account (`arn:aws:iam::123456789012:root`) or the roles, or add a condition on `kms:CallerAccount`",
    );
}
