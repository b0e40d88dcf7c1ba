//! Exports of the activity log that leave out what one looks for after a break-in.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View};

use crate::diagnostics::{SETTING, sends};

pub const RULE: Rule = Rule {
    id: "azure/activity-log-gaps",
    level: Level::Off,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[PROFILE, SETTING],
    summary: "The export of the activity log leaves something out, or is deleted early",
    page: include_str!("activity_log_gaps.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"days":{"type":"integer","minimum":1,"default":90,"description":"How many days the activity log must be kept at least."}}}"#,
    fix: Fix::None,
    answers: &[],
    check: Check::Project(check),
};

/// Up to version 3 of the provider.
const PROFILE: &str = "azurerm_monitor_log_profile";
const OPERATIONS: &[&str] = &["Write", "Delete", "Action"];
const CATEGORIES: &[&str] = &["Administrative", "Security", "Policy", "Alert"];
/// Categories that nothing but the activity log has.
const ITS_OWN: &[&str] = &["Administrative", "ServiceHealth", "ResourceHealth", "Recommendation"];
const WHY: &str = "Azure itself keeps the activity log for 90 days: what is not exported is gone when somebody asks who made the new administrator or deleted the backups";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let is_there = |one: &Resource<'_>| !one.is_data() && one.exists() != Existence::No;
    for profile in view.of(PROFILE).filter(is_there) {
        let listed = profile.attr("categories");
        let open = if listed.may_have_more() { Answer::Unknown } else { Answer::No };
        let is_listed = |name: &str| {
            let is_it = |one: Value<'_>| one.string().test(|text| text.eq_ignore_ascii_case(name));
            listed.judge(|list| list.each().map(|one| one.judge(is_it)).fold(open, Answer::or))
        };
        report_gaps(cx, profile, listed, OPERATIONS, is_listed);
        kept(cx, profile);
    }
    let exports: Vec<_> = view.of(SETTING).filter(is_there).filter(is_export).collect();
    for (index, export) in exports.iter().enumerate() {
        // Several settings of one subscription may share the work; what is missing is said once.
        let is_with = |other: &&Resource<'_>| {
            other.root() == export.root() && other.variant() == export.variant() && target(**other) == target(*export)
        };
        if exports.iter().take(index).any(|earlier| is_with(&earlier)) {
            continue;
        }
        let is_sent = |name: &str| {
            let sends = |one: &Resource<'_>| {
                let exists = if one.exists() == Existence::Yes { Answer::Yes } else { Answer::Unknown };
                sends(*one, &[name], &["allLogs"]).and(exists)
            };
            exports.iter().filter(is_with).map(sends).fold(Answer::No, Answer::or)
        };
        report_gaps(cx, *export, export.body(), CATEGORIES, is_sent);
    }
}

fn report_gaps(
    cx: &mut Context<'_>,
    export: Resource<'_>,
    place: Value<'_>,
    names: &[&str],
    is_sent: impl Fn(&str) -> Answer,
) {
    let gaps: Vec<&str> = names.iter().copied().filter(|name| is_sent(name) == Answer::No).collect();
    if gaps.is_empty() {
        if names.iter().any(|name| is_sent(name) == Answer::Unknown) {
            let reason = "not all categories that are exported are known";
            cx.undecided_because(place, reason, "the categories of the export");
        }
        return;
    }
    cx.report(place, format!("`{}` leaves {} out of the activity log", export.address(), gaps.join(" and ")))
        .because(WHY)
        .help(format!("export {} as well", gaps.join(" and ")))
        .if_exists(export);
}

/// Whether a diagnostic setting is that of a subscription.
fn is_export(setting: &Resource<'_>) -> bool {
    let id = setting.attr("target_resource_id");
    let by_text = id.string().test(|id| {
        let mut parts = id.trim_matches('/').split('/');
        parts.next().is_some_and(|first| first.eq_ignore_ascii_case("subscriptions")) && parts.count() == 1
    });
    let by_reference = id.target().is_some_and(|target| {
        target.path() == "id" && target.address().split('.').any(|part| part == "azurerm_subscription")
    });
    by_text == Answer::Yes || by_reference || sends(*setting, ITS_OWN, &[]) == Answer::Yes
}

/// What tells one subscription from another.
fn target(setting: Resource<'_>) -> String {
    let id = setting.attr("target_resource_id");
    let parts = id.refs().map(|part| format!("{}.{}", part.address(), part.path()));
    id.string().known().map_or_else(|| parts.collect::<Vec<_>>().join(" "), str::to_owned)
}

fn kept(cx: &mut Context<'_>, profile: Resource<'_>) {
    // A policy that is off, and zero days, keep the log forever.
    let deletes = profile.block("retention_policy").attr("enabled");
    let deletes = deletes.judge(|value| value.bool().test(|on| on));
    let least = cx.options().attr("days").int().known().unwrap_or(90);
    let days = profile.setting("retention_policy.days");
    let is_wrong = |value: Value<'_>| value.int().test(|days| days > 0 && days < least).and(deletes);
    let message = format!("the activity log of `{}` is kept for less than {least} days", profile.address());
    if let Some(found) = cx.reject(&days, is_wrong, message) {
        found
            .because("break-ins are often discovered after months, and then nothing shows who did what")
            .help(format!("set `days` in `retention_policy` to {least} or more, or to 0"))
            .if_exists(profile);
    }
}
