//! Go's own functions that make text fit for other languages.

use crate::{
    text::{Text, TextBuilder},
    value::{Data, Value},
};

use super::{Call, Function, Type, shared};
use shared::passes;

pub(super) const FUNCTIONS: &[Function] = &[
    passes("html", &[], Some(Type::Any), |call, given| Ok(escaped(call, given, html))),
    passes("js", &[], Some(Type::Any), |call, given| Ok(escaped(call, given, js))),
    passes("urlquery", &[], Some(Type::Any), |call, given| Ok(escaped(call, given, url_query))),
];

/// What stands for some bytes at the beginning of a text, and how many of them; `None` leaves one as it is.
type Escape = fn(&[u8]) -> Option<(String, usize)>;

fn escaped(call: &mut Call<'_>, arguments: &[Value], escape: Escape) -> Value {
    let text = printed(arguments);
    let bytes = text.as_bytes();
    let mut out = TextBuilder::default();
    let mut kept = 0;
    let mut at = 0;
    while at < bytes.len() {
        match escape(&bytes[at..]) {
            Some((instead, length)) => {
                out.push(&text, kept..at);
                out.push_bytes(instead.as_bytes(), text.mark_at(at));
                at += length;
                kept = at;
            }
            None => at += 1,
        }
    }
    out.push(&text, kept..bytes.len());
    let from = match arguments {
        [one] if one.as_text().is_some() => one.from,
        _ => call.sources_of(arguments),
    };
    Value::text(out.finish()).with(from)
}

/// One text as it is, and all else as Go prints it: blanks stand between what is no text.
fn printed(arguments: &[Value]) -> Text {
    if let [Value { data: Data::Text(text), .. }] = arguments {
        return text.clone();
    }
    let mut out = Vec::new();
    for (index, value) in arguments.iter().enumerate() {
        let is_text = |value: &Value| value.is_nil() || value.as_text().is_some();
        if index > 0 && !is_text(value) && !is_text(&arguments[index - 1]) {
            out.push(b' ');
        }
        match value.as_text() {
            Some(text) => out.extend_from_slice(text.as_bytes()),
            None if value.is_nil() => out.extend_from_slice(crate::NO_VALUE.as_bytes()),
            None => out.extend_from_slice(crate::fmt::show(value).as_bytes()),
        }
    }
    out.into()
}

fn html(bytes: &[u8]) -> Option<(String, usize)> {
    let entity = match bytes[0] {
        0 => "\u{fffd}",
        b'"' => "&#34;",
        b'\'' => "&#39;",
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        _ => return None,
    };
    Some((entity.to_owned(), 1))
}

fn js(bytes: &[u8]) -> Option<(String, usize)> {
    match bytes[0] {
        byte @ (b'\\' | b'\'' | b'"') => Some((format!("\\{}", char::from(byte)), 1)),
        byte @ (b'<' | b'>' | b'&' | b'=' | 0..=0x1f) => Some((format!("\\u{byte:04X}"), 1)),
        0x20..=0x7f => None,
        _ => {
            let end = bytes.len().min(4);
            let first = bytes[..end].utf8_chunks().next()?.valid().chars().next()?;
            let length = first.len_utf8();
            // What is printable stays, as Go's `%q` says it.
            let quoted = crate::quote::quote(&bytes[..length]);
            if quoted.as_bytes()[1..].starts_with(&bytes[..length]) {
                return None;
            }
            Some((format!("\\u{:04X}", u32::from(first)), length))
        }
    }
}

fn url_query(bytes: &[u8]) -> Option<(String, usize)> {
    match bytes[0] {
        b' ' => Some(("+".to_owned(), 1)),
        byte if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') => None,
        byte => Some((format!("%{byte:02X}"), 1)),
    }
}
