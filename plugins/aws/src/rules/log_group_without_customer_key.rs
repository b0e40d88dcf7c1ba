//! Logs that no key policy guards.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Rule, View};

use crate::keys;

pub const RULE: Rule = Rule {
    id: "aws/log-group-without-customer-key",
    level: Level::Off,
    severity: 20,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_cloudwatch_log_group", keys::ALIASES[0], keys::ALIASES[1]],
    summary: "A log group is not encrypted with a key of your own",
    page: include_str!("log_group_without_customer_key.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R100"],
    check: Check::Linked(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    keys::check(cx, view, "aws_cloudwatch_log_group", "kms_key_id", "the events");
}
