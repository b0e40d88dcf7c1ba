//! Functions whose calls cannot be followed.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "aws/function-without-tracing",
    level: Level::Off,
    severity: 20,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_lambda_function"],
    summary: "Calls of a Lambda function are not traced",
    page: include_str!("function_without_tracing.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R200"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, function: Resource<'_>) {
    if function.is_data() {
        return;
    }
    let mode = function.setting("tracing_config.mode");
    let is_off = |mode: Value<'_>| mode.string().or("PassThrough").test(|mode| mode != "Active");
    if let Some(found) = cx.reject(&mode, is_off, format!("calls of `{}` are not traced", function.address())) {
        found
            .because("in an outage, which of the services behind a call is slow or fails has to be guessed from logs; `PassThrough` traces only what a caller decided to trace")
            .help("set `mode = \"Active\"` in `tracing_config`, and allow its role `xray:PutTraceSegments` and `xray:PutTelemetryRecords`")
            .fix_setting(&mode, "Active")
            .fix_is_unsafe();
    }
}
