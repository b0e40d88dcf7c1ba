//! Trails that record only one region.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/single-region-trail",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_cloudtrail"],
    summary: "CloudTrail records only one region",
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
    let message = format!("`{}` records only one region", trail.address());
    if let Some(found) = cx.reject(&setting, |value| value.bool().or(false).test(|on| !on), message) {
        found
            .because("attackers with a stolen key use regions that nobody looks at, and this trail does not record what they do there")
            .help("set `is_multi_region_trail = true`")
            .fix_setting(&setting, true);
    }
}
