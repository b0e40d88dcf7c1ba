//! Whether an edit does what was meant, and nothing else: the edited text is parsed and compared.

use std::ops::Range;

use serde_json::Value;
use tollgate_source::{Span, TextEdit, apply_edits};

use super::{Target, find::Step};
use crate::{Alias, Content, Dialect, Node, Scalar, parse};

/// What was meant to happen to the node at some path.
#[derive(Debug)]
pub(super) enum Change<'v> {
    Set(&'v Value),
    /// A new entry with this number.
    Insert(usize, &'v str, &'v Value),
    Push(&'v Value),
    /// The entry or item with this number.
    Remove(usize),
}

/// The edit, if it makes this change to the node at `path` and leaves all else as it is.
pub(super) fn verified(target: Target<'_>, edit: TextEdit, path: &[Step], change: &Change<'_>) -> Option<TextEdit> {
    match part(target, &edit, path) {
        Some((lines, path)) => verified_in_part(target, edit, &lines, path, change),
        None => verified_in_whole(target, edit, path, change),
    }
}

/// The lines of the entry that the edit lies in, and the path from there, which begins at the value of the entry.
///
/// Entries of block mappings stand in lines of their own. What makes an entry of the same key out of such lines leaves
/// those around them alone, so that a file with many changes need not be parsed whole for each. Nothing is gained, and
/// nothing looked for, below the first two levels.
fn part<'p>(target: Target<'_>, edit: &TextEdit, path: &'p [Step]) -> Option<(Range<usize>, &'p [Step])> {
    let text = target.text;
    let mut node: &Node = &target.document.root;
    let mut lines = node.span.range();
    let mut found = None;
    for (depth, step) in path.iter().enumerate().take(2) {
        let (Content::Mapping(pairs), Step::Value(at), false) = (&node.content, *step, node.is_flow) else { break };
        let start_of = |at: usize| {
            let key = pairs.get(at)?.key.span.range().start;
            let line = text[..key].rfind('\n').map_or(0, |at| at + 1);
            text[line..key].bytes().all(|byte| byte == b' ').then_some(line)
        };
        let end = if at + 1 < pairs.len() { start_of(at + 1) } else { Some(lines.end) };
        let (Some(start), Some(end)) = (start_of(at), end) else { break };
        let edited = edit.span.range();
        let is_inside = start <= edited.start && edited.end <= end;
        // What follows has to begin on a line of its own, after the edit too.
        let is_cut = |text: &str| end == target.text.len() || text.ends_with('\n');
        if !is_inside || !is_cut(&text[..end]) || edited.end == end && !edit.text.is_empty() && !is_cut(&edit.text) {
            break;
        }
        lines = start..end;
        found = Some((lines.clone(), &path[depth + 1..]));
        node = &pairs.get(at)?.value;
    }
    found
}

fn verified_in_part(
    target: Target<'_>,
    edit: TextEdit,
    lines: &Range<usize>,
    path: &[Step],
    change: &Change<'_>,
) -> Option<TextEdit> {
    let file = target.document.root.span.file;
    let part = &target.text[lines.clone()];
    let here = edit.span.range();
    let span = Span::new(file, here.start - lines.start, here.end - lines.start);
    let edited = apply_edits(part, &[TextEdit { span, text: edit.text.clone() }]).ok()?;
    let only_entry = |text: &str| {
        let (documents, wrong) = parse(file, text);
        let [document] = <[_; 1]>::try_from(documents).ok().filter(|_| wrong.is_empty())?;
        let Content::Mapping(pairs) = &document.root.content else { return None };
        let [pair] = pairs.as_slice() else { return None };
        Some(pair.clone())
    };
    let (before, after) = (only_entry(part)?, only_entry(&edited)?);
    let as_meant =
        is_same(&before.key, &after.key) && changed(target.dialect, &before.value, &after.value, path, change);
    as_meant.then_some(edit)
}

fn verified_in_whole(target: Target<'_>, edit: TextEdit, path: &[Step], change: &Change<'_>) -> Option<TextEdit> {
    let file = target.document.root.span.file;
    let edited = apply_edits(target.text, std::slice::from_ref(&edit)).ok()?;
    let (before, wrong_before) = parse(file, target.text);
    let (after, wrong_after) = parse(file, &edited);
    if before.len() != after.len() || wrong_before.len() != wrong_after.len() {
        return None;
    }
    let mut is_found = false;
    let as_meant = before.iter().zip(&after).all(|(before, after)| {
        let is_target = before.root.span == target.document.root.span && !is_found;
        is_found |= is_target;
        let root = if is_target {
            changed(target.dialect, &before.root, &after.root, path, change)
        } else {
            is_same(&before.root, &after.root)
        };
        root && before.version == after.version
    });
    (as_meant && is_found).then_some(edit)
}

/// Whether `after` is `before` but for the change.
fn changed(dialect: Dialect, before: &Node, after: &Node, path: &[Step], change: &Change<'_>) -> bool {
    if !same_properties(before, after) {
        return false;
    }
    let Some((step, path)) = path.split_first() else { return is_changed(dialect, before, after, change) };
    match (&before.content, &after.content) {
        (Content::Sequence(before), Content::Sequence(after)) => {
            before.len() == after.len()
                && before.iter().zip(after).enumerate().all(|(at, (before, after))| match step {
                    Step::Item(here) if *here == at => changed(dialect, before, after, path, change),
                    _ => is_same(before, after),
                })
        }
        (Content::Mapping(before), Content::Mapping(after)) => {
            before.len() == after.len()
                && before.iter().zip(after).enumerate().all(|(at, (before, after))| {
                    let on_path = |here: Step, before: &Node, after: &Node| match *step == here {
                        true => changed(dialect, before, after, path, change),
                        false => is_same(before, after),
                    };
                    on_path(Step::Key(at), &before.key, &after.key)
                        && on_path(Step::Value(at), &before.value, &after.value)
                })
        }
        _ => false,
    }
}

