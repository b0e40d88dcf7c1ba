//! Values with the way they came: from the use back to the text that decides them.

use std::fmt::Write;

use tollgate_ir::{Origin, Resource, Value};
use tollgate_source::SourceMap;

use crate::inspect::{comma, place, quote, value_json};

/// `,"origins":{"ingress[0].port":[{file,line,column,note}…]}`: first where the value is used, then each step
/// back. Collections are told part by part where their parts come from different places.
pub(crate) fn origins_json(out: &mut String, body: &Value, sources: &SourceMap) {
    out.push_str(",\"origins\":{");
    let mut count = 0;
    for (name, entry) in body.entries().into_iter().flatten() {
        walk(name, &entry.value, &mut |path, value| {
            comma(out, count);
            count += 1;
            let _ = write!(out, "{}:[", quote(path));
            let used = (value.origin.span, String::new());
            let hops = value.origin.hops().map(|hop| (hop.origin.span, hop.how.describe()));
            for (index, (span, note)) in std::iter::once(used).chain(hops).enumerate() {
                comma(out, index);
                let file = sources.get(span.file);
                let at = file.line_column(span.start);
                let (path, note) = (quote(file.path.as_str()), quote(&note));
                let _ =
                    write!(out, "{{\"file\":{path},\"line\":{},\"column\":{},\"note\":{note}}}", at.line, at.column);
            }
            out.push(']');
        });
    }
    out.push('}');
}

/// An attribute with its value, and below it the steps by which it came; its parts below that, where they came
/// another way.
pub(crate) fn attribute(out: &mut String, name: &str, value: &Value, depth: usize, sources: &SourceMap) {
    let indent = "  ".repeat(depth);
    let is_list_of_objects = value.elements().is_some_and(|items| items.iter().any(|item| item.entries().is_some()));
    if is_list_of_objects && !value.marks.sensitive {
        for (index, item) in value.elements().unwrap_or_default().iter().enumerate() {
            let _ = writeln!(out, "{indent}{name}[{index}]");
            for (key, entry) in item.entries().into_iter().flatten() {
                attribute(out, key, &entry.value, depth + 1, sources);
            }
        }
        return;
    }
    let mut text = String::new();
    value_json(&mut text, value);
    let _ = writeln!(out, "{indent}{name} = {text}");
    let whole = steps(&value.origin, sources);
    for step in &whole {
        let _ = writeln!(out, "{indent}  ← {step}");
    }
    walk("", value, &mut |path, part| {
        let own = steps(&part.origin, sources);
        if !path.is_empty() && !own.is_empty() && own != whole {
            let _ = writeln!(out, "{indent}  {}", path.trim_start_matches('.'));
            for step in own {
                let _ = writeln!(out, "{indent}    ← {step}");
            }
        }
    });
}

/// Calls `visit` with every value that has no parts, or whose parts all came with it, and its path.
fn walk(path: &str, value: &Value, visit: &mut impl FnMut(&str, &Value)) {
    let items = value.elements().unwrap_or_default().iter().enumerate().map(|(n, part)| (format!("{path}[{n}]"), part));
    let entries = value.entries().into_iter().flatten();
    let entries = entries.map(|(key, entry)| {
        let is_name = key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        (if is_name { format!("{path}.{key}") } else { format!("{path}[{}]", quote(key)) }, &entry.value)
    });
    let parts: Vec<(String, &Value)> = items.chain(entries).collect();
    let came_along =
        |part: &Value| part.origin == value.origin && part.elements().is_none() && part.entries().is_none();
    if value.marks.sensitive || parts.iter().all(|(_, part)| came_along(part)) {
        visit(path, value);
    } else {
        parts.into_iter().for_each(|(path, part)| walk(&path, part, visit));
    }
}

fn steps(origin: &Origin, sources: &SourceMap) -> Vec<String> {
    let mut steps = Vec::new();
    let mut at = origin.span;
    for hop in origin.hops() {
        if hop.origin.span != at {
            at = hop.origin.span;
            let (file, line) = place(sources, at);
            // An argument stands in no file.
            let place = if file.starts_with('(') { String::new() } else { format!(", {file}:{line}") };
            steps.push(format!("{}{place}", hop.how.describe()));
        }
    }
    steps
}

/// The `module` blocks down to a resource, as `file:line`.
pub(crate) fn calls(resource: &Resource, sources: &SourceMap) -> Vec<String> {
    let place = |span: &tollgate_source::Span| {
        let (file, line) = place(sources, *span);
        format!("{file}:{line}")
    };
    resource.calls.iter().map(place).collect()
}
