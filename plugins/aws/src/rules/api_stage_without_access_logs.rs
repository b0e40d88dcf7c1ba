//! Stages of APIs without access logs.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::is_missing;

pub const RULE: Rule = Rule {
    id: "aws/api-stage-without-access-logs",
    level: Level::Off,
    severity: 20,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_api_gateway_stage", "aws_apigatewayv2_stage"],
    summary: "A stage of an API writes no access logs",
    page: include_str!("api_stage_without_access_logs.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R138"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, stage: Resource<'_>) {
    if stage.is_data() {
        return;
    }
    let setting = stage.setting("access_log_settings.destination_arn");
    let message = format!("`{}` writes no access logs", stage.address());
    if let Some(found) = cx.reject(&setting, is_missing, message) {
        let _finding = found
            .because("after an incident nobody can tell who called which path, with which key, and how often")
            .help("add `access_log_settings` with a log group or a Firehose stream, and a `format` that contains `$context.requestId` and the address and identity of the caller");
    }
}
