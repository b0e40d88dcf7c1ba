//! Label selectors that the host does not work out: those by which an object means its own pods.

use tollgate_sdk::{Answer, Read, Value};

/// Whether a selector with `matchLabels` and `matchExpressions` selects what has `labels`. Without any requirement it
/// selects everything.
pub fn selects(selector: Value<'_>, labels: Value<'_>) -> Answer {
    if selector.is_unknown() {
        return Answer::Unknown;
    }
    let expressions = selector.attr("matchExpressions");
    let all = expressions.each().map(|one| expression(one, labels)).fold(Answer::Yes, Answer::and);
    has_all(selector.attr("matchLabels"), labels).and(all).and(closed(expressions))
}

/// Whether all of `wanted`, labels by name, are among `labels`.
pub fn has_all(wanted: Value<'_>, labels: Value<'_>) -> Answer {
    let each = wanted.entries().map(|(key, value)| match (labels.attr(key).string(), value.string()) {
        (Read::Absent, _) => Answer::No,
        (Read::Known(label), Read::Known(wanted)) => Answer::from(label == wanted),
        _ => Answer::Unknown,
    });
    each.fold(Answer::Yes, Answer::and).and(closed(wanted))
}

/// What is listed is a part: with the rest it may select less.
fn closed(list: Value<'_>) -> Answer {
    if list.may_have_more() { Answer::Unknown } else { Answer::Yes }
}

fn expression(one: Value<'_>, labels: Value<'_>) -> Answer {
    let (Read::Known(key), Read::Known(operator)) = (one.attr("key").string(), one.attr("operator").string()) else {
        return Answer::Unknown;
    };
    let label = labels.attr(key);
    let exists = if label.is_unknown() { Answer::Unknown } else { Answer::from(!label.is_unset()) };
    let values = one.attr("values");
    let is_one_of = || {
        let is_it = |value: Value<'_>| match (value.string(), label.string()) {
            (Read::Known(value), Read::Known(label)) => Answer::from(value == label),
            _ => Answer::Unknown,
        };
        let listed = values.each().map(is_it).fold(Answer::No, Answer::or);
        exists.and(if values.may_have_more() { listed.or(Answer::Unknown) } else { listed })
    };
    match operator {
        "In" => is_one_of(),
        "NotIn" => is_one_of().not(),
        "Exists" => exists,
        "DoesNotExist" => exists.not(),
        _ => Answer::Unknown,
    }
}
