//! Detectors that are switched off.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/threat-detection-off",
    level: Level::Warning,
    severity: 50,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_guardduty_detector"],
    summary: "GuardDuty is switched off",
    page: include_str!("threat_detection_off.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R145"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, detector: Resource<'_>) {
    if detector.is_data() {
        return;
    }
    let setting = detector.setting("enable");
    let message = format!("`{}` is switched off", detector.address());
    if let Some(found) = cx.reject(&setting, |value| value.bool().or(true).test(|on| !on), message) {
        found
            .because(
                "nobody notices when a stolen key is used, machines mine coins or buckets are copied in this region",
            )
            .help("set `enable = true`, or remove the detector")
            .fix_setting(&setting, true)
            .fix_is_unsafe();
    }
}
