//! Functions that a service may call on behalf of anybody.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::is_missing;

pub const RULE: Rule = Rule {
    id: "aws/lambda-permission-without-source",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_lambda_permission"],
    summary: "A service may call a Lambda function on behalf of any account",
    page: include_str!("lambda_permission_without_source.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R028"],
    check: Check::Resource(check),
};

/// Arguments that say for whom the service may call.
const SOURCES: &[&str] = &["source_arn", "source_account", "principal_org_id", "event_source_token"];

fn check(cx: &mut Context<'_>, permission: Resource<'_>) {
    let principal = permission.attr("principal");
    let is_service = principal.judge(|who| who.string().test(is_service_name));
    if permission.is_data() || is_service == Answer::No {
        return;
    }
    let mut is_open = Answer::Yes;
    for name in SOURCES {
        is_open = is_open.and(permission.attr(name).judge(is_missing));
    }
    let answer = is_service.and(is_open);
    match answer {
        Answer::No => {}
        Answer::Unknown if is_service == Answer::Unknown => cx.undecided(principal),
        Answer::Unknown => {
            let source = SOURCES.iter().map(|name| permission.attr(name)).find(|source| source.is_unknown());
            cx.undecided(source.unwrap_or(principal));
        }
        Answer::Yes | Answer::Possible => {
            let who = principal.string().known().unwrap_or("the service");
            let found = cx
                .report(principal, format!("`{}` lets `{who}` call the function for any account", permission.address()))
                .because("the service works for everybody: an attacker's own bucket, rule or API can call your function with events they made up")
                .help("set `source_arn` to the bucket, rule, topic or API that calls the function, or at least `source_account`");
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}

fn is_service_name(principal: &str) -> bool {
    // `alexa-appkit.amazon.com` is a service too.
    (principal.ends_with(".amazonaws.com")
        || principal.ends_with(".amazonaws.com.cn")
        || principal.ends_with(".amazon.com"))
        && !principal.starts_with("arn:")
}
