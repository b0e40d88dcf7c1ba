//! Users of IAM, who have passwords and keys that stay.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/iam-user",
    level: Level::Off,
    severity: 30,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_iam_user"],
    summary: "A user of IAM is made, who signs in with what stays the same",
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
    cx.report(user, format!("`{}` is a user of IAM", user.address()))
        .because("users sign in with passwords and keys that stay the same for years, in each account apart, and stay when their person leaves")
        .help("give people permission sets of IAM Identity Center, and machines a role");
}
