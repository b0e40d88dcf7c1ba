//! Functions that everybody with an AWS account may call.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::is_missing;

pub const RULE: Rule = Rule {
    id: "aws/public-lambda-permission",
    level: Level::Error,
    severity: 75,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_lambda_permission"],
    summary: "Everybody may call a Lambda function",
    page: include_str!("public_lambda_permission.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R028"],
    check: Check::Resource(check),
};

/// Arguments that limit for whom the permission is.
const LIMITS: &[&str] = &["principal_org_id", "source_account", "source_arn", "event_source_token"];

fn check(cx: &mut Context<'_>, permission: Resource<'_>) {
    if permission.is_data() {
        return;
    }
    let mut is_unlimited = Answer::Yes;
    for name in LIMITS {
        is_unlimited = is_unlimited.and(permission.attr(name).judge(is_missing));
    }
    let principal = permission.setting("principal");
    let is_everybody = principal.value().judge(|who| who.string().test(|who| who == "*"));
    if is_everybody == Answer::Yes && is_unlimited == Answer::Unknown {
        let limit = LIMITS.iter().map(|name| permission.attr(name)).find(|limit| limit.is_unknown());
        cx.undecided(limit.unwrap_or(principal.value()));
        return;
    }
    let message = format!("`{}` lets everybody call the function", permission.address());
    let is_wrong = |who: tollgate_sdk::Value<'_>| who.string().test(|who| who == "*").and(is_unlimited);
    if let Some(found) = cx.reject(&principal, is_wrong, message) {
        found
            .because("anybody with an AWS account, or for a function URL anybody with a browser, can run the function with its role and at your cost")
            .help("name the service or account in `principal`, or limit the permission with `principal_org_id` or `source_arn`");
    }
}
