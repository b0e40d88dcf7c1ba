//! Passwords of users that may be short.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/short-passwords",
    level: Level::Warning,
    severity: 45,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_iam_account_password_policy"],
    summary: "Users of IAM may choose passwords of fewer than 14 characters",
    page: include_str!("short_passwords.md"),
    options: "{}",
    fix: Fix::Safe,
    answers: &["R162"],
    check: Check::Resource(check),
};

/// Of the CIS benchmark.
const SHORTEST: i64 = 14;
/// Where nothing is written.
const DEFAULT: i64 = 6;

fn check(cx: &mut Context<'_>, policy: Resource<'_>) {
    if policy.is_data() {
        return;
    }
    let length = policy.setting("minimum_password_length");
    let shown =
        length.value().int().or(DEFAULT).known().map_or(String::new(), |length| format!(" of {length} characters"));
    let message = format!("`{}` accepts passwords{shown}", policy.address());
    let found = cx.reject(&length, |length| length.int().or(DEFAULT).test(|length| length < SHORTEST), message);
    if let Some(found) = found {
        found
            .because("short passwords are guessed from lists that are tried at the sign-in page, and a user of IAM needs no second factor unless a policy says so")
            .help("set `minimum_password_length = 14` or more; who has a shorter one is asked at the next change")
            .fix_setting(&length, SHORTEST);
    }
}
