//! Policies that make their holder an administrator without being called so.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View};

use crate::policy::{self, IDENTITY_TYPES, Policy, Statement, any, is_every_action, place};

pub const RULE: Rule = Rule {
    id: "aws/policy-allows-everything",
    level: Level::Error,
    severity: 85,
    precision: Precision::High,
    inputs: &["terraform"],
    types: IDENTITY_TYPES,
    summary: "A policy allows every action on every resource",
    page: include_str!("policy_allows_everything.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R149"],
    check: Check::Project(check),
};

/// Who may do one of these to everything gives themselves the rest.
const LEADS_TO_ALL: [&str; 2] = ["iam:PutRolePolicy", "iam:AttachRolePolicy"];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for policy in policy::identity(view) {
        for statement in &policy.statements {
            let all = any(statement.field("Action"), is_every_action);
            let answer = all.or(all_but(statement)).and(statement.on_everything()).and(statement.allows_holder());
            let answer = if answer == Answer::No { answer } else { answer.and(is_held_back(&policy).not()) };
            let by_exception = statement.field("NotAction");
            let place = place(statement.field("Action"), is_every_action).unwrap_or(by_exception);
            let message = if by_exception.is_unset() {
                format!("`{}` allows every action on every resource", policy.owner.address())
            } else {
                format!(
                    "`{}` allows all actions except a few, and still allows attaching policies to roles",
                    policy.owner.address()
                )
            };
            if let Some(report) = policy.report(cx, statement, answer, place, message) {
                report
                    .because("with one leaked session of its holder an attacker has the whole account: all data, all keys, and new users that remain when the session has ended")
                    .help("list the actions and resources that are needed; IAM Access Analyzer can generate such a policy from past activity");
            }
        }
        policy.report_unread(cx);
    }
}

fn all_but(statement: &Statement<'_>) -> Answer {
    LEADS_TO_ALL.iter().fold(Answer::No, |answer, action| answer.or(statement.names_by_exception(action)))
}

/// Whether the same policy takes away again what leads to all.
fn is_held_back(policy: &Policy<'_>) -> Answer {
    LEADS_TO_ALL.iter().fold(Answer::Yes, |answer, action| answer.and(policy.denies(action)))
}
