//! Streams whose records lie in the clear.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::when::is_given;

pub const RULE: Rule = Rule {
    id: "aws/unencrypted-stream",
    level: Level::Warning,
    severity: 50,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_kinesis_stream"],
    summary: "A Kinesis stream is not encrypted where it lies",
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
        .because("a stream keeps each record for a day at least, for a year at most, and nobody has to ask a key before reading it")
        .help("set `encryption_type = \"KMS\"` and name the key in `kms_key_id`; `alias/aws/kinesis` is the one of the service");
    // It needs a key, and which one is not for us to say.
    if is_given(stream.attr("kms_key_id")) == Answer::Yes {
        found.fix_setting(&how, "KMS").fix_is_unsafe();
    }
}
