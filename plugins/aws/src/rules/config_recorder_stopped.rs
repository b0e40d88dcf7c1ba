//! Recorders of AWS Config that record nothing.

use tollgate_sdk::{Check, Context, Existence, Fix, Level, Precision, Resource, Rule, View};

use crate::project::{is_beside, managed, undecided_by};

pub const RULE: Rule = Rule {
    id: "aws/config-recorder-stopped",
    level: Level::Warning,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_config_configuration_recorder", "aws_config_configuration_recorder_status"],
    summary: "AWS Config is set up but records nothing",
    page: include_str!("config_recorder_stopped.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R146"],
    check: Check::Project(check),
};

const STATUS: &str = "aws_config_configuration_recorder_status";
const WHY: &str = "changes leave no history, and AWS Config rules keep the result of their last evaluation: the report stays green while things change";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for status in managed(view, &[STATUS]) {
        let setting = status.setting("is_enabled");
        let message = format!("`{}` stops the recorder", status.address());
        if let Some(found) = cx.reject(&setting, |value| value.bool().test(|on| !on), message) {
            found
                .because(WHY)
                .help("set `is_enabled = true`, or remove the recorder")
                .fix_setting(&setting, true)
                .fix_is_unsafe()
                .if_exists(status);
        }
    }
    for recorder in managed(view, &["aws_config_configuration_recorder"]) {
        // An account has one recorder in each region: a status is for this one, however it names it.
        let statuses: Vec<Resource<'_>> =
            managed(view, &[STATUS]).filter(|status| is_beside(*status, recorder)).collect();
        let found = statuses.iter().find(|status| status.exists() == Existence::Yes);
        if let (None, Some(perhaps)) = (found, statuses.first()) {
            undecided_by(cx, recorder, (*perhaps, perhaps.body()));
        } else if found.is_none() {
            let _finding = cx
                .report(recorder, format!("`{}` is never started", recorder.address()))
                .because(WHY)
                .help("add an `aws_config_configuration_recorder_status` with `is_enabled = true`, which starts it once there is a delivery channel")
                .if_exists(recorder);
        }
    }
}
