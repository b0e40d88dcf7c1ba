//! URLs of Lambda functions that require no credentials.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/unauthenticated-function-url",
    level: Level::Warning,
    severity: 65,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_lambda_function_url"],
    summary: "Everybody can call the URL of a Lambda function",
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
            .because("the function runs, with its role and at your cost, for whoever finds the address, and no web firewall can be attached to the URL")
            .help("set `authorization_type = \"AWS_IAM\"`, with CloudFront and origin access control in front of it if browsers call it; if it must be public, allow this rule here and say what checks the caller")
            .fix_setting(&kind, "AWS_IAM")
            .fix_is_unsafe();
    }
}
