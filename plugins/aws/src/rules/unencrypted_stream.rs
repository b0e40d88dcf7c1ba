//! Streams whose records are not encrypted.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::is_given;

pub const RULE: Rule = Rule {
    id: "aws/unencrypted-stream",
    level: Level::Warning,
    severity: 50,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_kinesis_stream"],
    summary: "A Kinesis stream is not encrypted at rest",
    page: include_str!("unencrypted_stream.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R099"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, stream: Resource<'_>) {
    if stream.is_data() {
        return;
    }
    let how = stream.setting("encryption_type");
    let message = format!("the records of `{}` are not encrypted", stream.address());
    let Some(found) = cx.reject(&how, |how| how.string().or("NONE").test(|how| how == "NONE"), message) else {
        return;
    };
    let found = found
        .because("the stream stores each record in clear text, for a day at least and a year at most")
        .help("set `encryption_type = \"KMS\"`, and `kms_key_id` to a key of your own or to `alias/aws/kinesis`");
    // It needs a key, and we cannot choose one.
    if is_given(stream.attr("kms_key_id")) == Answer::Yes {
        found.fix_setting(&how, "KMS").fix_is_unsafe();
    }
}
