//! Values as TOML: what is plain in a table comes first, then the tables within, two blanks deeper.

use crate::{
    fmt::{self, Layout},
    value::{Data, Map, Value},
};

const MAX_DEPTH: usize = 500;
const MAX_BYTES: usize = 16 << 20;

/// # Errors
/// What TOML cannot say, in the words of Go.
pub(super) fn write(value: &Value) -> Result<String, String> {
    let mut out = String::new();
    match &value.data {
        Data::Map(map) => table(&mut out, map, &[], 0)?,
        _ => element(&mut out, value, 0)?,
    }
    Ok(out)
}

fn check(out: &str, depth: usize) -> Result<(), String> {
    if depth > MAX_DEPTH || out.len() > MAX_BYTES {
        return Err("the value holds itself, or is larger than a chart is given room for".to_owned());
    }
    Ok(())
}

fn as_map(value: &Value) -> Option<Map> {
    match &value.data {
        Data::Map(map) => Some(map.clone()),
        _ => None,
    }
}

/// The maps of a list of nothing else.
fn as_tables(value: &Value) -> Result<Option<Vec<Map>>, String> {
    let Some(list) = value.as_list() else { return Ok(None) };
    let items = list.items();
    if items.iter().any(Value::is_nil) {
        return Err("toml: cannot encode array with nil element".to_owned());
    }
    let maps: Vec<Map> = items.iter().filter_map(as_map).collect();
    Ok((!items.is_empty() && maps.len() == items.len()).then_some(maps))
}

fn table(out: &mut String, map: &Map, path: &[String], depth: usize) -> Result<(), String> {
    check(out, depth)?;
    let indent = "  ".repeat(path.len());
    let mut nested = Vec::new();
    for (key, value) in map.entries() {
        if value.is_nil() {
            continue;
        }
        let tables = as_tables(&value)?;
        if as_map(&value).is_some() || tables.is_some() {
            nested.push((key, value, tables));
            continue;
        }
        out.push_str(&format!("{indent}{} = ", name(&key)));
        element(out, &value, depth + 1)?;
        out.push('\n');
    }
    for (key, value, tables) in nested {
        let mut path = path.to_vec();
        path.push(name(&key));
        let header = path.join(".");
        let blank = |out: &mut String| {
            if !out.is_empty() {
                out.push('\n');
            }
        };
        if let Some(map) = as_map(&value) {
            if path.len() == 1 {
                blank(out);
            }
            out.push_str(&format!("{indent}[{header}]\n"));
            table(out, &map, &path, depth + 1)?;
        }
        for map in tables.unwrap_or_default() {
            blank(out);
            out.push_str(&format!("{indent}[[{header}]]\n"));
            table(out, &map, &path, depth + 1)?;
        }
    }
    Ok(())
}

fn element(out: &mut String, value: &Value, depth: usize) -> Result<(), String> {
    check(out, depth)?;
    match &value.data {
        Data::Float(number) if number.is_nan() => out.push_str("nan"),
        Data::Float(number) if number.is_infinite() => out.push_str(if *number > 0.0 { "inf" } else { "-inf" }),
        Data::Float(number) => {
            let written = fmt::float(*number, Layout::Fixed, None);
            out.push_str(&written);
            if !written.contains('.') {
                out.push_str(".0");
            }
        }
        Data::Text(text) => out.push_str(&quoted(&text.to_str())),
        Data::Bytes(bytes) => {
            let items: Vec<String> = bytes.iter().map(u8::to_string).collect();
            out.push_str(&format!("[{}]", items.join(", ")));
        }
        Data::List(_) => {
            as_tables(value)?;
            out.push('[');
            for (index, item) in value.as_list().map(crate::List::items).unwrap_or_default().iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                element(out, item, depth + 1)?;
            }
            out.push(']');
        }
        Data::Map(map) => {
            out.push('{');
            let entries = map.entries().into_iter().filter(|(_, item)| !item.is_nil());
            for (index, (key, item)) in entries.enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                out.push_str(&format!("{} = ", name(&key)));
                element(out, &item, depth + 1)?;
            }
            out.push('}');
        }
        Data::Object(object) => match object.as_data() {
            Some(data) => element(out, &data, depth + 1)?,
            None => out.push_str(&quoted(&object.show())),
        },
        _ => out.push_str(&fmt::show(value)),
    }
    Ok(())
}

fn name(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !key.is_empty() && key.chars().all(is_bare) { key.to_owned() } else { quoted(key) }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_ascii_control() => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
