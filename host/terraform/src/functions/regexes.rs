//! Regular expressions, in RE2's language.

use std::{collections::BTreeMap, sync::Arc};

use regex::{Captures, Regex};
use tollgate_ir::{Entry, Kind, ObjectField, Open, Type, Value};

use super::{Call, FunctionError, MAX_TEXT, Outcome};

/// The first match: its text, its groups as a tuple, or its named groups as an object.
pub(super) fn regex(call: &Call<'_>) -> Outcome {
    let (regex, ty) = pattern(call)?;
    let (Some(regex), true) = (regex, !call.args[1].is_unknown()) else { return Ok(call.unknown_result(ty)) };
    match regex.captures(call.text(1)) {
        Some(captures) => Ok(found(call, &regex, &captures)),
        None => Err(FunctionError::new("the pattern matches no part of the string")),
    }
}

/// All matches, each as `regex` gives one.
pub(super) fn regexall(call: &Call<'_>) -> Outcome {
    let (regex, ty) = pattern(call)?;
    let (Some(regex), true) = (regex, !call.args[1].is_unknown()) else {
        return Ok(call.unknown_result(Type::list(ty)));
    };
    let items = regex.captures_iter(call.text(1)).map(|captures| found(call, &regex, &captures)).collect();
    Ok(call.list(ty, items, Open::Closed))
}

/// `$1`, `${name}` in the replacement stand for what the groups matched.
pub(super) fn replace(call: &Call<'_>, text: &str, pattern: &str, with: &str) -> Outcome {
    let regex = compile(pattern).map_err(|why| FunctionError::at(1, why))?;
    let (mut out, mut end) = (String::new(), 0);
    for captures in regex.captures_iter(text) {
        let whole = captures.get_match();
        out.push_str(&text[end..whole.start()]);
        captures.expand(with, &mut out);
        end = whole.end();
        if out.len() > MAX_TEXT {
            return Ok(call.limit("the size of a value", Type::String));
        }
    }
    out.push_str(&text[end..]);
    Ok(call.string(out))
}

/// The compiled first argument, when it is known, and the type of a match.
fn pattern(call: &Call<'_>) -> Result<(Option<Regex>, Type), FunctionError> {
    let Some(pattern) = call.args[0].as_str() else { return Ok((None, Type::Any)) };
    let regex = compile(pattern).map_err(|why| FunctionError::at(0, why))?;
    let named = regex.capture_names().flatten().count();
    let groups = regex.captures_len() - 1;
    let ty = match (groups, named) {
        (0, _) => Type::String,
        (groups, 0) => Type::Tuple(vec![Type::String; groups]),
        (groups, named) if groups == named => {
            let field = |name| (Arc::from(name), ObjectField::required(Type::String));
            Type::Object(regex.capture_names().flatten().map(field).collect())
        }
        _ => return Err(FunctionError::at(0, "either all capture groups have a name or none")),
    };
    Ok((Some(regex), ty))
}

fn found(call: &Call<'_>, regex: &Regex, captures: &Captures<'_>) -> Value {
    let group = |matched: Option<regex::Match<'_>>| match matched {
        Some(text) => call.string(text.as_str()),
        None => Value::new(Kind::Null(Type::String), call.origin()),
    };
    if regex.captures_len() == 1 {
        return group(captures.get(0));
    }
    let mut names = regex.capture_names().flatten().peekable();
    if names.peek().is_none() {
        return Value::tuple((1..captures.len()).map(|index| group(captures.get(index))).collect(), call.origin());
    }
    let entry = |name| (Arc::from(name), Entry { key_span: call.span, value: group(captures.name(name)) });
    Value::object(names.map(entry).collect::<BTreeMap<_, _>>(), call.origin())
}

fn compile(pattern: &str) -> Result<Regex, String> {
    if let Some(flag) = foreign_flag(pattern) {
        return Err(format!(
            "invalid regular expression `{pattern}`: there is no flag `{flag}`, only `i`, `m`, `s` and `U`"
        ));
    }
    Regex::new(&translate(pattern)).map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "the regular expression is too large".into(),
        error => format!("invalid regular expression `{pattern}`: {}", reason(&error.to_string())),
    })
}

/// A flag that the parser beneath knows and RE2 does not.
fn foreign_flag(pattern: &str) -> Option<char> {
    let mut rest = pattern;
    while let Some(at) = rest.find("(?") {
        let escaped = rest[..at].chars().rev().take_while(|c| *c == '\\').count() % 2 == 1;
        rest = &rest[at + 2..];
        let end = rest.find(|c: char| !c.is_ascii_alphabetic() && c != '-').unwrap_or(rest.len());
        let is_flags = !escaped && rest[end..].starts_with([':', ')']);
        if let Some(flag) = rest[..end].chars().find(|c| is_flags && !"imsU-".contains(*c)) {
            return Some(flag);
        }
    }
    None
}

/// The last line of the parser's message; those above draw the pattern.
fn reason(message: &str) -> &str {
    message.lines().last().unwrap_or(message).trim_start_matches("error: ")
}

/// From RE2's syntax to that of the `regex` crate: classes by letter are ASCII, `\Q…\E` quotes, and within
/// brackets `[`, `&&`, `--` and `~~` are ordinary.
fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars().peekable();
    let mut class = false;
    let mut class_start = false;
    while let Some(c) = chars.next() {
        let first = std::mem::take(&mut class_start);
        match c {
            '\\' => match chars.next() {
                Some('Q') => {
                    let rest: String = chars.by_ref().collect();
                    let (quoted, after) = rest.split_once("\\E").unwrap_or((&rest, ""));
                    out.push_str(&regex::escape(quoted));
                    // What follows has to be read with fresh state, which outside of brackets is all there is.
                    out.push_str(&translate(after));
                    return out;
                }
                Some(letter @ ('d' | 'D' | 's' | 'S' | 'w' | 'W')) => {
                    let inside = match letter.to_ascii_lowercase() {
                        'd' => "0-9",
                        's' => r"\t\n\x0c\r ",
                        _ => "0-9A-Za-z_",
                    };
                    match (letter.is_ascii_uppercase(), class) {
                        (true, _) => out.push_str(&format!("[^{inside}]")),
                        (false, true) => out.push_str(inside),
                        (false, false) => out.push_str(&format!("[{inside}]")),
                    }
                }
                Some(letter @ ('b' | 'B')) if !class => out.push_str(&format!("(?-u:\\{letter})")),
                Some(other) => out.extend(['\\', other]),
                None => out.push('\\'),
            },
            '[' if !class => {
                class = true;
                class_start = true;
                out.push('[');
                if chars.next_if_eq(&'^').is_some() {
                    out.push('^');
                }
            }
            '[' if chars.peek() == Some(&':') => {
                out.push('[');
                for c in chars.by_ref() {
                    out.push(c);
                    if c == ']' {
                        break;
                    }
                }
            }
            '[' => out.push_str("\\["),
            ']' if class && first => out.push_str("\\]"),
            ']' => {
                class = false;
                out.push(']');
            }
            '&' | '~' if class => out.extend(['\\', c]),
            '-' if class && chars.peek() == Some(&'-') => out.push_str("\\-"),
            c => out.push(c),
        }
    }
    out
}
