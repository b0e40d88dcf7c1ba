//! Secrets and images that everybody may read.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::policy::reject_public;

pub const RULE: Rule = Rule {
    id: "aws/secret-or-image-open-to-anyone",
    level: Level::Error,
    severity: 85,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "aws_ecr_registry_policy",
        "aws_ecr_repository_policy",
        "aws_secretsmanager_secret",
        "aws_secretsmanager_secret_policy",
    ],
    summary: "A secret or an image repository is open to everybody",
    page: include_str!("secret_or_image_open_to_anyone.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, owner: Resource<'_>) {
    reject_public(
        cx,
        owner,
        "policy",
        "grants access to anyone with an AWS account",
        "anyone can read the secret, or pull the images with everything that was built into them; with `ecr:PutImage`, anyone can replace what you run",
        "name the accounts or roles, or add the condition `aws:PrincipalOrgID`",
    );
}
