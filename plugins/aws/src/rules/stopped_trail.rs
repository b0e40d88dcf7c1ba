//! Trails that are switched off.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/stopped-trail",
    level: Level::Warning,
    severity: 50,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_cloudtrail"],
    summary: "A CloudTrail trail is switched off",
    page: include_str!("stopped_trail.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, trail: Resource<'_>) {
    if trail.is_data() {
        return;
    }
    let setting = trail.setting("enable_logging");
    let message = format!("`{}` is switched off and records nothing", trail.address());
    if let Some(found) = cx.reject(&setting, |value| value.bool().or(true).test(|on| !on), message) {
        found
            .because("after a break-in there is nothing to read, although everybody believes that this trail records")
            .help("set `enable_logging = true`, or remove the trail")
            .fix_setting(&setting, true)
            .fix_is_unsafe();
    }
}
