//! Policies that allow all actions of a service.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View};

use crate::{
    policy::{self, IDENTITY_TYPES, any, is_every_action, place},
    written::{listed_shortly, texts},
};

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
                // Another rule reports these.
                continue;
            }
            let answer = statement.allows_holder().and(any(actions, is_whole_service));
            let place = place(actions, is_whole_service).unwrap_or(actions);
            let what = match texts(actions, is_whole_service).as_slice() {
                patterns if patterns.iter().any(|one| is_every_action(one)) => "every action on some resources".into(),
                [] => "all actions of a service".to_owned(),
                [pattern] => format!("all actions of a service: `{pattern}`"),
                patterns => format!("all actions of {} services: {}", patterns.len(), listed_shortly(patterns)),
            };
            let message = format!("`{}` allows {what}", policy.owner.address());
            if let Some(report) = policy.report(cx, statement, answer, place, message) {
                report
                    .because("hardly any program needs all of them, and an attacker who takes it over can delete the data or open it to others; actions that AWS adds later are allowed too")
                    .help("list the actions that are needed; IAM Access Analyzer can generate the list from past activity");
            }
        }
        policy.report_unread(cx);
    }
}

/// `s3:*`, and `*`.
fn is_whole_service(pattern: &str) -> bool {
    is_every_action(pattern) || pattern.split_once(':').is_some_and(|(_, action)| is_every_action(action))
}
