//! Queues, topics and event buses that everybody may use.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::policy::reject_public;

pub const RULE: Rule = Rule {
    id: "aws/queue-or-topic-open-to-anyone",
    level: Level::Error,
    severity: 80,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "aws_cloudwatch_event_bus_policy",
        "aws_sns_topic",
        "aws_sns_topic_policy",
        "aws_sqs_queue",
        "aws_sqs_queue_policy",
    ],
    summary: "A queue, topic or event bus can be used by everybody",
    page: include_str!("queue_or_topic_open_to_anyone.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R163"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, owner: Resource<'_>) {
    reject_public(
        cx,
        owner,
        "policy",
        "can be used by anyone",
        "as far as the actions allow, anyone can send false messages or events to your consumers, read or take away real ones, or fill the queue at your cost",
        "name the accounts or services that need it, or add a condition such as `aws:SourceArn` or `aws:SourceAccount`",
    );
}
