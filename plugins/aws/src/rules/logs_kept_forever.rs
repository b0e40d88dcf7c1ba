//! Log groups that grow without end.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "aws/logs-kept-forever",
    level: Level::Info,
    severity: 20,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_cloudwatch_log_group"],
    summary: "A log group keeps its logs forever",
    page: include_str!("logs_kept_forever.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R142"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, group: Resource<'_>) {
    if group.is_data() {
        return;
    }
    // A group of this class keeps its logs for two days, whatever is written.
    let is_for_delivery = group.attr("log_group_class").judge(|class| class.string().test(|class| class == "DELIVERY"));
    let retention = group.setting("retention_in_days");
    let message = format!("`{}` keeps its logs forever", group.address());
    let is_forever = |value: Value<'_>| value.int().or(0).test(|days| days == 0).and(is_for_delivery.not());
    if let Some(found) = cx.reject(&retention, is_forever, message) {
        let _finding = found
            .because("the bill grows each month, and personal data in logs may be kept longer than the law allows, where an intruder finds it")
            .help("set `retention_in_days`, for example to 90, or to 365 where an audit asks for a year");
    }
}
