//! Trails that record only one region.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

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
        let found = found.because("attackers with a stolen key use regions that nobody looks at, and this trail does not record what they do there");
        // CloudTrail refuses a trail of all regions without the events of global services.
        let global = trail.setting("include_global_service_events");
        match global.value().judge(|value| value.bool().or(true).test(|on| on)) {
            Answer::Yes => drop(found.help("set `is_multi_region_trail = true`").fix_setting(&setting, true)),
            Answer::No => {
                found
                    .help("set `is_multi_region_trail = true` and `include_global_service_events = true`, without which CloudTrail refuses it")
                    .fix_setting(&setting, true)
                    .fix_setting(&global, true);
            }
            Answer::Possible | Answer::Unknown => {
                found.help("set `is_multi_region_trail = true`; CloudTrail refuses it unless `include_global_service_events` is on");
            }
        }
    }
}
