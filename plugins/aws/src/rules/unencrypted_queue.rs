//! Queues whose encryption is switched off.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::when::{When, reject_when};

pub const RULE: Rule = Rule {
    id: "aws/unencrypted-queue",
    level: Level::Warning,
    severity: 40,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_sqs_queue"],
    summary: "The encryption of a queue is switched off",
    page: include_str!("unencrypted_queue.md"),
    options: "{}",
    fix: Fix::Safe,
    answers: &["R097"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, queue: Resource<'_>) {
    if queue.is_data() {
        return;
    }
    let managed = queue.setting("sqs_managed_sse_enabled");
    let when = When::ALWAYS.without(queue.attr("kms_master_key_id"));
    let message = format!("the encryption of `{}` is switched off", queue.address());
    // Since 2022, queues are encrypted by default.
    if let Some(found) = reject_when(cx, when, &managed, |value| value.bool().or(true).test(|on| !on), message) {
        found
            .because("messages are stored in clear text for up to 14 days; encryption by SQS costs nothing, and senders and receivers need no further permission")
            .help("remove `sqs_managed_sse_enabled = false`, or name a key in `kms_master_key_id`")
            .fix_setting(&managed, true);
    }
}
