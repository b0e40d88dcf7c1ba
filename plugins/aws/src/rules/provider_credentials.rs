//! Keys of AWS in the configuration of its provider.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value, secrets};

pub const RULE: Rule = Rule {
    id: "aws/provider-credentials",
    level: Level::Error,
    severity: 95,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["terraform/backend", "terraform/provider"],
    summary: "A secret key of AWS is written in a provider or backend",
    page: include_str!("provider_credentials.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R161"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, block: Resource<'_>) {
    let what = if block.type_name() == "terraform/backend" {
        if block.attr("type").string().known() != Some("s3") {
            return;
        }
        "backend `s3`".to_owned()
    } else if block.name() == "aws" || block.name().starts_with("aws.") {
        format!("provider `{}`", block.name())
    } else {
        return;
    };
    let key = block.attr("secret_key");
    let written = key.judge(is_key);
    if matches!(written, Answer::No | Answer::Unknown) {
        return;
    }
    let report = cx
        .report(key, format!("the {what} has its secret key written in the configuration"))
        .because("who reads the repository, now or in any of its old versions, on a laptop or in a build, has the account as far as the key reaches")
        .help("deactivate the key, remove the argument, and let the provider find credentials: a role through OIDC in CI, IAM Identity Center (`aws sso login`) for people");
    if written == Answer::Possible {
        report.possible();
    }
}

/// What is not known is not written here.
fn is_key(value: Value<'_>) -> Answer {
    if value.is_withheld() {
        return Answer::Yes;
    }
    let Some(text) = value.string().known() else { return Answer::No };
    // What emulators are given.
    let is_mock = ["mock", "localstack", "minioadmin"].iter().any(|word| text.to_ascii_lowercase().contains(word));
    Answer::from(!is_mock && secrets::find("AWS_SECRET_ACCESS_KEY", text).is_some())
}
