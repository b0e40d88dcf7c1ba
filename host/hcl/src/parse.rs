//! Text to tree, whatever the text is.
//!
//! A file is parsed whole. When that fails it is cut into its top-level items, each is parsed alone, then once
//! more with what the parser beneath does not know masked, and an item that fails still is left out with one
//! diagnostic. Every byte is read a fixed number of times.

use hcl_edit::parser;
use tollgate_source::{Diagnostic, FileId};

use crate::ast::{Body, Expr, File, Template};
use crate::lower::{Entries, Lower};
use crate::outline::{Fault, Item, Outline};
use crate::problem;
use crate::repair::{Emptied, Repaired, repair, repair_template};
use crate::template::{self, Context};

/// More broken items than this in one file are counted but not listed: it is probably no HCL at all.
const MAX_LISTED: usize = 50;

/// The tree of a file and what is wrong with it. Total: a broken item costs one diagnostic with the code
/// [`SYNTAX`](crate::SYNTAX) and is left out, all others are kept. Spans are byte offsets of `text`, which may
/// start with a byte order mark.
pub fn parse(file: FileId, text: &str) -> (File, Vec<Diagnostic>) {
    let start = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    let outline = Outline::new(text, start..text.len(), file);
    let mut parse = Parse { file, text, body: Body::default(), diagnostics: Vec::new(), listed: 0, unlisted: 0 };
    match outline.is_plain().then(|| parser::parse_body(&text[start..])) {
        Some(Ok(parsed)) => parse.at(start).body(&parsed, &mut parse.body),
        _ => outline.items.iter().for_each(|item| parse.item(item)),
    }
    parse.finish(outline)
}

/// One expression, such as the right side of an attribute. `None` with one diagnostic when it is none.
pub fn parse_expression(file: FileId, text: &str) -> (Option<Expr>, Vec<Diagnostic>) {
    let mut start = text.len() - text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).len();
    let mut end = start + text[start..].trim_end().len();
    let outline = Outline::new(text, start..end, file);
    // Comments around it are none of the parser's business.
    for comment in outline.comments.iter().map(|comment| comment.span.range()) {
        if comment.start == start {
            start = end - text[comment.end..end].trim_start().len();
        }
    }
    for comment in outline.comments.iter().rev().map(|comment| comment.span.range()) {
        if comment.end >= end && comment.start > start {
            end = start + text[start..comment.start].trim_end().len();
        }
    }
    let piece = &text[start..end];
    let at = Lower::new(file, text, start);
    let items = Outline::new(text, start..end, file).items;
    if let Some(fault) = items.iter().find_map(|item| item.fault.clone()) {
        return (None, vec![problem::fault(at, &(start..end), &fault)]);
    }
    let mut diagnostics = Vec::new();
    let is_large = items.iter().any(|item| item.is_large);
    match with_repair(at, piece, is_large, parser::parse_expr, repair, &mut diagnostics) {
        Ok(Parsed { tree, entries }) => (Some(at.with(&entries).expr(&tree, at.at(0..piece.len()))), diagnostics),
        Err(refusal) => (None, vec![problem::unreadable(at, &(start..end), &refusal)]),
    }
}

/// A template without quotes around it, such as a file that `templatefile` reads. `None` with one diagnostic
/// when it is none.
pub fn parse_template(file: FileId, text: &str) -> (Option<Template>, Vec<Diagnostic>) {
    let at = Lower::new(file, text, 0);
    let mut diagnostics = Vec::new();
    match with_repair(at, text, false, parser::parse_template, repair_template, &mut diagnostics) {
        Ok(Parsed { tree, entries }) => {
            (Some(template::parts(&at.with(&entries), &tree, Context::Bare, at.at(0..text.len()))), diagnostics)
        }
        Err(refusal) => (None, vec![problem::unreadable(at, &(0..text.len()), &refusal)]),
    }
}

/// Why a piece is no tree, and where in it.
pub(crate) struct Refusal {
    pub(crate) offset: usize,
    pub(crate) message: String,
}

impl Refusal {
    fn new(error: &parser::Error, base: usize) -> Self {
        Self { offset: base + error.location().offset(), message: error.message().to_owned() }
    }
}

