//! Alerts about attacks on a database that were switched off.

use tollgate_sdk::{Answer, Check, Context, Fix, Json, Level, Precision, Resource, Rule, Setting, Value};

pub const RULE: Rule = Rule {
    id: "azure/threat-alerts-off",
    level: Level::Warning,
    severity: 50,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "azurerm_advanced_threat_protection",
        "azurerm_mssql_database",
        "azurerm_mssql_managed_instance_security_alert_policy",
        "azurerm_mssql_server_security_alert_policy",
        "azurerm_mysql_server",
        "azurerm_postgresql_server",
        "azurerm_sql_database",
        "azurerm_sql_server",
        "azurerm_synapse_sql_pool_security_alert_policy",
        "azurerm_synapse_workspace_security_alert_policy",
    ],
    summary: "Alerts about attacks on a database or a storage account are switched off",
    page: include_str!("threat_alerts_off.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

const WHY: &str = "Azure sees SQL injection, guessed passwords and logins from unusual places, but tells nobody: the attacker has weeks instead of minutes";

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() {
        return;
    }
    let ty = resource.type_name();
    let is_policy = ty.ends_with("_security_alert_policy") || ty == "azurerm_advanced_threat_protection";
    let policy = if is_policy { resource.body() } else { resource.block("threat_detection_policy") };
    if is_policy || !policy.is_unset() {
        let answer = |value: Value<'_>| value.string().test(|state| state.eq_ignore_ascii_case("Disabled"));
        let state = policy.setting(if ty.contains("synapse") { "policy_state" } else { "state" });
        switched_off(cx, resource, &state, answer, "Enabled".into());
        let enabled = policy.setting("enabled");
        switched_off(cx, resource, &enabled, |value| value.bool().test(|on| !on), true.into());
        kinds(cx, resource, policy.attr("disabled_alerts"));
    }
}

fn switched_off(
    cx: &mut Context<'_>,
    resource: Resource<'_>,
    setting: &Setting<'_>,
    is_off: impl Fn(Value<'_>) -> Answer,
    on: Json,
) {
    let message = format!("alerts about attacks are switched off in `{}`", resource.address());
    if let Some(found) = cx.reject(setting, is_off, message) {
        found.because(WHY).help("switch them on, or remove the resource").fix_setting(setting, on).fix_is_unsafe();
    }
}

/// Kinds of alerts that a policy leaves out.
fn kinds(cx: &mut Context<'_>, resource: Resource<'_>, disabled: Value<'_>) {
    let is_kind = |one: Value<'_>| one.judge(|one| one.string().test(|kind| !kind.trim().is_empty()));
    let open = if disabled.may_have_more() { Answer::Unknown } else { Answer::No };
    let answer = disabled.judge(|list| list.each().map(is_kind).fold(open, Answer::or));
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(disabled),
        Answer::Yes | Answer::Possible => {
            let names: Vec<&str> = disabled.each().filter_map(|one| one.string().known()).collect();
            let what = if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
            let message = format!("kinds of alerts are switched off in `{}`{what}", resource.address());
            let found = cx
                .report(disabled, message)
                .because("Azure sees such an attack, but tells nobody: the attacker has weeks instead of minutes")
                .help("set `disabled_alerts = []`, or remove it; suppress single alerts that are false in Defender for Cloud instead")
                .fix_set(disabled, Json::List(Vec::new()))
                .fix_is_unsafe();
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}
