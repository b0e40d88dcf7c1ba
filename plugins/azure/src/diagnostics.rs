//! Diagnostic settings: what Azure Monitor sends on of the logs of a resource.

use tollgate_sdk::{Answer, Resource, Value};

/// The type of the settings. `target_resource_id` says whose they are.
pub const SETTING: &str = "azurerm_monitor_diagnostic_setting";

/// Whether the setting sends logs of one of `categories`, by its name or with one of the category `groups`.
pub fn sends(setting: Resource<'_>, categories: &[&str], groups: &[&str]) -> Answer {
    // `log`, which can be switched off, is the block of version 3 of the provider and before.
    ["enabled_log", "log"].iter().fold(Answer::No, |answer, name| {
        let logs = setting.attr(name);
        let open = if logs.may_have_more() { Answer::Unknown } else { Answer::No };
        answer.or(logs.each().map(|log| names(log, categories, groups)).fold(open, Answer::or))
    })
}

fn names(log: Value<'_>, categories: &[&str], groups: &[&str]) -> Answer {
    let is_one_of = |argument: &str, names: &[&str]| {
        log.attr(argument)
            .judge(|value| value.string().test(|text| names.iter().any(|one| text.eq_ignore_ascii_case(one))))
    };
    let enabled = log.attr("enabled").judge(|value| value.bool().or(true).test(|on| on));
    is_one_of("category", categories).or(is_one_of("category_group", groups)).and(enabled)
}
