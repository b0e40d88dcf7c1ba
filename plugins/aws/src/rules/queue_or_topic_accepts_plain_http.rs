//! Queues and topics that can be reached without TLS.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Rule, View};

use crate::policy::{Endpoint, reject_clear_text};

pub const RULE: Rule = Rule {
    id: "aws/queue-or-topic-accepts-plain-http",
    level: Level::Off,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_sns_topic", "aws_sns_topic_policy", "aws_sqs_queue", "aws_sqs_queue_policy"],
    summary: "A queue or topic accepts requests in clear text",
    page: include_str!("queue_or_topic_accepts_plain_http.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R068"],
    check: Check::Project(check),
};

const QUEUE: Endpoint = Endpoint {
    owner: "aws_sqs_queue",
    policy: ("aws_sqs_queue_policy", "queue_url"),
    names: &["id", "url"],
    actions: &["sqs:SendMessage"],
};

const TOPIC: Endpoint = Endpoint {
    owner: "aws_sns_topic",
    policy: ("aws_sns_topic_policy", "arn"),
    names: &["arn", "id"],
    actions: &["sns:Publish"],
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    reject_clear_text(cx, view, &QUEUE);
    reject_clear_text(cx, view, &TOPIC);
}
