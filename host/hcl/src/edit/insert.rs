//! New attributes, blocks, object entries and list elements beside what is there.

use std::ops::Range;

use serde_json::{Map, Value};
use tollgate_source::{FileId, Span, TextEdit};

use super::layout::{Entry, Lines, align};
use super::literal::{aligned, key, literal, string};
use crate::ast::{Block, Expr, ExprKind, ObjectItem, ObjectKey};

/// Adds `name = value` after the first group of attributes of `block`, or as its last line when it has none.
pub fn insert_attribute(text: &str, block: &Block, name: &str, value: &Value) -> Vec<TextEdit> {
    let lines = Lines::new(text);
    let file = block.span.file;
    let inside = block.inside.range();
    if lines.is_one_line(&inside) {
        return vec![open_up(lines, block, &[attribute_line(name, value, own_indent(lines, block).len() + 2)])];
    }
    let group = first_group(lines, block);
    let Some(last) = group.last() else {
        let indent = inner_indent(lines, block);
        let line = format!("{indent}{name} = {}\n", literal(value, indent.len()));
        return vec![insert(file, lines.start(inside.end), lines.endings(line))];
    };
    let indent = lines.indent(last.key.start);
    let value = literal(value, indent.len());
    new_line(lines, file, &group, lines.end(last.value.end), name, &value, indent, "")
}

/// Adds a block `name` with the attributes of `body`; a list of objects in it stands for nested blocks. It
/// goes behind the last block of its type, or before the closing brace.
pub fn insert_block(text: &str, block: &Block, name: &str, body: &Map<String, Value>) -> TextEdit {
    let lines = Lines::new(text);
    let file = block.span.file;
    let inside = block.inside.range();
    if lines.is_one_line(&inside) {
        let mut new = String::new();
        write_block(&mut new, name, body, own_indent(lines, block).len() + 2);
        return open_up(lines, block, &[(new, None)]);
    }
    let sibling = block.blocks_end(name);
    let indent = match sibling {
        Some(at) => lines.indent(at).to_owned(),
        None => inner_indent(lines, block),
    };
    let mut new = String::new();
    let at = match sibling {
        Some(at) => lines.next(at),
        None => lines.start(inside.end),
    };
    // A blank line sets blocks apart, but none follows an opening brace.
    if !text[inside.start..at.max(inside.start)].trim().is_empty() {
        new.push('\n');
    }
    new.push_str(&indent);
    write_block(&mut new, name, body, indent.len());
    new.push('\n');
    insert(file, at, lines.endings(new))
}

/// Adds `name = value` as the last entry of the object literal `object`. Empty when it is no object literal.
pub fn insert_entry(text: &str, object: &Expr, name: &str, value: &Value) -> Vec<TextEdit> {
    let ExprKind::Object(items) = &object.kind else { return Vec::new() };
    let lines = Lines::new(text);
    let (file, span) = (object.span.file, object.span.range());
    let quoted = items.last().is_some_and(|item| text[item.key.span().range()].starts_with('"'));
    let name = if quoted { string(name) } else { key(name) };
    let Some(last) = items.last() else {
        let indent = lines.indent(span.start);
        // Comments may stand between the braces; they stay where they are.
        let value = literal(value, indent.len() + 2);
        if lines.is_one_line(&span) {
            let new = format!("\n{indent}  {name} = {value}\n{indent}");
            return vec![insert(file, span.end - 1, lines.endings(new))];
        }
        return vec![insert(file, lines.start(span.end - 1), lines.endings(format!("{indent}  {name} = {value}\n")))];
    };
    let end = last.value.span.end as usize;
    let after_comma = comma(text, end..span.end);
    if lines.is_one_line(&(span.start..last.key.span().start as usize)) {
        // `{ a = 1 }`, or the like with a last value of several lines.
        let indent = lines.indent(span.start).len();
        let value = literal(value, indent);
        return match after_comma {
            Some(at) => vec![insert(file, at, lines.endings(format!(" {name}{}{value},", sign(text, last))))],
            None => vec![insert(file, end, lines.endings(format!(", {name}{}{value}", sign(text, last))))],
        };
    }
    let indent = lines.indent(last.key.span().start as usize);
    let value = literal(value, indent.len());
    let line_end = lines.end(after_comma.unwrap_or(end));
    let at = if line_end >= span.end { after_comma.unwrap_or(end) } else { line_end };
    let comma = if after_comma.is_some() { "," } else { "" };
    let sign = sign(text, last);
    if sign != " = " {
        return vec![insert(file, at, lines.endings(format!("\n{indent}{name}{sign}{value}{comma}")))];
    }
    let entries: Vec<Entry> = items.iter().map(|item| entry(lines, item)).collect();
    new_line(lines, file, &entries, at, &name, &value, indent, comma)
}

