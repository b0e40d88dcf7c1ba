//! What an argument says: whether a switch is on, whether anything is given at all, and who decides what is not known.

use tollgate_sdk::{Answer, Value};

/// Whether a switch is on; one that is not written is off.
pub fn is_on(value: Value<'_>) -> Answer {
    value.judge(|value| value.bool().test(|on| on))
}

/// Whether a switch is off, which it is unless it is written.
pub fn is_off(value: Value<'_>) -> Answer {
    is_on(value).not()
}

/// Whether anything is given: neither absent nor null, an empty text or an empty list. What another resource or a
/// module says is given, though nobody knows its value yet, and so is a text of which the beginning is known; a
/// variable without a value may be null.
pub fn is_given(value: Value<'_>) -> Answer {
    value.judge(|value| {
        if value.is_unset() {
            Answer::No
        } else if value.is_unknown() {
            let is_something = value.refs().any(|one| !one.is_variable()) || begins_with_text(value);
            if is_something { Answer::Yes } else { Answer::Unknown }
        } else if let Some(text) = value.string().known() {
            Answer::from(!text.is_empty())
        } else {
            match (value.each().next(), value.may_have_more()) {
                (Some(_), _) => Answer::Yes,
                (None, true) => Answer::Unknown,
                (None, false) => Answer::No,
            }
        }
    })
}

/// Whether nothing is given.
pub fn is_missing(value: Value<'_>) -> Answer {
    is_given(value).not()
}

/// Whether of an unknown text at least the beginning is known.
pub fn begins_with_text(value: Value<'_>) -> bool {
    // Only where nothing at all is known may a text begin with something that nobody writes.
    value.is_unknown() && value.starts_with("\0") == Answer::No
}

/// Whether a part of a value is what a resource says, rather than a variable or a module that could not be read.
pub fn is_computed(value: Value<'_>) -> bool {
    value.refs().any(|one| {
        let address = one.address();
        let is_module = address.rsplit_once('.').is_some_and(|(before, _)| before.ends_with("module"));
        !one.is_variable() && !is_module
    })
}

/// Whether a value is made of what resources and modules say only: it is not known before they are made, and no
/// variable has a part in it.
pub fn is_of_resource(value: Value<'_>) -> bool {
    let mut refs = value.refs().peekable();
    refs.peek().is_some() && refs.all(|one| !one.is_variable())
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

/// The texts for which `is` says yes, in a list or standing alone: of the first of its possibilities that has one.
pub fn texts<'a>(values: Value<'a>, is: impl Fn(&str) -> bool) -> Vec<&'a str> {
    let of_one = |values: Value<'a>| {
        let mut texts = Vec::new();
        for text in values.one_or_more().flat_map(|one| one.possibilities()).filter_map(|one| one.string().known()) {
            if is(text) && !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts
    };
    values.possibilities().map(of_one).find(|texts| !texts.is_empty()).unwrap_or_default()
}

/// Names in backticks, of which there may be many: three and how many more, or four.
pub fn listed_shortly(names: &[&str]) -> String {
    if names.len() <= 4 {
        return listed(names);
    }
    let first: Vec<String> = names[..3].iter().map(|name| format!("`{name}`")).collect();
    format!("{} and {} more", first.join(", "), names.len() - 3)
}

/// Names in backticks, as a sentence has them.
pub fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::listed_shortly;

    #[test]
    fn many_names() {
        assert_eq!(listed_shortly(&["s3:*"]), "`s3:*`");
        assert_eq!(listed_shortly(&["a", "b", "c", "d"]), "`a`, `b`, `c` and `d`");
        assert_eq!(listed_shortly(&["a", "b", "c", "d", "e"]), "`a`, `b`, `c` and 2 more");
    }
}
