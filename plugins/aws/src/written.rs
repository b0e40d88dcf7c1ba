//! Arguments that switch something on by being there, such as a log group to write to.

use tollgate_sdk::{Answer, Value};

/// Whether nothing is given: absent, null, an empty string or list. A reference to a resource is something, also where
/// its value is known only after it is made.
pub fn is_unwritten(value: Value<'_>) -> Answer {
    if value.is_unset() {
        Answer::Yes
    } else if value.is_unknown() {
        if value.refs().any(|one| !one.is_variable()) { Answer::No } else { Answer::Unknown }
    } else if let Some(text) = value.string().known() {
        Answer::from(text.is_empty())
    } else {
        match (value.each().next().is_none(), value.may_have_more()) {
            (false, _) => Answer::No,
            (true, true) => Answer::Unknown,
            (true, false) => Answer::Yes,
        }
    }
}

/// Whether it is `true`; what is not written is not.
pub fn is_on(value: Value<'_>) -> Answer {
    value.judge(|value| value.bool().test(|on| on))
}

/// Those of `required` that a list of strings does not have, and whether that is certain.
pub fn missing<'r>(list: Value<'_>, required: &[&'r str]) -> (Vec<&'r str>, Answer) {
    let lacks = |text: &&&str| !list.each().any(|one| one.string().known() == Some(**text));
    let missing: Vec<&str> = required.iter().filter(lacks).copied().collect();
    let is_open = list.may_have_more() || list.each().any(|one| one.is_unknown());
    let certain = if missing.is_empty() {
        Answer::No
    } else if is_open {
        Answer::Unknown
    } else {
        Answer::Yes
    };
    (missing, certain)
}

/// Names in backticks, as a sentence has them.
pub fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}
