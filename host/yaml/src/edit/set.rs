//! A value in the place of another.

use serde_json::Value;
use tollgate_source::{Span, TextEdit};

use super::{
    Target,
    find::{Found, find},
    layout::Layout,
    literal::{Place, Writer},
    verify::{Change, verified},
};
use crate::{Content, Node, Style};

pub(super) fn set(target: Target<'_>, span: Span, value: &Value) -> Option<TextEdit> {
    let found = find(target.document, span, |_| true)?;
    if found.touches_shared(target.document) {
        return None;
    }
    let layout = Layout::new(target);
    let writer = Writer { dialect: target.dialect, habits: layout.habits(), is_json: false };
    let edit = replace(layout, &found, writer, value)?;
    verified(target, edit, &found.path(), &Change::Set(value))
}

fn replace(layout: Layout<'_>, found: &Found<'_>, writer: Writer, value: &Value) -> Option<TextEdit> {
    let (node, file) = (found.node, found.node.span.file);
    let end = layout.end_of(found.parent(), node)?;
    let range = node.span.range();
    if found.is_in_flow() || is_in_one_place(node) && found.parent().is_none() {
        let new = if found.is_in_flow() { in_flow(writer, node, value) } else { writer.flow(value) };
        return Some(match range.is_empty() {
            true => {
                let rest = &layout.text[end..];
                let blanks = rest.len() - rest.trim_start_matches(' ').len();
                let stays = !rest[blanks..].starts_with(',');
                layout.edit(file, end..if stays { end } else { end + blanks }, format!(" {new}"))
            }
            false => layout.edit(file, range, new),
        });
    }
    let indent = layout.outer_indent(found)?;
    let head = layout.head_end(found.parent(), node)?;
    let is_nested = matches!(value, Value::Array(items) if !items.is_empty())
        || matches!(value, Value::Object(entries) if !entries.is_empty());
    if is_nested {
        return nested(layout, found, writer, value, head..end, indent);
    }
    let new = writer.scalar(value, style_of(node), Place::Block(indent));
    if is_in_one_place(node) {
        return Some(layout.edit(file, range, new));
    }
    // What is not written, a block scalar with its header, or a block of lines.
    let is_block_scalar = matches!(node.content, Content::Scalar(..));
    if !is_block_scalar && layout.may_hold_comments(head..layout.line_end(end)) {
        return None;
    }
    Some(layout.edit(file, head..end, format!(" {new}")))
}

/// A block of lines behind `head`, with what followed on the line of the old value still behind it.
fn nested(
    layout: Layout<'_>,
    found: &Found<'_>,
    writer: Writer,
    value: &Value,
    range: std::ops::Range<usize>,
    indent: usize,
) -> Option<TextEdit> {
    let (node, file) = (found.node, found.node.span.file);
    let is_block = !is_in_one_place(node) && !node.is_empty();
    let line_end = layout.line_end(range.end);
    if is_block && layout.may_hold_comments(range.start..line_end) {
        return None;
    }
    let is_item = matches!(found.parent(), Some((_, super::find::Step::Item(_))));
    if is_item {
        let new = writer.inline(value, indent + 2, Place::Block(indent));
        let comment = layout.may_hold_comments(range.end..line_end);
        return (!comment).then(|| layout.edit(file, range, format!(" {new}")));
    }
    let deeper = if value.is_array() { writer.habits.dash } else { writer.habits.step };
    let mut new = layout.text[range.end..line_end].trim_end().to_owned();
    writer.lines(&mut new, value, indent + deeper);
    Some(layout.edit(file, range.start..line_end, new))
}

fn in_flow(writer: Writer, node: &Node, value: &Value) -> String {
    match value {
        Value::String(_) => writer.scalar(value, style_of(node), Place::Flow),
        _ => writer.flow(value),
    }
}

/// Whether the span of the node is all of it: a scalar on its line, an alias, or brackets.
pub(super) fn is_in_one_place(node: &Node) -> bool {
    match &node.content {
        Content::Scalar(_, style) => !matches!(style, Style::Literal | Style::Folded) && !node.span.range().is_empty(),
        Content::Alias(..) => true,
        Content::Sequence(_) | Content::Mapping(_) => node.is_flow,
    }
}

fn style_of(node: &Node) -> Style {
    match &node.content {
        Content::Scalar(_, style) => *style,
        _ => Style::Plain,
    }
}
