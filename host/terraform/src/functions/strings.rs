//! Strings: case, trimming, searching, splitting. Characters are what a reader counts (grapheme clusters).

use tollgate_ir::{Kind, Refinement, Type, Value};
use unicode_segmentation::UnicodeSegmentation as _;

use super::{Call, FunctionError, MAX_ELEMENTS, MAX_TEXT, Outcome};

pub(super) fn graphemes(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.graphemes(true)
}

pub(super) fn upper(call: &Call<'_>) -> Outcome {
    Ok(call.string(to_upper(call.text(0))))
}

pub(super) fn lower(call: &Call<'_>) -> Outcome {
    Ok(call.string(to_lower(call.text(0))))
}

pub(super) fn to_upper(text: &str) -> String {
    text.chars().map(single_upper).collect()
}

pub(super) fn to_lower(text: &str) -> String {
    text.chars().map(single_lower).collect()
}

/// Case changes one character into one character: `ß` stays as it is.
fn single_upper(c: char) -> char {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(only), None) => only,
        _ => c,
    }
}

fn single_lower(c: char) -> char {
    // The only letter whose lower case is longer; Terraform drops its dot.
    if c == 'İ' {
        return 'i';
    }
    c.to_lowercase().next().unwrap_or(c)
}

pub(super) fn title(call: &Call<'_>) -> Outcome {
    Ok(call.string(to_title(call.text(0))))
}

pub(super) fn to_title(text: &str) -> String {
    let mut previous = ' ';
    let titled = |c: char| {
        let start = !is_word(previous);
        previous = c;
        if start { single_upper(c) } else { c }
    };
    text.chars().map(titled).collect()
}

/// Within a word as titles see it: ASCII punctuation separates, except for the underscore.
fn is_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() || c == '_' } else { !c.is_whitespace() }
}

pub(super) fn chomp(call: &Call<'_>) -> Outcome {
    Ok(call.blanks_off(call.text(0).trim_end_matches(['\n', '\r'])))
}

pub(super) fn trimspace(call: &Call<'_>) -> Outcome {
    Ok(call.blanks_off(call.text(0).trim()))
}

pub(super) fn trim(call: &Call<'_>) -> Outcome {
    Ok(call.string(call.text(0).trim_matches(|c| call.text(1).contains(c))))
}

pub(super) fn trimprefix(call: &Call<'_>) -> Outcome {
    let text = call.text(0);
    Ok(call.string(text.strip_prefix(call.text(1)).unwrap_or(text)))
}

pub(super) fn trimsuffix(call: &Call<'_>) -> Outcome {
    let text = call.text(0);
    Ok(call.string(text.strip_suffix(call.text(1)).unwrap_or(text)))
}

/// A known beginning of an unknown string may be enough.
pub(super) fn startswith(call: &Call<'_>) -> Outcome {
    let Some(prefix) = call.args[1].as_str() else {
        return Ok(call.unknown_result(Type::Bool));
    };
    match &call.args[0].kind {
        Kind::Unknown(unknown) => match &unknown.refinement.prefix {
            Some(known) if known.starts_with(prefix) => Ok(call.bool(true)),
            Some(known) if !prefix.starts_with(&**known) => Ok(call.bool(false)),
            _ => Ok(call.unknown_result(Type::Bool)),
        },
        _ => Ok(call.bool(call.text(0).starts_with(prefix))),
    }
}

pub(super) fn endswith(call: &Call<'_>) -> Outcome {
    Ok(call.bool(call.text(0).ends_with(call.text(1))))
}

/// A known beginning of an unknown string may hold it.
pub(super) fn strcontains(call: &Call<'_>) -> Outcome {
    let Some(part) = call.args[1].as_str() else { return Ok(call.unknown_result(Type::Bool)) };
    if let Kind::Unknown(unknown) = &call.args[0].kind {
        let held = unknown.refinement.prefix.as_deref().is_some_and(|prefix| prefix.contains(part));
        return Ok(if held || part.is_empty() { call.bool(true) } else { call.unknown_result(Type::Bool) });
    }
    Ok(call.bool(call.text(0).contains(call.text(1))))
}

pub(super) fn strrev(call: &Call<'_>) -> Outcome {
    Ok(call.string(graphemes(call.text(0)).rev().collect::<String>()))
}

