//! Functions without a limit of their own.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/function-without-reserved-concurrency",
    level: Level::Off,
    severity: 20,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_lambda_function"],
    summary: "A Lambda function may use up all concurrency of the account",
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
    let message = format!("`{}` may use up all concurrency of the account", function.address());
    if let Some(found) = cx.reject(&reserved, |value| value.int().or(-1).test(|count| count < 0), message) {
        found
            .because("all functions of an account and region share one limit: a flood of requests to this one, or a loop in which it invokes itself, stops all others and overloads its database")
            .help("set `reserved_concurrent_executions` to the most that it needs; this is taken from what the other functions share");
    }
}