/// Adds `value` as the last element of the list literal `tuple`. Empty when it is no list literal.
pub fn push_element(text: &str, tuple: &Expr, value: &Value) -> Vec<TextEdit> {
    let ExprKind::Tuple(items) = &tuple.kind else { return Vec::new() };
    let lines = Lines::new(text);
    let (file, span) = (tuple.span.file, tuple.span.range());
    let Some(last) = items.last() else {
        let indent = lines.indent(span.start).len();
        let new = literal(value, indent);
        if lines.is_one_line(&span) {
            return vec![insert(file, span.end - 1, lines.endings(new))];
        }
        let indent = lines.indent(span.start);
        let new = format!("{indent}  {},\n", literal(value, indent.len() + 2));
        return vec![insert(file, lines.start(span.end - 1), lines.endings(new))];
    };
    let end = last.span.end as usize;
    let indent = lines.indent(last.span.start as usize);
    if text[last.span.range()].starts_with("<<") {
        // Nothing may follow the closing name on its line; brackets ignore line breaks.
        let line = match comma(text, end..span.end) {
            Some(at) => return vec![insert(file, at, lines.endings(format!(" {},", literal(value, indent.len()))))],
            None => {
                let deeper = if lines.is_one_line(&(span.start..last.span.start as usize)) { "  " } else { "" };
                format!("\n{indent}{deeper}, {}", literal(value, indent.len() + deeper.len()))
            }
        };
        return vec![insert(file, end, lines.endings(line))];
    }
    if lines.is_one_line(&(span.start..last.span.start as usize)) {
        return vec![insert(file, end, lines.endings(format!(", {}", literal(value, indent.len()))))];
    }
    let new = literal(value, indent.len());
    match comma(text, end..span.end) {
        Some(at) if lines.end(at) < span.end => {
            vec![insert(file, lines.end(at), lines.endings(format!("\n{indent}{new},")))]
        }
        None if lines.end(end) < span.end => {
            vec![insert(file, end, ",".into()), insert(file, lines.end(end), lines.endings(format!("\n{indent}{new}")))]
        }
        _ => vec![insert(file, end, lines.endings(format!(",\n{indent}{new}")))],
    }
}

impl Block {
    /// The end of the last nested block of type `name`.
    fn blocks_end(&self, name: &str) -> Option<usize> {
        self.body.blocks_of(name).last().map(|block| block.span.end as usize)
    }
}

/// `name = value` on a new line after `at`, its `=` in the column of the entries before it.
#[allow(clippy::too_many_arguments)]
fn new_line(
    lines: Lines<'_>,
    file: FileId,
    before: &[Entry],
    at: usize,
    name: &str,
    value: &str,
    indent: &str,
    comma: &str,
) -> Vec<TextEdit> {
    let (gap, moved) = if value.contains('\n') { (1, Vec::new()) } else { align(lines, before, name) };
    let mut edits: Vec<TextEdit> = moved
        .into_iter()
        .map(|(gap, width)| TextEdit { span: Span::new(file, gap.start, gap.end), text: " ".repeat(width) })
        .collect();
    edits.sort_by_key(|edit| edit.span);
    edits.push(insert(file, at, lines.endings(format!("\n{indent}{name}{:gap$}= {value}{comma}", ""))));
    edits
}

/// The attributes up to the first blank line or nested block.
fn first_group(lines: Lines<'_>, block: &Block) -> Vec<Entry> {
    let mut group: Vec<Entry> = Vec::new();
    for attribute in &block.body.attributes {
        let new = Entry::new(lines, attribute.name.span.range(), attribute.value.span.range());
        if let Some(last) = group.last() {
            let between = last.value.end..new.key.start;
            let blank = has_blank_line(&lines.text[between.clone()]);
            let has_block = block.body.blocks.iter().any(|inner| between.contains(&(inner.span.start as usize)));
            if blank || has_block {
                break;
            }
        }
        group.push(new);
    }
    group
}

/// Of the lines that start in `between`, the last is the indentation of what comes next.
fn has_blank_line(between: &str) -> bool {
    let lines: Vec<&str> = between.split('\n').skip(1).collect();
    lines.split_last().is_some_and(|(_, lines)| lines.iter().any(|line| line.trim().is_empty()))
}

