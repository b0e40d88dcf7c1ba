//! New entries and items beside what is there.

use serde_json::Value;
use tollgate_source::{Span, TextEdit};

use super::{
    At, Target,
    find::{Found, Step, find},
    layout::Layout,
    literal::{Place, Writer},
    verify::{Change, verified},
};
use crate::{Content, Node, Pair, Style};

pub(super) fn entry(target: Target<'_>, span: Span, at: At<'_>, key: &str, value: &Value) -> Option<TextEdit> {
    let found = find(target.document, span, |node| node.is_empty() || matches!(node.content, Content::Mapping(_)))?;
    if found.is_shared(target.document) {
        return None;
    }
    let layout = Layout::new(target);
    let no_pairs = Vec::new();
    let pairs = if let Content::Mapping(pairs) = &found.node.content { pairs } else { &no_pairs };
    let has = |name: &str| pairs.iter().position(|pair| target.dialect.key(&pair.key).as_deref() == Some(name));
    if has(key).is_some() {
        return None;
    }
    let place = match at {
        At::End => pairs.len(),
        At::Before(name) => has(name)?,
        At::After(name) => has(name)? + 1,
    };
    let is_json = found.node.is_flow && pairs.iter().all(|pair| is_double_quoted(&pair.key)) && !pairs.is_empty();
    let writer = Writer { dialect: target.dialect, habits: layout.habits(), is_json };
    let edit = if pairs.is_empty() {
        let wrapped = |new: String| format!("{{{new}}}");
        let one = Value::Object([(key.to_owned(), value.clone())].into_iter().collect());
        first(layout, &found, writer, &one, &writer.flow_entry(key, value), wrapped)
    } else if found.node.is_flow {
        flow(layout, found.node, place, &writer.flow_entry(key, value))
    } else if place == pairs.len() || matches!(at, At::After(_)) {
        let indent = layout.indent(found.node);
        let end = layout.line_end(layout.entry_end(found.node, place - 1)?);
        let new = format!("\n{}{}", " ".repeat(indent), writer.entry(key, value, indent));
        Some(layout.edit(span.file, end..end, new))
    } else {
        before(layout, found.node, pairs, place, &writer.entry(key, value, layout.indent(found.node)))
    };
    verified(target, edit?, &found.path(), &Change::Insert(place, key, value))
}

fn is_double_quoted(node: &Node) -> bool {
    matches!(node.content, Content::Scalar(_, Style::DoubleQuoted))
}

/// `new` before an entry of a block, above the comment lines that belong to that entry.
fn before(layout: Layout<'_>, mapping: &Node, pairs: &[Pair], place: usize, new: &str) -> Option<TextEdit> {
    let (file, indent) = (mapping.span.file, layout.indent(mapping));
    let blanks = " ".repeat(indent);
    let at = layout.start_of(&pairs[place].key);
    let at = layout.line_start(at) + indent;
    if layout.begins_line(at) {
        let line = layout.comments_above(layout.line_start(at), indent);
        return Some(layout.edit(file, line..line, format!("{blanks}{new}\n")));
    }
    // Behind a dash.
    Some(layout.edit(file, at..at, format!("{new}\n{blanks}")))
}

pub(super) fn item(target: Target<'_>, span: Span, value: &Value) -> Option<TextEdit> {
    let found = find(target.document, span, |node| node.is_empty() || matches!(node.content, Content::Sequence(_)))?;
    if found.is_shared(target.document) {
        return None;
    }
    let layout = Layout::new(target);
    let no_items = Vec::new();
    let items = if let Content::Sequence(items) = &found.node.content { items } else { &no_items };
    let is_json = found.node.is_flow && items.iter().all(|item| is_double_quoted(item)) && !items.is_empty();
    let writer = Writer { dialect: target.dialect, habits: layout.habits(), is_json };
    let edit = if items.is_empty() {
        let wrapped = |new: String| format!("[{new}]");
        let one = Value::Array(vec![value.clone()]);
        first(layout, &found, writer, &one, &writer.flow(value), wrapped)
    } else if found.node.is_flow {
        flow(layout, found.node, items.len(), &writer.flow(value))
    } else {
        let indent = layout.indent(found.node);
        let end = layout.line_end(layout.end_of(None, found.node)?);
        let new = format!("\n{}{}", " ".repeat(indent), writer.item(value, indent));
        Some(layout.edit(span.file, end..end, new))
    };
    verified(target, edit?, &found.path(), &Change::Push(value))
}

