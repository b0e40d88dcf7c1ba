//! Roles that everybody may take on.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::policy::reject_public;

pub const RULE: Rule = Rule {
    id: "aws/role-open-to-anyone",
    level: Level::Error,
    severity: 95,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_iam_role"],
    summary: "A role can be taken on by everybody",
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
        "can be taken on by anyone with an account at AWS",
        "ARNs of roles are no secret: anyone calls `sts:AssumeRole` from an account of their own and has all that the role may do",
        "name the account, role or service that takes it on; for many accounts of an organization add the condition `aws:PrincipalOrgID`",
    );
}
