//! Topics whose messages no key policy protects.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Rule, View};

use crate::keys;

pub const RULE: Rule = Rule {
    id: "aws/topic-without-customer-key",
    level: Level::Off,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_sns_topic", keys::ALIASES[0], keys::ALIASES[1]],
    summary: "Messages of a topic are not encrypted with a key of your own",
    page: include_str!("topic_without_customer_key.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R096"],
    check: Check::Linked(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    keys::check(cx, view, "aws_sns_topic", "kms_master_key_id", "the messages");
}