/// A known beginning of an unknown string is enough when the part lies within.
pub(super) fn substr(call: &Call<'_>) -> Outcome {
    if call.args[1..].iter().any(Value::is_unknown) {
        return Ok(call.unknown_result(Type::String));
    }
    let (offset, length) = (call.int(1)?, call.int(2)?);
    // A negative length means: to the end. So does none at all from an offset that counts from the end.
    let take = usize::try_from(length).ok().filter(|length| *length > 0 || offset >= 0).unwrap_or(usize::MAX);
    if let Kind::Unknown(unknown) = &call.args[0].kind {
        let prefix = unknown.refinement.prefix.as_deref().unwrap_or("");
        let skip = usize::try_from(offset).unwrap_or(usize::MAX);
        let part: Vec<&str> = graphemes(prefix).skip(skip).take(take).collect();
        // What follows may still combine with the last letter of the prefix, though not with punctuation.
        let whole = skip.saturating_add(take) < graphemes(prefix).count()
            || prefix.ends_with(|c: char| c.is_ascii_punctuation());
        return Ok(if part.len() == take && whole {
            call.string(part.concat())
        } else {
            call.unknown_result(Type::String)
        });
    }
    let text = call.text(0);
    let skip = if offset >= 0 {
        usize::try_from(offset).unwrap_or(usize::MAX)
    } else {
        let back = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
        graphemes(text).count().saturating_sub(back)
    };
    Ok(call.string(graphemes(text).skip(skip).take(take).collect::<String>()))
}

pub(super) fn split(call: &Call<'_>) -> Outcome {
    let (separator, text) = (call.text(0), call.text(1));
    // One more than the limit is enough to be over it.
    let most = MAX_ELEMENTS + 1;
    if separator.is_empty() {
        return Ok(call.strings(text.chars().take(most).map(String::from)));
    }
    Ok(call.strings(text.split(separator).take(most).map(str::to_owned)))
}

/// Joins all lists; up to the first unknown element the result is known.
pub(super) fn join(call: &Call<'_>) -> Outcome {
    if call.args.len() < 2 {
        return Err(FunctionError::new("at least one list is required"));
    }
    let mut parts = Vec::new();
    for (index, list) in call.args.iter().enumerate().skip(1) {
        for item in list.elements().unwrap_or_default() {
            if item.is_null() {
                return Err(FunctionError::at(index, "the list has a null element, which cannot be joined"));
            }
            parts.push(item);
        }
    }
    let separator = call.args[0].as_str();
    let whole = call.args.iter().all(crate::convert::is_whole);
    let mut text = String::new();
    for (index, part) in parts.iter().enumerate() {
        match (separator, part.as_str()) {
            (Some(separator), Some(part)) => {
                if index > 0 {
                    text.push_str(separator);
                }
                text.push_str(part);
                if text.len() > MAX_TEXT {
                    return Ok(call.limit("the size of a value", Type::String));
                }
            }
            (Some(separator), None) if index > 0 => {
                text.push_str(separator);
                break;
            }
            _ => break,
        }
    }
    if whole {
        return Ok(call.string(text));
    }
    let in_order = call.args[1..].iter().all(|list| list.elements().is_some() && list.open().is_none());
    let prefix = (in_order && !text.is_empty()).then(|| text.into());
    let refinement = Refinement { not_null: true, prefix, ..Refinement::default() };
    Ok(call.depends_on(call.args.iter(), Type::String, refinement))
}

/// Every line but the first.
pub(super) fn indent(call: &Call<'_>) -> Outcome {
    let spaces =
        usize::try_from(call.int(0)?).map_err(|_| FunctionError::at(0, "the number of spaces must not be negative"))?;
    let text = call.text(1);
    let lines = text.matches('\n').count();
    if spaces.saturating_mul(lines) > MAX_TEXT {
        return Ok(call.limit("the size of a value", Type::String));
    }
    Ok(call.string(text.replace('\n', &format!("\n{}", " ".repeat(spaces)))))
}

/// A search text between slashes is a regular expression.
pub(super) fn replace(call: &Call<'_>) -> Outcome {
    let (text, search, with) = (call.text(0), call.text(1), call.text(2));
    if let Some(pattern) = search.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
        return super::regexes::replace(call, text, pattern, with);
    }
    // One more than the characters when the search is empty, never more otherwise.
    let most = if with.len() > search.len() { text.matches(search).count().saturating_mul(with.len()) } else { 0 };
    if most > MAX_TEXT {
        return Ok(call.limit("the size of a value", Type::String));
    }
    Ok(call.string(text.replace(search, with)))
}
