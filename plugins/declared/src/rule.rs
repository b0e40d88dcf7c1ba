//! One declared rule on one resource.

use tollgate_sdk::{Answer, Context, Json, Report, Resource, Setting, Value};

use crate::{
    condition::holds,
    path::{Found, values},
};

/// Judges `resource` by the declaration in the options of the rule.
pub fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() && cx.options().attr("data").bool().known() != Some(true) {
        return;
    }
    let declaration = cx.options();
    let mut meant = Answer::Yes;
    for condition in declaration.attr("where").one_or_more() {
        meant = meant.and(any(resource, condition));
    }
    if meant == Answer::No {
        return;
    }
    for condition in declaration.attr("require").one_or_more() {
        judge(cx, resource, condition, meant, |answer| answer.not());
    }
    for condition in declaration.attr("forbid").one_or_more() {
        judge(cx, resource, condition, meant, |answer| answer);
    }
}

/// Whether any value at the path of the condition is as it says.
fn any(resource: Resource<'_>, condition: Value<'_>) -> Answer {
    let found = at(resource, condition);
    let listed = found.values.iter().map(|value| holds(condition, *value)).fold(Answer::No, Answer::or);
    if found.open.is_some() { listed.or(Answer::Unknown) } else { listed }
}

fn at<'a>(resource: Resource<'a>, condition: Value<'a>) -> Found<'a> {
    values(resource.body(), condition.attr("attribute").string().known().unwrap_or_default())
}

/// Reports each value of which `is_wrong` says so.
fn judge(
    cx: &mut Context<'_>,
    resource: Resource<'_>,
    condition: Value<'_>,
    meant: Answer,
    is_wrong: impl Fn(Answer) -> Answer,
) {
    let found = at(resource, condition);
    for value in &found.values {
        match meant.and(is_wrong(holds(condition, *value))) {
            Answer::No => {}
            Answer::Unknown => cx.undecided(*value),
            answer => report(cx, resource, condition, *value, found.setting.as_ref(), answer),
        }
    }
    if let Some(open) = found.open {
        cx.undecided(open);
    }
}

fn report(
    cx: &mut Context<'_>,
    resource: Resource<'_>,
    condition: Value<'_>,
    value: Value<'_>,
    setting: Option<&Setting<'_>>,
    answer: Answer,
) {
    let declaration = cx.options();
    let text = |name: &str| declaration.attr(name).string().known().unwrap_or_default();
    let shown = match value.string().known() {
        _ if value.is_sensitive() => "(sensitive)".to_owned(),
        Some(text) => text.to_owned(),
        None if value.is_unset() => "nothing".to_owned(),
        None => "(not a text)".to_owned(),
    };
    let attribute = condition.attr("attribute").string().known().unwrap_or_default();
    let message = text("message")
        .replace("{address}", resource.address())
        .replace("{name}", resource.name())
        .replace("{attribute}", attribute)
        .replace("{value}", &shown);
    let mut report = cx.report(value, message).because(text("why")).help(text("help"));
    if let Some(setting) = setting {
        report = with_fix(report, setting, condition.attr("fix"));
    }
    if answer == Answer::Possible {
        report.possible();
    }
}

/// The fix that stands with the condition: what the attribute is to be.
fn with_fix<'f>(report: Report<'f>, setting: &Setting<'_>, fix: Value<'_>) -> Report<'f> {
    let Some(new) = json(fix.attr("set")) else { return report };
    let report = report.fix_setting(setting, new);
    if fix.attr("safety").string().known() == Some("safe") { report } else { report.fix_is_unsafe() }
}

fn json(value: Value<'_>) -> Option<Json> {
    if value.is_unset() {
        return None;
    }
    if value.is_list() {
        return Some(Json::List(value.each().filter_map(json).collect()));
    }
    // Numbers before texts: what is written without quotes is to stay so.
    let text = value.string().known()?;
    Some(match (value.bool().known(), value.int().known()) {
        (Some(flag), _) => Json::Bool(flag),
        (_, Some(number)) => Json::Int(number),
        _ => Json::String(text.to_owned()),
    })
}
