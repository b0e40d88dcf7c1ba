//! Recorders of AWS Config that leave types of resources out.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/config-recorder-skips-resources",
    level: Level::Off,
    severity: 20,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_config_configuration_recorder"],
    summary: "AWS Config does not record all resources",
    page: include_str!("config_recorder_skips_resources.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R146"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, recorder: Resource<'_>) {
    if recorder.is_data() {
        return;
    }
    let setting = recorder.setting("recording_group.all_supported");
    let message = format!("`{}` does not record all resources", recorder.address());
    // Without a group, all are recorded.
    if let Some(found) = cx.reject(&setting, |value| value.bool().or(true).test(|on| !on), message) {
        found
            .because("what is not recorded has no history and no AWS Config rule sees it: after an incident, nobody can tell who changed it, and when")
            .help("set `all_supported = true` and remove the list of types; or suppress this finding with the reason why types are left out")
            .fix_setting(&setting, true)
            .fix_is_unsafe();
    }
}
