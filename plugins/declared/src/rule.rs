//! One declared rule on one resource.

use tollgate_sdk::{Answer, Context, Json, Report, Resource, Setting, Value};

use crate::{
    condition::{Of, holds, is_of_elements},
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
        judge(cx, resource, condition, meant, Of::Each);
    }
    for condition in declaration.attr("forbid").one_or_more() {
        judge(cx, resource, condition, meant, Of::Any);
    }
}

/// Whether any value at the path of the condition is as it says.
fn any(resource: Resource<'_>, condition: Value<'_>) -> Answer {
    let found = at(resource, condition);
    let listed = found.values.iter().map(|value| holds(condition, *value, Of::Any)).fold(Answer::No, Answer::or);
    if found.open.is_some() { listed.or(Answer::Unknown) } else { listed }
}

fn at<'a>(resource: Resource<'a>, condition: Value<'a>) -> Found<'a> {
    let found = values(resource.body(), condition.attr("attribute").string().known().unwrap_or_default());
    if is_of_elements(condition) { found.elements() } else { found }
}

/// Reports each value that is not as is required of each, or that is as is forbidden of any.
fn judge(cx: &mut Context<'_>, resource: Resource<'_>, condition: Value<'_>, meant: Answer, of: Of) {
    let found = at(resource, condition);
    for value in &found.values {
        let holds = holds(condition, *value, of);
        let is_wrong = match of {
            Of::Each => holds.not(),
            Of::Any => holds,
        };
        match meant.and(is_wrong) {
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
    let shown = shown(value);
    let attribute = condition.attr("attribute").string().known().unwrap_or_default();
    let message = filled(text("message"), |name| match name {
        "address" => Some(resource.address()),
        "name" => Some(resource.name()),
        "attribute" => Some(attribute),
        "value" => Some(&shown),
        _ => None,
    });
    let mut report = cx.report(value, message).because(text("why")).help(text("help"));
    // One element of a list is no place for what the whole attribute is to be, unless that is a list as well.
    let is_element = setting.is_some_and(|setting| setting.value().is_list());
    if let Some(setting) = setting.filter(|_| !is_element || condition.attr("fix").attr("set").is_list()) {
        report = with_fix(report, setting, condition.attr("fix"));
    }
    if answer == Answer::Possible {
        report.possible();
    }
}

/// A value in a message.
fn shown(value: Value<'_>) -> String {
    match value.string().known() {
        _ if value.is_sensitive() => "(sensitive)".to_owned(),
        Some(text) => text.to_owned(),
        None if value.is_unset() => "nothing".to_owned(),
        None if value.is_list() => {
            let rest = value.may_have_more().then(|| "…".to_owned());
            let elements: Vec<String> = value.each().map(shown).chain(rest).collect();
            format!("[{}]", elements.join(", "))
        }
        None if value.is_unknown() => "(not known)".to_owned(),
        None => "(not a text)".to_owned(),
    }
}

/// `message` with what `value` gives for `{name}`; `{{` stands for a brace.
fn filled<'v>(message: &str, value: impl Fn(&str) -> Option<&'v str>) -> String {
    let (mut out, mut rest) = (String::new(), message);
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let placeholder = after.split_once('}').and_then(|(name, after)| Some((value(name)?, after)));
        rest = match (placeholder, after.strip_prefix('{')) {
            (_, Some(after)) => {
                out.push('{');
                after
            }
            (Some((text, after)), None) => {
                out.push_str(text);
                after
            }
            // The host has checked the names.
            (None, None) => {
                out.push('{');
                after
            }
        };
    }
    out.push_str(rest);
    out
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
