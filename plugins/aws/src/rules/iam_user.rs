//! IAM users, who have passwords and keys that do not expire.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/iam-user",
    level: Level::Off,
    severity: 30,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_iam_user"],
    summary: "An IAM user signs in with long-lived credentials",
    page: include_str!("iam_user.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R159"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, user: Resource<'_>) {
    if user.is_data() {
        return;
    }
    cx.report(user, format!("`{}` is an IAM user", user.address()))
        .because("IAM users sign in with passwords and access keys that stay valid for years: a stolen one works until somebody notices, and some are forgotten when a person leaves")
        .help("give people access through permission sets of IAM Identity Center, and give machines a role");
}
