//! Users who may have short passwords.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/short-passwords",
    level: Level::Warning,
    severity: 45,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_iam_account_password_policy"],
    summary: "IAM users may choose passwords of fewer than 14 characters",
    page: include_str!("short_passwords.md"),
    options: "{}",
    fix: Fix::Safe,
    answers: &["R162"],
    check: Check::Resource(check),
};

/// What the CIS benchmark requires.
const SHORTEST: i64 = 14;
/// Where it is not set.
const DEFAULT: i64 = 6;

fn check(cx: &mut Context<'_>, policy: Resource<'_>) {
    if policy.is_data() {
        return;
    }
    let length = policy.setting("minimum_password_length");
    let shown = match length.value().int().or(DEFAULT).known() {
        Some(length) => format!("{length} characters"),
        None => format!("fewer than {SHORTEST} characters"),
    };
    let message = format!("`{}` accepts passwords of {shown}", policy.address());
    let found = cx.reject(&length, |length| length.int().or(DEFAULT).test(|length| length < SHORTEST), message);
    if let Some(found) = found {
        found
            .because("attackers try short passwords from lists at the sign-in page, and an IAM user needs no second factor unless a policy requires one")
            .help("set `minimum_password_length` to 14 or more; it applies when a user next changes their password")
            .fix_setting(&length, SHORTEST);
    }
}
