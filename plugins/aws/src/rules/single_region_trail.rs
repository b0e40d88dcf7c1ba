//! Trails that see one region only.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/single-region-trail",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_cloudtrail"],
    summary: "CloudTrail records one region only",
    page: include_str!("single_region_trail.md"),
    options: "{}",
    fix: Fix::Safe,
    answers: &["R130"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, trail: Resource<'_>) {
    if trail.is_data() {
        return;
    }
    let setting = trail.setting("is_multi_region_trail");
    let message = format!("`{}` records one region only", trail.address());
    if let Some(found) = cx.reject(&setting, |value| value.bool().or(false).test(|on| !on), message) {
        found
            .because("who uses a stolen key picks a region that nobody looks at: machines that mine coins there leave no trace in this trail")
            .help("set `is_multi_region_trail = true`")
            .fix_setting(&setting, true);
    }
}
