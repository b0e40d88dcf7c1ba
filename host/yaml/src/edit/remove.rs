//! Taking entries and items out without leaving holes.

use std::ops::Range;

use tollgate_source::{Span, TextEdit};

use super::{
    Target,
    find::{Step, find},
    layout::Layout,
    verify::{Change, verified},
};
use crate::{Content, Node};

pub(super) fn remove(target: Target<'_>, part: Span) -> Option<TextEdit> {
    let mut found = find(target.document, part, |_| true)?;
    if found.touches_shared(target.document) {
        return None;
    }
    let (collection, step) = found.around.pop()?;
    found.node = collection;
    let layout = Layout::new(target);
    let (place, count) = match (&collection.content, step) {
        (Content::Mapping(pairs), Step::Key(at) | Step::Value(at)) => {
            // Of an entry both sides go.
            let other = if step == Step::Key(at) { &pairs[at].value } else { &pairs[at].key };
            let other = super::find::Found { node: other, around: Vec::new() };
            if other.touches_shared(target.document) {
                return None;
            }
            (at, pairs.len())
        }
        (Content::Sequence(items), Step::Item(at)) => (at, items.len()),
        _ => return None,
    };
    let empty = if matches!(collection.content, Content::Mapping(_)) { "{}" } else { "[]" };
    let edit = match (collection.is_flow, count) {
        (true, 1) => whole_flow(layout, collection),
        (true, _) => flow(layout, collection, place, count),
        (false, 1) => whole_block(layout, &found, empty),
        (false, _) => block(layout, collection, place, count),
    };
    verified(target, edit?, &found.path(), &Change::Remove(place))
}

/// Where an entry or item begins and ends, with its dash.
fn extent(layout: Layout<'_>, collection: &Node, at: usize) -> Option<Range<usize>> {
    match &collection.content {
        Content::Mapping(pairs) => {
            let key = layout.start_of(&pairs[at].key);
            // In a block, the `?` of an entry that has one is in the column of the others.
            let start = if collection.is_flow { key } else { layout.line_start(key) + layout.indent(collection) };
            (start <= key).then_some(start..layout.entry_end(collection, at)?)
        }
        Content::Sequence(items) => {
            let end = layout.end_of(Some((collection, Step::Item(at))), &items[at])?;
            let start = if collection.is_flow { layout.start_of(&items[at]) } else { layout.dash(collection, at)? };
            Some(start..end)
        }
        _ => None,
    }
}

/// Its lines, or, behind a dash, as far as the next one that takes its place there.
fn block(layout: Layout<'_>, collection: &Node, place: usize, count: usize) -> Option<TextEdit> {
    let (text, file) = (layout.text, collection.span.file);
    let own = extent(layout, collection, place)?;
    if !layout.begins_line(own.start) {
        let next = extent(layout, collection, place + 1).filter(|_| place + 1 < count)?;
        let between = layout.next_line(own.end)..next.start;
        let is_clear = between.start <= between.end && !layout.may_hold_comments(between);
        return is_clear.then(|| layout.edit(file, own.start..next.start, String::new()));
    }
    let mut start = layout.line_start(own.start);
    if place > 0 {
        start = layout.comments_above(start, layout.indent(collection));
    }
    let end = layout.next_line(own.end);
    if end == text.len() && !text.ends_with('\n') {
        // The last line of a file that ends without a line break goes with the one before it.
        let before = text[..start].strip_suffix('\n').map_or(start, str::len);
        let before = text[..before].strip_suffix('\r').map_or(before, str::len);
        return Some(layout.edit(file, before..end, String::new()));
    }
    Some(layout.edit(file, start..end, String::new()))
}

/// The last of a block leaves empty brackets, behind the key or dash of the block.
fn whole_block(layout: Layout<'_>, found: &super::find::Found<'_>, empty: &str) -> Option<TextEdit> {
    let (block, file) = (found.node, found.node.span.file);
    let own = extent(layout, block, 0)?;
    let line_end = layout.line_end(own.end);
    let Some((parent, Step::Value(_))) = found.parent() else {
        return Some(layout.edit(file, own.start..line_end, empty.to_owned()));
    };
    let head = layout.head_end(Some((parent, found.parent()?.1)), block)?;
    let head_line = layout.line_end(head);
    if own.start <= head_line || layout.may_hold_comments(head_line..own.start) {
        return None;
    }
    // A comment behind the key stays.
    let comment = layout.text[head..head_line].trim();
    let comment = if comment.is_empty() { String::new() } else { format!(" {comment}") };
    Some(layout.edit(file, head..line_end, format!(" {empty}{comment}")))
}

fn flow(layout: Layout<'_>, collection: &Node, place: usize, count: usize) -> Option<TextEdit> {
    let file = collection.span.file;
    if layout.may_hold_comments(collection.span.range()) {
        return None;
    }
    let own = extent(layout, collection, place)?;
    let range = if place + 1 < count {
        own.start..extent(layout, collection, place + 1)?.start
    } else {
        extent(layout, collection, place - 1)?.end..own.end
    };
    Some(layout.edit(file, range, String::new()))
}

/// All that stands between the brackets.
fn whole_flow(layout: Layout<'_>, collection: &Node) -> Option<TextEdit> {
    let (file, range) = (collection.span.file, collection.span.range());
    let is_bracket = layout.text[range.clone()].starts_with(['{', '[']);
    let is_clear = is_bracket && !layout.may_hold_comments(range.clone());
    is_clear.then(|| layout.edit(file, range.start + 1..range.end - 1, String::new()))
}
