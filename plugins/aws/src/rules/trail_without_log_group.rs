//! Trails without CloudWatch Logs.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::is_missing;

pub const RULE: Rule = Rule {
    id: "aws/trail-without-log-group",
    level: Level::Off,
    severity: 20,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_cloudtrail"],
    summary: "CloudTrail does not write to CloudWatch Logs",
    page: include_str!("trail_without_log_group.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R133"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, trail: Resource<'_>) {
    if trail.is_data() {
        return;
    }
    let setting = trail.setting("cloud_watch_logs_group_arn");
    let message = format!("`{}` does not write to CloudWatch Logs", trail.address());
    if let Some(found) = cx.reject(&setting, is_missing, message) {
        let _finding = found
            .because("nobody is told about files in a bucket: without metric filters there is no alarm when the root user logs in or an intruder stops a trail")
            .help("set `cloud_watch_logs_group_arn` and `cloud_watch_logs_role_arn`, or allow this rule if the events are watched elsewhere (EventBridge, a SIEM)");
    }
}
