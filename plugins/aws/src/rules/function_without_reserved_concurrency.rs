//! Functions that take all there is.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/function-without-reserved-concurrency",
    level: Level::Off,
    severity: 20,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_lambda_function"],
    summary: "A Lambda function may take all concurrency of the account",
    page: include_str!("function_without_reserved_concurrency.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R202"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, function: Resource<'_>) {
    if function.is_data() {
        return;
    }
    let reserved = function.setting("reserved_concurrent_executions");
    let message = format!("`{}` may take all concurrency of the account", function.address());
    if let Some(found) = cx.reject(&reserved, |value| value.int().or(-1).test(|count| count < 0), message) {
        found
            .because("all functions of an account and region share one limit: a flood of events for this one, or a loop in which it calls itself, stops all others, and opens as many connections to its database")
            .help("set `reserved_concurrent_executions` to what it needs at most; it is taken out of what the others share");
    }
}
