//! Flow logs that are deleted before anybody needs them.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "azure/short-flow-log-retention",
    level: Level::Info,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["azurerm_network_watcher_flow_log"],
    summary: "A flow log is switched off, or is deleted too early",
    page: include_str!("short_flow_log_retention.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"days":{"type":"integer","minimum":1,"default":90,"description":"How many days flow logs must be kept at least."}}}"#,
    fix: Fix::Unsafe,
    answers: &["R148"],
    check: Check::Resource(check),
};

const WHY: &str = "break-ins are often discovered after weeks or months; without the log nobody can tell where the attacker came from and what they reached";

fn check(cx: &mut Context<'_>, log: Resource<'_>) {
    if log.is_data() {
        return;
    }
    let enabled = log.setting("enabled");
    let message = format!("`{}` is switched off", log.address());
    if let Some(found) = cx.reject(&enabled, |value| value.bool().test(|on| !on), message) {
        found.because(WHY).help("set `enabled = true`").fix_setting(&enabled, true).fix_is_unsafe();
        return;
    }
    // Without a policy that is switched on, nothing is ever deleted; zero days are forever as well.
    let deletes = log.block("retention_policy").attr("enabled");
    let deletes = deletes.judge(|value| value.bool().test(|on| on));
    let least = cx.options().attr("days").int().known().unwrap_or(90);
    let days = log.setting("retention_policy.days");
    let message = format!("`{}` is kept for less than {least} days", log.address());
    let is_wrong = |value: Value<'_>| value.int().test(|days| days > 0 && days < least).and(deletes);
    if let Some(found) = cx.reject(&days, is_wrong, message) {
        found
            .because(WHY)
            .help(format!("set `days` in `retention_policy` to {least} or more"))
            .fix_setting(&days, least)
            .fix_is_unsafe();
    }
}
