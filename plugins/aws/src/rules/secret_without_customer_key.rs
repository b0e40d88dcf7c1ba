//! Secrets that no key policy protects.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Rule, View};

use crate::keys;

pub const RULE: Rule = Rule {
    id: "aws/secret-without-customer-key",
    level: Level::Off,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_secretsmanager_secret", keys::ALIASES[0], keys::ALIASES[1]],
    summary: "A secret is not encrypted with a key of your own",
    page: include_str!("secret_without_customer_key.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R102"],
    check: Check::Linked(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    keys::check(cx, view, "aws_secretsmanager_secret", "kms_key_id", "the values");
}
