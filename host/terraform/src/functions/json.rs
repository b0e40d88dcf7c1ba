//! JSON as Terraform writes and reads it: sorted keys, exact numbers, `<>&` escaped.

use tollgate_ir::{Kind, Refinement, Type, Value};

use super::{Call, FunctionError, Outcome, deep_marks};
use crate::{convert::is_whole, document};

/// Up to the first unknown value the text is known. What it says is known as far as the argument is; there,
/// what is sensitive is only what was marked, while the text as a whole gives it away.
pub(super) fn jsonencode(call: &Call<'_>) -> Outcome {
    let value = &call.args[0];
    let mut out = String::new();
    let text = match write(value, &mut out) {
        Ok(()) => call.string(out),
        Err(Stop::Unknown) => {
            let prefix = (!out.is_empty()).then(|| out.into());
            let refinement = Refinement { not_null: true, prefix, ..Refinement::default() };
            call.depends_on([value].into_iter(), Type::String, refinement)
        }
        Err(Stop::Error(why)) => return Err(FunctionError::new(why)),
    };
    Ok(text.marked(deep_marks(value)).saying(value.clone()))
}

/// What is read keeps its place in the text.
pub(super) fn jsondecode(call: &Call<'_>) -> Outcome {
    let arg = &call.args[0];
    let Some(text) = arg.as_str() else {
        let said = arg.document.as_deref().map(document::decoded);
        return Ok(said.unwrap_or_else(|| call.unknown_result(Type::Any)));
    };
    let places = call.cx.places(arg);
    let how = || tollgate_ir::How::Call("jsondecode".into());
    let place = |range: std::ops::Range<usize>| match places.as_ref().and_then(|places| places.span(&range)) {
        Some(span) => tollgate_ir::Origin::at(span).via(call.span, how()),
        None => call.origin(),
    };
    // The text may be a document of another format, which is no JSON.
    let read = document::read(text, &place).map_err(FunctionError::new)?;
    let said = arg.document.as_deref().filter(|said| is_whole(said)).map(document::decoded);
    Ok(said.unwrap_or(read))
}

/// The text of a value that is wholly known.
pub(super) fn encode(value: &Value) -> Result<String, String> {
    let mut out = String::new();
    match write(value, &mut out) {
        Ok(()) => Ok(out),
        Err(Stop::Unknown) => Err("the value is not known".into()),
        Err(Stop::Error(why)) => Err(why),
    }
}

/// A string as JSON.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::new();
    write_string(text, &mut out);
    out
}

enum Stop {
    Unknown,
    Error(String),
}

fn write(value: &Value, out: &mut String) -> Result<(), Stop> {
    match &value.kind {
        Kind::Unknown(unknown) => {
            // What surely begins the value also begins its text.
            if let (Type::String, Some(prefix), true) =
                (&unknown.ty, &unknown.refinement.prefix, unknown.refinement.not_null)
            {
                let mut text = String::new();
                write_string(prefix, &mut text);
                text.pop();
                out.push_str(&text);
            }
            return Err(Stop::Unknown);
        }
        Kind::Null(_) => out.push_str("null"),
        Kind::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Kind::Number(n) if n.is_infinite() => return Err(Stop::Error("infinity cannot be written as JSON".into())),
        Kind::Number(n) => out.push_str(&n.to_string()),
        Kind::String(text) => write_string(text, out),
        Kind::List(_, items, _) | Kind::Set(_, items, _) | Kind::Tuple(items, _) => {
            out.push('[');
            let unordered = matches!(value.kind, Kind::Set(..)) && !items.iter().all(is_whole);
            if value.open().is_some() || unordered {
                return Err(Stop::Unknown);
            }
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Kind::Map(_, entries, _) | Kind::Object(entries, _) => {
            out.push('{');
            if value.open().is_some() {
                return Err(Stop::Unknown);
            }
            for (index, (key, entry)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_string(key, out);
                out.push(':');
                write(&entry.value, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..'\u{20}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