/// The first entry or item of a collection, which is `all` of it: brackets, or nothing, become a block.
fn first(
    layout: Layout<'_>,
    found: &Found<'_>,
    writer: Writer,
    all: &Value,
    in_brackets: &str,
    wrapped: impl Fn(String) -> String,
) -> Option<TextEdit> {
    let (node, file, range) = (found.node, found.node.span.file, found.node.span.range());
    let is_written = !range.is_empty();
    let end = layout.end_of(found.parent(), node)?;
    if is_written && layout.may_hold_comments(range.clone()) {
        return None;
    }
    if found.is_in_flow() {
        let new = wrapped(in_brackets.to_owned());
        return Some(match is_written {
            true => layout.edit(file, range, new),
            false => layout.edit(file, end..end, format!(" {new}")),
        });
    }
    match found.parent() {
        None => {
            let new = writer.inline(all, 0, Place::Block(0));
            // A block may not begin on the line of `---`, nor a comment line of its own on that of a dash.
            let new = if layout.begins_line(range.start) { new } else { wrapped(in_brackets.to_owned()) };
            Some(layout.edit(file, range, new))
        }
        Some((sequence, Step::Item(_))) => {
            let head = layout.head_end(found.parent(), node)?;
            let new = writer.inline(all, layout.indent(sequence) + 2, Place::Block(layout.indent(sequence)));
            let has_properties = node.tag.is_some() || node.anchor.is_some();
            if has_properties {
                return Some(layout.edit(file, head..end, format!(" {}", wrapped(in_brackets.to_owned()))));
            }
            Some(layout.edit(file, head..end, format!(" {new}")))
        }
        Some((mapping, _)) => {
            let head = layout.head_end(found.parent(), node)?;
            let deeper = if all.is_array() { writer.habits.dash } else { writer.habits.step };
            let line_end = layout.line_end(end);
            // The comment that follows stays on its line.
            let mut new = layout.text[end..line_end].trim_end().to_owned();
            writer.lines(&mut new, all, layout.indent(mapping) + deeper);
            Some(layout.edit(file, head..line_end, new))
        }
    }
}

/// `new` as the entry or item number `place` in brackets that hold some.
fn flow(layout: Layout<'_>, node: &Node, place: usize, new: &str) -> Option<TextEdit> {
    let (file, range) = (node.span.file, node.span.range());
    if layout.may_hold_comments(range.clone()) || !layout.text[range.clone()].starts_with(['{', '[']) {
        return None;
    }
    // Lists and mappings with a line for each go on with lines.
    let apart = |start: usize| {
        let is_line = layout.begins_line(start) && layout.line_start(start) > range.start;
        if is_line { format!("\n{}", " ".repeat(layout.column(start))) } else { " ".to_owned() }
    };
    let (start, end) = match &node.content {
        Content::Mapping(pairs) => {
            let beside = place.saturating_sub(1);
            (layout.start_of(&pairs[beside].key), layout.entry_end(node, beside)?)
        }
        Content::Sequence(items) => {
            let beside = place.saturating_sub(1);
            let end = layout.end_of(Some((node, Step::Item(beside))), &items[beside])?;
            (layout.start_of(&items[beside]), end)
        }
        _ => return None,
    };
    Some(match place {
        0 => layout.edit(file, start..start, format!("{new},{}", apart(start))),
        _ => layout.edit(file, end..end, format!(",{}{new}", apart(start))),
    })
}
