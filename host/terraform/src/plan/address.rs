//! Addresses as plans write them.

use std::sync::Arc;

use tollgate_hcl::json::{Json, JsonKind};
use tollgate_ir::Key;

/// Reads `module.a["x.y"].module.b[0]`; `None` when it is no such thing.
pub(super) fn module(text: &str) -> Option<Vec<(Arc<str>, Key)>> {
    let mut calls = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        rest = rest.strip_prefix("module.")?;
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let name = &rest[..end];
        let (found, after) = key(&rest[end..])?;
        if name.is_empty() {
            return None;
        }
        calls.push((Arc::from(name), found));
        rest = match after.strip_prefix('.') {
            Some(more) if !more.is_empty() => more,
            Some(_) => return None,
            None if after.is_empty() => after,
            None => return None,
        };
    }
    Some(calls)
}

/// A key in brackets, if there is one, and what follows it.
pub(super) fn key(text: &str) -> Option<(Key, &str)> {
    let Some(inside) = text.strip_prefix('[') else { return Some((Key::None, text)) };
    if !inside.starts_with('"') {
        let (digits, rest) = inside.split_once(']')?;
        return Some((Key::Int(digits.parse().ok()?), rest));
    }
    let (mut name, mut escaped) = (String::new(), false);
    for (at, c) in inside.char_indices().skip(1) {
        match c {
            _ if escaped => {
                name.push(match c {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    other => other,
                });
                escaped = false;
            }
            '\\' => escaped = true,
            '"' => return Some((Key::Str(name.into()), inside[at + 1..].strip_prefix(']')?)),
            c => name.push(c),
        }
    }
    None
}

/// The `index` of a resource: a number, a text, or nothing.
pub(super) fn index(json: Option<&Json>) -> Option<Key> {
    match json.map(|json| &json.kind) {
        None | Some(JsonKind::Null) => Some(Key::None),
        Some(JsonKind::Number(digits)) => digits.parse().ok().map(Key::Int),
        Some(JsonKind::String(text)) => Some(Key::Str(Arc::clone(text))),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::module;

    #[test]
    fn module_addresses() {
        let check = |text: &str, expected: Option<&str>| {
            let shown = module(text)
                .map(|calls| calls.iter().map(|(name, key)| format!("{name}{key}")).collect::<Vec<_>>().join(" "));
            assert_eq!(shown.as_deref(), expected, "{text}");
        };
        check("", Some(""));
        check("module.a", Some("a"));
        check(r#"module.a["x.y\"]\\"].module.b[3]"#, Some(r#"a["x.y\"]\\"] b[3]"#));
        for wrong in ["a", "module.", "module.a.", "module.a[", "module.a[x]", "module.a[\"x]", "module.a[0]b"] {
            check(wrong, None);
        }
    }
}
