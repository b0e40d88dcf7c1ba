//! Addresses of Lambda functions that ask for no credentials.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/unauthenticated-function-url",
    level: Level::Warning,
    severity: 65,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_lambda_function_url"],
    summary: "The URL of a Lambda function can be called by everybody",
    page: include_str!("unauthenticated_function_url.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R029"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, url: Resource<'_>) {
    if url.is_data() {
        return;
    }
    let kind = url.setting("authorization_type");
    let message = format!("`{}` can be called by everybody", url.address());
    if let Some(found) = cx.reject(&kind, |kind| kind.string().test(|kind| kind == "NONE"), message) {
        found
            .because("the function runs, with its role and at your cost, for whoever finds the address, and no firewall or rate limit can stand before it")
            .help("set `authorization_type = \"AWS_IAM\"`, with CloudFront and origin access control before it where browsers call; if it must be public, allow this rule here and say what checks the caller")
            .fix_setting(&kind, "AWS_IAM")
            .fix_is_unsafe();
    }
}