fn is_changed(dialect: Dialect, before: &Node, after: &Node, change: &Change<'_>) -> bool {
    match change {
        Change::Set(value) => reads_as(dialect, after, value),
        Change::Insert(place, key, value) => {
            let before = if let Content::Mapping(pairs) = &before.content { pairs.as_slice() } else { &[] };
            let Content::Mapping(after) = &after.content else { return false };
            let Some(new) = after.get(*place) else { return false };
            let kept = after.iter().enumerate().filter(|(at, _)| at != place).map(|(_, pair)| pair);
            let same = kept
                .zip(before)
                .all(|(after, before)| is_same(&before.key, &after.key) && is_same(&before.value, &after.value));
            same && after.len() == before.len() + 1
                && is_text(dialect, &new.key, key)
                && reads_as(dialect, &new.value, value)
        }
        Change::Push(value) => {
            let before = if let Content::Sequence(items) = &before.content { items.as_slice() } else { &[] };
            let Content::Sequence(after) = &after.content else { return false };
            let Some((new, kept)) = after.split_last() else { return false };
            kept.len() == before.len()
                && kept.iter().zip(before).all(|(after, before)| is_same(before, after))
                && reads_as(dialect, new, value)
        }
        Change::Remove(place) => match (&before.content, &after.content) {
            (Content::Mapping(before), Content::Mapping(after)) => {
                let kept = before.iter().enumerate().filter(|(at, _)| at != place).map(|(_, pair)| pair);
                let same = kept
                    .zip(after)
                    .all(|(before, after)| is_same(&before.key, &after.key) && is_same(&before.value, &after.value));
                same && before.len() == after.len() + 1
            }
            (Content::Sequence(before), Content::Sequence(after)) => {
                let kept = before.iter().enumerate().filter(|(at, _)| at != place).map(|(_, item)| item);
                kept.zip(after).all(|(before, after)| is_same(before, after)) && before.len() == after.len() + 1
            }
            _ => false,
        },
    }
}

fn same_properties(before: &Node, after: &Node) -> bool {
    let tag = |node: &Node| node.tag.as_ref().map(|tag| tag.name.clone());
    let anchor = |node: &Node| node.anchor.as_ref().map(|anchor| anchor.name.clone());
    tag(before) == tag(after) && anchor(before) == anchor(after)
}

/// Whether two trees are written alike, wherever they stand.
fn is_same(before: &Node, after: &Node) -> bool {
    same_properties(before, after)
        && match (&before.content, &after.content) {
            (Content::Scalar(a, a_style), Content::Scalar(b, b_style)) => a == b && a_style == b_style,
            (Content::Alias(a, to_a), Content::Alias(b, to_b)) => {
                a == b
                    && match (to_a, to_b) {
                        // What they stand for is compared where it is written.
                        (Alias::To(a), Alias::To(b)) => a.weight == b.weight,
                        (Alias::Undefined, Alias::Undefined) | (Alias::Itself, Alias::Itself) => true,
                        _ => false,
                    }
            }
            (Content::Sequence(a), Content::Sequence(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
            }
            (Content::Mapping(a), Content::Mapping(b)) => {
                let pair =
                    |(a, b): (&crate::Pair, &crate::Pair)| is_same(&a.key, &b.key) && is_same(&a.value, &b.value);
                a.len() == b.len() && a.iter().zip(b).all(pair)
            }
            _ => false,
        }
}

fn is_text(dialect: Dialect, node: &Node, text: &str) -> bool {
    let Content::Scalar(written, style) = &node.content else { return false };
    dialect.scalar(written, *style, node.tag.as_ref()) == Ok(Scalar::Text(text.into()))
}

/// Whether the dialect reads `value` in a node.
#[expect(clippy::cast_precision_loss, reason = "numbers of JSON that are no whole ones are floats")]
fn reads_as(dialect: Dialect, node: &Node, value: &Value) -> bool {
    match (&node.content, value) {
        (Content::Scalar(_, _), Value::String(text)) => is_text(dialect, node, text),
        (Content::Scalar(text, style), _) => match (dialect.scalar(text, *style, node.tag.as_ref()), value) {
            (Ok(Scalar::Null), Value::Null) => true,
            (Ok(Scalar::Bool(read)), Value::Bool(bool)) => read == *bool,
            (Ok(Scalar::Integer(read)), Value::Number(number)) => {
                number.as_i128() == Some(read) || number.as_f64() == Some(read as f64)
            }
            (Ok(Scalar::Float(read)), Value::Number(number)) => number.as_f64() == Some(read),
            (Ok(Scalar::Number(read)), Value::Number(number)) => {
                read.parse() == Ok(number.as_f64().unwrap_or(f64::NAN))
            }
            _ => false,
        },
        (Content::Sequence(items), Value::Array(values)) => {
            items.len() == values.len() && items.iter().zip(values).all(|(item, value)| reads_as(dialect, item, value))
        }
        (Content::Mapping(pairs), Value::Object(values)) => {
            let entry = |(pair, (key, value)): (&crate::Pair, (&String, &Value))| {
                is_text(dialect, &pair.key, key) && reads_as(dialect, &pair.value, value)
            };
            pairs.len() == values.len() && pairs.iter().zip(values).all(entry)
        }
        _ => false,
    }
}
