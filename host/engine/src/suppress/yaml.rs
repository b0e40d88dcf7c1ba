//! Comments of YAML: on the line where an entry or an item begins they speak of all of it.

use std::collections::BTreeSet;

use tollgate_source::{FileId, SourceFile, Span};
use tollgate_yaml::{Comment, Content, Node};

use super::Excuse;

pub(super) fn excuses(id: FileId, source: &SourceFile) -> Vec<Excuse> {
    let stream = tollgate_yaml::parse_stream(id, &source.text);
    let line_of = |offset| source.line_column(offset).line;
    let own: BTreeSet<u32> =
        stream.comments.iter().filter(|comment| comment.own_line).map(|comment| line_of(comment.span.start)).collect();
    let mut parts = Vec::new();
    stream.documents.iter().for_each(|document| collect(&document.root, &mut parts));
    let excuse = |comment: &Comment| {
        let mut line = line_of(comment.span.start);
        if comment.own_line {
            line = next_code_line(line + 1, &own, source);
        }
        let begins_here = |span: &&Span| line_of(span.start) == line;
        // A value ends where the next line begins, as the parser has it.
        let last = |span: &Span| {
            let end = source.text[..span.end as usize].trim_end().len();
            line_of(u32::try_from(end.saturating_sub(1)).unwrap_or(span.start))
        };
        let end = parts.iter().filter(begins_here).map(last).max().unwrap_or(line);
        Excuse { text: comment.text.to_string(), span: comment.span, lines: (line, end.max(line)) }
    };
    stream.comments.iter().map(excuse).collect()
}

/// All entries and items, from where they begin to where they end.
fn collect(node: &Node, parts: &mut Vec<Span>) {
    match &node.content {
        Content::Mapping(pairs) => {
            for pair in pairs {
                parts.push(pair.key.span.to(pair.value.span));
                collect(&pair.value, parts);
            }
        }
        Content::Sequence(items) => {
            for item in items {
                parts.push(item.span);
                collect(item, parts);
            }
        }
        _ => {}
    }
}

/// The first line from `line` on that is neither blank nor a comment.
fn next_code_line(mut line: u32, comments: &BTreeSet<u32>, source: &SourceFile) -> u32 {
    while let Some(range) = source.lines().line_range(&source.text, line) {
        if !source.text[range].trim().is_empty() && !comments.contains(&line) {
            break;
        }
        line += 1;
    }
    line
}
