//! Policies that allow all actions of a service.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View};

use crate::policy::{self, IDENTITY_TYPES, any, is_every_action, place};

pub const RULE: Rule = Rule {
    id: "aws/wildcard-action",
    level: Level::Off,
    severity: 40,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: IDENTITY_TYPES,
    summary: "A policy allows all actions of a service",
    page: include_str!("wildcard_action.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R150"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for policy in policy::identity(view) {
        for statement in &policy.statements {
            let actions = statement.field("Action");
            let every = any(actions, is_every_action);
            if every == Answer::Yes && statement.on_everything() == Answer::Yes {
                // That is a question of its own.
                continue;
            }
            let answer = statement.allows_holder().and(any(actions, is_whole_service));
            let place = place(actions, is_whole_service).unwrap_or(actions);
            let what = place.string().known().unwrap_or("*");
            let message = format!("`{}` allows all actions of a service: `{what}`", policy.owner.address());
            if let Some(report) = policy.report(cx, statement, answer, place, message) {
                report
                    .because("nobody needs to read and to delete, to write data and to change who may read it; and actions that AWS adds tomorrow are allowed today")
                    .help("name the actions; IAM Access Analyzer writes the list from what was used");
            }
        }
        policy.report_unread(cx);
    }
}

/// `s3:*`, and `*`.
fn is_whole_service(pattern: &str) -> bool {
    is_every_action(pattern) || pattern.split_once(':').is_some_and(|(_, action)| is_every_action(action))
}