fn entry(lines: Lines<'_>, item: &ObjectItem) -> Entry {
    let key = match &item.key {
        ObjectKey::Word(word) => word.span,
        ObjectKey::Expr(expr) => expr.span,
    };
    Entry::new(lines, key.range(), item.value.span.range())
}

/// What stands between the key and the value of a new entry: `:` as the object writes it, or ` = `.
fn sign<'a>(text: &'a str, item: &ObjectItem) -> &'a str {
    let between = &text[item.key.span().end as usize..item.value.span.start as usize];
    if between.trim() == ":" { between } else { " = " }
}

/// The place behind the comma that follows, with only blanks before it.
fn comma(text: &str, range: Range<usize>) -> Option<usize> {
    let rest = &text[range.clone()];
    let blanks = rest.len() - rest.trim_start().len();
    rest[blanks..].starts_with(',').then_some(range.start + blanks + 1)
}

/// A new line of an opened block: a key with its value, or a whole text.
type Line = (String, Option<String>);

fn attribute_line(name: &str, value: &Value, indent: usize) -> Line {
    (name.to_owned(), Some(literal(value, indent)))
}

/// `{}` and `{ a = 1 }` with every attribute and `new` on lines of their own.
fn open_up(lines: Lines<'_>, block: &Block, new: &[Line]) -> TextEdit {
    let indent = own_indent(lines, block).len();
    let inside = block.inside.range();
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut out = String::new();
    match block.body.attributes.first() {
        Some(attribute) => {
            let rest = &lines.text[attribute.value.span.start as usize..inside.end];
            pairs.push((attribute.name.name.to_string(), rest.trim_end().to_owned()));
        }
        None => {
            let rest = lines.text[inside].trim();
            if !rest.is_empty() {
                out.push('\n');
                out.push_str(&" ".repeat(indent + 2));
                out.push_str(rest);
            }
        }
    }
    let mut tail = String::new();
    for (name, value) in new {
        match value {
            Some(value) => pairs.push((name.clone(), value.clone())),
            None => {
                tail.push('\n');
                if !pairs.is_empty() || !out.is_empty() {
                    tail.push('\n');
                }
                tail.push_str(&" ".repeat(indent + 2));
                tail.push_str(name);
            }
        }
    }
    aligned(&mut out, &pairs, indent + 2);
    out.push_str(&tail);
    out.push('\n');
    out.push_str(own_indent(lines, block));
    TextEdit { span: block.inside, text: lines.endings(out) }
}

/// A block without the indentation of its first line.
fn write_block(out: &mut String, name: &str, body: &Map<String, Value>, indent: usize) {
    out.push_str(name);
    out.push_str(" {");
    let mut attributes = Vec::new();
    let mut blocks = Vec::new();
    for (name, value) in body {
        match value {
            Value::Array(items) if !items.is_empty() && items.iter().all(is_body) => {
                blocks.extend(items.iter().filter_map(Value::as_object).map(|body| (name, body)));
            }
            value => attributes.push((name.clone(), literal(value, indent + 2))),
        }
    }
    aligned(out, &attributes, indent + 2);
    let mut first = attributes.is_empty();
    for (name, body) in blocks {
        out.push_str(if first { "\n" } else { "\n\n" });
        out.push_str(&" ".repeat(indent + 2));
        write_block(out, name, body, indent + 2);
        first = false;
    }
    if !body.is_empty() {
        out.push('\n');
        out.push_str(&" ".repeat(indent));
    }
    out.push('}');
}

/// Whether a value can be written as a block: all its keys are names.
fn is_body(value: &Value) -> bool {
    value.as_object().is_some_and(|body| body.keys().all(|name| hcl::Identifier::new(name).is_ok()))
}

fn own_indent<'a>(lines: Lines<'a>, block: &Block) -> &'a str {
    lines.indent(block.span.start as usize)
}

/// The indentation of what stands in the block already, or two blanks more than the block's own.
fn inner_indent(lines: Lines<'_>, block: &Block) -> String {
    let attribute = block.body.attributes.first().map(|attribute| attribute.span.start);
    let inner = block.body.blocks.first().map(|inner| inner.span.start);
    match attribute.into_iter().chain(inner).min() {
        Some(at) => lines.indent(at as usize).to_owned(),
        None => format!("{}  ", own_indent(lines, block)),
    }
}

fn insert(file: FileId, at: usize, text: String) -> TextEdit {
    TextEdit { span: Span::new(file, at, at), text }
}
