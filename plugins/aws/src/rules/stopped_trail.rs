//! Trails that record nothing.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/stopped-trail",
    level: Level::Warning,
    severity: 50,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_cloudtrail"],
    summary: "CloudTrail is set up, and records nothing",
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
    let message = format!("`{}` records nothing", trail.address());
    if let Some(found) = cx.reject(&setting, |value| value.bool().or(true).test(|on| !on), message) {
        found
            .because("a stopped trail looks like one that works; stopping it is also the first thing an intruder does")
            .help("set `enable_logging = true`, or remove the trail")
            .fix_setting(&setting, true)
            .fix_is_unsafe();
    }
}
