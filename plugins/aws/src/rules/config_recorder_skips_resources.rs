//! Recorders of AWS Config that leave types of resources out.

use tollgate_sdk::{Answer, Check, Context, Fix, Json, Level, Precision, Resource, Rule};

use crate::written::is_given;

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

/// The strategy that goes with all types.
const ALL: &str = "ALL_SUPPORTED_RESOURCE_TYPES";

fn check(cx: &mut Context<'_>, recorder: Resource<'_>) {
    if recorder.is_data() {
        return;
    }
    let setting = recorder.setting("recording_group.all_supported");
    let message = format!("`{}` does not record all resources", recorder.address());
    // Without a group, all are recorded.
    if let Some(found) = cx.reject(&setting, |value| value.bool().or(true).test(|on| !on), message) {
        let found = found
            .because("what is not recorded has no history and no AWS Config rule sees it: after an incident, nobody can tell who changed it, and when")
            .help("set `all_supported = true`, and remove the list of types and the strategy that go with it; or suppress this finding with the reason why types are left out")
            .fix_setting(&setting, true);
        // AWS refuses all types together with a list of some, or of those that are left out.
        let group = recorder.block("recording_group");
        let types = group.attr("resource_types");
        let found = if is_given(types) == Answer::No { found } else { found.fix_set(types, Json::List(Vec::new())) };
        let excluded = group.block("exclusion_by_resource_types");
        let found = if excluded.is_unset() { found } else { found.fix_remove(excluded) };
        let strategy = group.block("recording_strategy").attr("use_only");
        let found = if strategy.is_unset() { found } else { found.fix_set(strategy, ALL) };
        found.fix_is_unsafe();
    }
}
