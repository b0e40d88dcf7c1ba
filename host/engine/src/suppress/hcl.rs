//! Comments of HCL: on the header of a block they speak of the block.

use std::collections::BTreeSet;

use tollgate_hcl::ast::{Block, Body, Comment, File};
use tollgate_source::{FileId, SourceFile};

use super::Excuse;

pub(super) fn excuses(id: FileId, source: &SourceFile) -> Vec<Excuse> {
    let (file, _) = tollgate_hcl::parse(id, &source.text);
    let excuse = |comment: &Comment| Excuse {
        text: comment.text.to_string(),
        span: comment.span,
        lines: covered_lines(comment, &file, source),
    };
    file.comments.iter().map(excuse).collect()
}

fn covered_lines(comment: &Comment, file: &File, source: &SourceFile) -> (u32, u32) {
    let own = source.line_column(comment.span.start).line;
    let line = if comment.own_line { next_code_line(comment, file, source) } else { own };
    match header_at(&file.body, source, line) {
        Some(block) => (line, source.line_column(block.span.end).line),
        None => (line, line),
    }
}

/// The first line after the comment that is neither blank nor a comment of its own.
fn next_code_line(comment: &Comment, file: &File, source: &SourceFile) -> u32 {
    let line_of = |offset| source.line_column(offset).line;
    let mut line = line_of(comment.span.end) + 1;
    let comments: BTreeSet<u32> = file
        .comments
        .iter()
        .filter(|other| other.own_line)
        .flat_map(|other| line_of(other.span.start)..=line_of(other.span.end))
        .collect();
    while let Some(range) = source.lines().line_range(&source.text, line) {
        if !source.text[range].trim().is_empty() && !comments.contains(&line) {
            break;
        }
        line += 1;
    }
    line
}

fn header_at<'a>(body: &'a Body, source: &SourceFile, line: u32) -> Option<&'a Block> {
    body.blocks.iter().find_map(|block| {
        let (first, last) = (source.line_column(block.header.start).line, source.line_column(block.header.end).line);
        if (first..=last).contains(&line) { Some(block) } else { header_at(&block.body, source, line) }
    })
}
