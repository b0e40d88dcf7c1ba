//! Values as `terraform console` prints them, types of nulls and collections included.

use tollgate_ir::{Kind, Type, Value};

pub(super) fn display(value: &Value) -> String {
    print(value, 0)
}

fn print(value: &Value, depth: usize) -> String {
    if value.marks.sensitive {
        return "(sensitive value)".into();
    }
    if value.marks.ephemeral {
        return "(ephemeral value)".into();
    }
    let shown = shown(value, depth);
    // There may be more in it than is listed, which the console never has to say.
    if value.open().is_some() { format!("{shown} …") } else { shown }
}

fn shown(value: &Value, depth: usize) -> String {
    match &value.kind {
        Kind::Unknown(_) => "(known after apply)".into(),
        Kind::Null(ty) => null(ty),
        Kind::Bool(b) => b.to_string(),
        Kind::Number(n) => n.to_string(),
        Kind::String(text) => string(text, depth),
        Kind::List(_, items, _) => list("tolist([", items, "])", depth),
        Kind::Set(_, items, _) => list("toset([", items, "])", depth),
        Kind::Tuple(items, _) => list("[", items, "]", depth),
        Kind::Map(..) => map("tomap({", value, "})", depth),
        Kind::Object(..) => map("{", value, "}", depth),
    }
}

fn null(ty: &Type) -> String {
    let of = |function: &str, element: &Type| format!("{function}(null) /* of {} */", element.friendly_name());
    match ty {
        Type::Any => "null".into(),
        Type::Bool => "tobool(null)".into(),
        Type::Number => "tonumber(null)".into(),
        Type::String => "tostring(null)".into(),
        Type::List(element) => of("tolist", element),
        Type::Set(element) => of("toset", element),
        Type::Map(element) => of("tomap", element),
        Type::Tuple(_) | Type::Object(_) => format!("null /* {} */", ty.friendly_name()),
    }
}

/// Several lines stand as a heredoc, at whose level of depth they begin.
fn string(text: &str, depth: usize) -> String {
    if !text.contains('\n') {
        return quoted(text);
    }
    let mut marker = "EOT".to_owned();
    while text.lines().any(|line| line.trim() == marker) {
        marker.push('_');
    }
    if depth == 0 {
        return format!("<<{marker}\n{text}\n{marker}");
    }
    let indent = " ".repeat(depth);
    let lines: String = text.split('\n').map(|line| format!("{indent}{line}\n")).collect();
    format!("<<-{marker}\n{lines}{indent}{marker}")
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_ascii_control() => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c if c.is_control()
                || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{feff}') =>
            {
                out.push_str(&format!("\\u{:04x}", u32::from(c)))
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn list(start: &str, items: &[Value], end: &str, depth: usize) -> String {
    if items.is_empty() {
        return format!("{start}{end}");
    }
    let indent = " ".repeat(depth + 2);
    let lines: String = items.iter().map(|item| format!("{indent}{},\n", print(item, depth + 2))).collect();
    format!("{start}\n{lines}{}{end}", " ".repeat(depth))
}

fn map(start: &str, value: &Value, end: &str, depth: usize) -> String {
    let entries = value.entries().into_iter().flatten();
    let indent = " ".repeat(depth + 2);
    let line = |key: &str, value| format!("{indent}{} = {}\n", quoted(key), print(value, depth + 2));
    let lines: String = entries.map(|(key, entry)| line(key, &entry.value)).collect();
    if lines.is_empty() {
        return format!("{start}{end}");
    }
    format!("{start}\n{lines}{}{end}", " ".repeat(depth))
}
