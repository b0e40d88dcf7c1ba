//! Paths with slashes; those of the machine are the same, as where Helm runs in containers.

use std::ops::Range;

use crate::{
    text::{Text, TextBuilder},
    value::Value,
};

use super::{
    Call, Function, Type,
    arguments::{computes, keeps, text},
};

pub(super) const FUNCTIONS: &[Function] = &[
    keeps("base", &[Type::Text], base),
    keeps("osBase", &[Type::Text], base),
    keeps("dir", &[Type::Text], dir),
    keeps("osDir", &[Type::Text], dir),
    keeps("clean", &[Type::Text], clean),
    keeps("osClean", &[Type::Text], clean),
    keeps("ext", &[Type::Text], ext),
    keeps("osExt", &[Type::Text], ext),
    computes("isAbs", &[Type::Text], is_abs),
    computes("osIsAbs", &[Type::Text], is_abs),
];

fn base(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let path = text(arguments, 0);
    let bytes = path.as_bytes();
    let end = bytes.iter().rposition(|byte| *byte != b'/').map_or(0, |at| at + 1);
    let start = bytes[..end].iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    let name = match (start..end, path.is_empty()) {
        (_, true) => Text::from("."),
        // Nothing but slashes.
        (range, _) if range.is_empty() => path.slice(0..1),
        (range, _) => path.slice(range),
    };
    Ok(call.made(name, arguments))
}

fn dir(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let path = text(arguments, 0);
    let end = path.as_bytes().iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    Ok(call.made(cleaned(&path.slice(0..end)), arguments))
}

fn clean(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    Ok(call.made(cleaned(&text(arguments, 0)), arguments))
}

/// The shortest path to the same place, by its words alone.
fn cleaned(path: &Text) -> Text {
    let bytes = path.as_bytes();
    let is_absolute = bytes.starts_with(b"/");
    let mut kept: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for part in bytes.split(|byte| *byte == b'/') {
        let range = start..start + part.len();
        start = range.end + 1;
        match part {
            b"" | b"." => {}
            b".." if kept.last().is_some_and(|last| &bytes[last.clone()] != b"..") => {
                kept.pop();
            }
            b".." if is_absolute => {}
            _ => kept.push(range),
        }
    }
    let mut out = TextBuilder::default();
    if is_absolute {
        out.push(path, 0..1);
    }
    for (index, range) in kept.into_iter().enumerate() {
        if index > 0 {
            out.push_bytes(b"/", path.mark_at(range.start - 1));
        }
        out.push(path, range);
    }
    if out.is_empty() {
        out.push_bytes(b".", path.mark_at(0));
    }
    out.finish()
}

fn ext(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let path = text(arguments, 0);
    let name = path.as_bytes().iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    let dot = path.as_bytes()[name..].iter().rposition(|byte| *byte == b'.');
    let ext = dot.map_or(Text::default(), |dot| path.slice(name + dot..path.len()));
    Ok(call.made(ext, arguments))
}

fn is_abs(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    Ok(text(arguments, 0).as_bytes().starts_with(b"/").into())
}
