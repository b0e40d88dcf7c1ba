//! Trails whose files can be changed unnoticed.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/unvalidated-trail",
    level: Level::Warning,
    severity: 40,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_cloudtrail"],
    summary: "Files of CloudTrail can be changed unnoticed",
    page: include_str!("unvalidated_trail.md"),
    options: "{}",
    fix: Fix::Safe,
    answers: &["R131"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, trail: Resource<'_>) {
    if trail.is_data() {
        return;
    }
    let setting = trail.setting("enable_log_file_validation");
    let message = format!("nobody notices if files of `{}` are changed or deleted", trail.address());
    if let Some(found) = cx.reject(&setting, |value| value.bool().or(false).test(|on| !on), message) {
        found
            .because("an intruder who can write to the bucket removes the evidence; signed digests show which files are missing or changed")
            .help("set `enable_log_file_validation = true`, which costs nothing")
            .fix_setting(&setting, true);
    }
}
