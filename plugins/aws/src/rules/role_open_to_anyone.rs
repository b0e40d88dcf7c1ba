//! Roles that everybody may assume.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::policy::reject_public;

pub const RULE: Rule = Rule {
    id: "aws/role-open-to-anyone",
    level: Level::Error,
    severity: 95,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_iam_role"],
    summary: "A role can be assumed by everybody",
    page: include_str!("role_open_to_anyone.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R155"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, owner: Resource<'_>) {
    reject_public(
        cx,
        owner,
        "assume_role_policy",
        "can be assumed by anyone with an AWS account",
        "ARNs of roles are no secret: anyone can call `sts:AssumeRole` from an account of their own, and then may do whatever the role may do",
        "name the account, role or service that assumes it; for many accounts of an organization, add the condition `aws:PrincipalOrgID`",
    );
}
