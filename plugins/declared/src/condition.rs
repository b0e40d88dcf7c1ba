//! What is asked of a value.

use tollgate_sdk::{Answer, Value, glob};

/// The operators of a condition, in the order in which errors name them. The host checks that there is exactly one.
pub const OPERATORS: &[&str] =
    &["exists", "equals", "not-equals", "one-of", "none-of", "matches", "at-least", "at-most", "contains", "refers-to"];

/// Operators that ask about a list as a whole. All others ask about each of its elements.
const OF_LISTS: [&str; 2] = ["exists", "contains"];

/// Of how many elements of a list a condition must hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    /// What is required.
    Each,
    /// What is forbidden, and what says of which resources a rule speaks.
    Any,
}

/// Whether a list stands for each of its elements, rather than for itself.
pub fn is_of_elements(condition: Value<'_>) -> bool {
    OF_LISTS.iter().all(|name| condition.attr(name).is_absent())
}

/// Whether `value` is as `condition` says. An absent value is as `default` of the condition says, where that is given;
/// otherwise nothing but `exists = false` and what denies (`not-equals`, `none-of`) holds of it. A list without
/// elements is as an absent value.
pub fn holds(condition: Value<'_>, value: Value<'_>, of: Of) -> Answer {
    let is_of_elements = is_of_elements(condition);
    value.judge(|value| {
        // What depends on a condition may be a list in one case.
        if !is_of_elements || !value.is_list() {
            return one(condition, value);
        }
        let is_open = value.may_have_more();
        if !is_open && value.each().next().is_none() {
            return one(condition, value.attr(""));
        }
        let rest = is_open.then_some(Answer::Unknown);
        let listed = value.each().map(|element| holds(condition, element, of)).chain(rest);
        match of {
            Of::Each => listed.fold(Answer::Yes, Answer::and),
            Of::Any => listed.fold(Answer::No, Answer::or),
        }
    })
}

fn one(condition: Value<'_>, value: Value<'_>) -> Answer {
    let default = condition.attr("default");
    if value.is_unset() && !default.is_absent() && condition.attr("exists").is_absent() {
        return plain(condition, default);
    }
    plain(condition, value)
}

fn plain(condition: Value<'_>, value: Value<'_>) -> Answer {
    let operand = |name: &str| Some(condition.attr(name)).filter(|operand| !operand.is_absent());
    if let Some(exists) = operand("exists") {
        let wanted = exists.bool().known().unwrap_or(true);
        // Unknown values are set, to what nobody knows: only one that may be null may be none.
        return if value.is_unknown() { Answer::Unknown } else { Answer::from(value.is_unset() != wanted) };
    }
    if let Some(wanted) = operand("equals") {
        return is(value, wanted);
    }
    if let Some(unwanted) = operand("not-equals") {
        return is(value, unwanted).not();
    }
    if let Some(list) = operand("one-of") {
        return list.each().map(|one| is(value, one)).fold(Answer::No, Answer::or);
    }
    if let Some(list) = operand("none-of") {
        return list.each().map(|one| is(value, one)).fold(Answer::No, Answer::or).not();
    }
    if let Some(pattern) = operand("matches") {
        let pattern = pattern.string().known().unwrap_or("*");
        return value.string().test(|text| glob::matches(pattern, text));
    }
    if let Some(least) = operand("at-least") {
        return compare(value, least, |value, least| value >= least);
    }
    if let Some(most) = operand("at-most") {
        return compare(value, most, |value, most| value <= most);
    }
    if let Some(wanted) = operand("contains") {
        let listed = value.each().map(|one| is(one, wanted)).fold(Answer::No, Answer::or);
        return if value.may_have_more() { listed.or(Answer::Unknown) } else { listed };
    }
    if let Some(pattern) = operand("refers-to") {
        return refers(value, pattern.string().known().unwrap_or("*"));
    }
    Answer::Yes
}

/// Whether the value is the same as one that was written in the configuration: texts, numbers and booleans are
/// converted as Terraform does.
fn is(value: Value<'_>, wanted: Value<'_>) -> Answer {
    match wanted.string().known() {
        Some(wanted) => value.string().test(|text| text == wanted),
        None => Answer::from(value.is_unset()),
    }
}

fn compare(value: Value<'_>, bound: Value<'_>, is_good: impl Fn(f64, f64) -> bool) -> Answer {
    let number = |value: Value<'_>| value.string().map(|text| text.trim().parse::<f64>());
    let Some(Ok(bound)) = number(bound).known() else { return Answer::Unknown };
    number(value).test(|value| value.is_ok_and(|value| is_good(value, bound)))
}

/// Whether the value is an attribute of a resource whose type is of the form `pattern`.
fn refers(value: Value<'_>, pattern: &str) -> Answer {
    let is_of = |address: &str| {
        // `module.a.aws_kms_key.main["x"]`: the type is what stands before the name.
        let plain = address.split('[').next().unwrap_or_default();
        plain.split('.').any(|part| glob::matches(pattern, part))
    };
    if value.is_unset() {
        return Answer::No;
    }
    let is_one = value.refs().any(|one| is_of(one.address()));
    if !is_one && value.is_unknown() { Answer::Unknown } else { Answer::from(is_one) }
}