/// A tree, and the entries of the objects that are empty in it, by the offset of the object in the piece.
struct Parsed<T> {
    tree: T,
    entries: Entries,
}

/// What `parse` makes of `piece`, or else of its repaired text. The refusal is that of the original, unless
/// the parser gets further in the repaired text.
fn with_repair<T>(
    at: Lower<'_>,
    piece: &str,
    is_large: bool,
    parse: impl Fn(&str) -> Result<T, parser::Error>,
    repair: impl FnOnce(&str) -> Option<Repaired>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Parsed<T>, Refusal> {
    let first = if is_large { None } else { Some(parse(piece)) };
    let first = match first {
        Some(Ok(tree)) => return Ok(Parsed { tree, entries: Entries::new() }),
        Some(Err(error)) => Some(Refusal::new(&error, 0)),
        None => None,
    };
    let Some(Repaired { text, repeated, emptied }) = repair(piece) else {
        return match first {
            Some(first) => Err(first),
            None => parse(piece)
                .map(|tree| Parsed { tree, entries: Entries::new() })
                .map_err(|error| Refusal::new(&error, 0)),
        };
    };
    let parsed = parse(&text).map_err(|error| Refusal::new(&error, 0)).and_then(|tree| {
        let entries = entries(&emptied)?;
        Ok(Parsed { tree, entries })
    });
    match (parsed, first) {
        (Ok(parsed), _) => {
            diagnostics.extend(repeated.into_iter().map(|repeated| problem::repeated(at, repeated)));
            Ok(parsed)
        }
        (Err(second), Some(first)) if second.offset <= first.offset => Err(first),
        (Err(second), _) => Err(second),
    }
}

fn entries(emptied: &[Emptied]) -> Result<Entries, Refusal> {
    let mut entries = Entries::new();
    for object in emptied {
        let mut chunks = Vec::with_capacity(object.chunks.len());
        for (start, text) in &object.chunks {
            chunks.push((*start, parser::parse_expr(text).map_err(|error| Refusal::new(&error, *start))?));
        }
        entries.insert(object.at, chunks);
    }
    Ok(entries)
}

struct Parse<'a> {
    file: FileId,
    text: &'a str,
    body: Body,
    diagnostics: Vec<Diagnostic>,
    /// Broken items that have a diagnostic.
    listed: usize,
    /// Broken items beyond [`MAX_LISTED`].
    unlisted: usize,
}

impl<'a> Parse<'a> {
    fn at(&self, base: usize) -> Lower<'a> {
        Lower::new(self.file, self.text, base)
    }

    fn item(&mut self, item: &Item) {
        let pieces = if item.is_unbalanced() { item.pieces(self.text) } else { Vec::new() };
        if pieces.len() < 2 {
            return self.piece(item);
        }
        for piece in pieces {
            for item in Outline::new(self.text, piece, self.file).items {
                self.piece(&item);
            }
        }
    }

    fn piece(&mut self, item: &Item) {
        let at = self.at(item.range.start);
        if let Some(fault) = &item.fault {
            return self.broken(|| problem::fault(at, &item.range, fault), matches!(fault, Fault::Stray(_)));
        }
        let piece = &self.text[item.range.clone()];
        match with_repair(at, piece, item.is_large, parser::parse_body, repair, &mut self.diagnostics) {
            Ok(Parsed { tree, entries }) => at.with(&entries).body(&tree, &mut self.body),
            Err(refusal) => self.broken(|| problem::unreadable(at, &item.range, &refusal), false),
        }
    }

    /// Closing brackets that follow a broken item are its own debris, and say nothing new.
    fn broken(&mut self, diagnostic: impl FnOnce() -> Diagnostic, stray: bool) {
        if stray && self.listed > 0 {
            return;
        }
        if self.listed < MAX_LISTED {
            self.listed += 1;
            self.diagnostics.push(diagnostic());
        } else {
            self.unlisted += 1;
        }
    }

    fn finish(mut self, outline: Outline) -> (File, Vec<Diagnostic>) {
        if self.unlisted > 0 {
            self.diagnostics.push(problem::unlisted(self.file, self.unlisted));
        }
        (File { body: self.body, comments: outline.comments }, self.diagnostics)
    }
}

#[cfg(test)]
mod tests;
