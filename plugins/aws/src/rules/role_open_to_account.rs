//! Roles that everybody in an account may assume.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::policy::{self, any, place};

pub const RULE: Rule = Rule {
    id: "aws/role-open-to-account",
    level: Level::Off,
    severity: 45,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_iam_role"],
    summary: "A role trusts a whole account",
    page: include_str!("role_open_to_account.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R155"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, role: Resource<'_>) {
    if role.is_data() {
        return;
    }
    let policy = policy::attached(role, "assume_role_policy");
    for statement in &policy.statements {
        let trusted = statement.field("Principal").attr("AWS");
        let has_id = statement.has_key(|test, key, _| {
            Answer::from(key == "sts:externalid" && test.starts_with("String") && !test.contains("Not"))
        });
        let is_narrowed = statement.is_narrowed().or(has_id);
        let is_allowed = statement.allows();
        let answer = any(trusted, is_account).and(is_allowed).and(is_narrowed.not());
        let place = place(trusted, is_account).unwrap_or(trusted);
        let message =
            format!("`{}` can be assumed by everybody in an account who may call `sts:AssumeRole`", role.address());
        if let Some(report) = policy.report(cx, statement, answer, place, message) {
            report
                .because("the administrators of that account decide who may assume the role, not you: whoever takes over an instance or a pipeline in it may get the role too")
                .help("name the roles that need it, or add a condition on `aws:PrincipalArn`; for the account of a vendor, require `sts:ExternalId`");
        }
    }
    policy.report_unread(cx);
}

/// `123456789012`, or the ARN of its root.
fn is_account(principal: &str) -> bool {
    let is_id = principal.len() == 12 && principal.bytes().all(|byte| byte.is_ascii_digit());
    is_id || (principal.starts_with("arn:") && principal.ends_with(":root"))
}
