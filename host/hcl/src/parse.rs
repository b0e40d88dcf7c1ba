//! Text to tree, whatever the text is.
//!
//! A file is parsed whole. When that fails it is cut into its top-level items, each is parsed alone, then once
//! more with what the parser beneath does not know masked, and an item that fails still is left out with one
//! diagnostic. Every byte is read a fixed number of times.

use hcl_edit::parser;
use tollgate_source::{Diagnostic, FileId, Level};

use crate::ast::{Body, Expr, File, Template};
use crate::lower::Lower;
use crate::outline::{Fault, Item, Outline};
use crate::problem;
use crate::repair::{Repaired, repair, repair_template};
use crate::template::{self, Context};

/// More broken items than this in one file are counted but not listed: it is probably no HCL at all.
const MAX_LISTED: usize = 50;

/// The tree of a file and what is wrong with it. Total: a broken item costs one diagnostic with the code
/// [`SYNTAX`](crate::SYNTAX) and is left out, all others are kept. Spans are byte offsets of `text`, which may
/// start with a byte order mark.
pub fn parse(file: FileId, text: &str) -> (File, Vec<Diagnostic>) {
    let start = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    let outline = Outline::new(text, start..text.len(), file);
    let mut parse = Parse { file, text, body: Body::default(), diagnostics: Vec::new(), unlisted: 0 };
    match parser::parse_body(&text[start..]) {
        Ok(parsed) if outline.is_sound() => parse.at(start).body(&parsed, &mut parse.body),
        _ => outline.items.iter().for_each(|item| parse.item(item)),
    }
    parse.finish(outline)
}

/// One expression, such as the right side of an attribute. `None` with one diagnostic when it is none.
pub fn parse_expression(file: FileId, text: &str) -> (Option<Expr>, Vec<Diagnostic>) {
    let start = text.len() - text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).len();
    let piece = text[start..].trim_end();
    let at = Lower { file, text, base: start };
    let end = start + piece.len();
    if let Some(fault) = Outline::new(text, start..end, file).items.into_iter().find_map(|item| item.fault) {
        return (None, vec![problem::fault(at, &(start..end), &fault)]);
    }
    let mut diagnostics = Vec::new();
    match with_repair(at, piece, parser::parse_expr, repair, &mut diagnostics) {
        Ok(parsed) => (Some(at.expr(&parsed, at.at(0..piece.len()))), diagnostics),
        Err(error) => (None, vec![problem::unreadable(at, &(start..end), &error)]),
    }
}

/// A template without quotes around it, such as a file that `templatefile` reads. `None` with one diagnostic
/// when it is none.
pub fn parse_template(file: FileId, text: &str) -> (Option<Template>, Vec<Diagnostic>) {
    let at = Lower { file, text, base: 0 };
    let mut diagnostics = Vec::new();
    match with_repair(at, text, parser::parse_template, repair_template, &mut diagnostics) {
        Ok(parsed) => (Some(template::parts(&at, &parsed, Context::Bare, at.at(0..text.len()))), diagnostics),
        Err(error) => (None, vec![problem::unreadable(at, &(0..text.len()), &error)]),
    }
}

/// What `parse` makes of `piece`, or else of its repaired text. The error is that of the original, unless the
/// repaired text gets further.
fn with_repair<T>(
    at: Lower<'_>,
    piece: &str,
    parse: impl Fn(&str) -> Result<T, parser::Error>,
    repair: impl FnOnce(&str) -> Option<Repaired>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<T, parser::Error> {
    let first = match parse(piece) {
        Ok(parsed) => return Ok(parsed),
        Err(error) => error,
    };
    let Some(Repaired { text, repeated }) = repair(piece) else { return Err(first) };
    match parse(&text) {
        Ok(parsed) => {
            diagnostics.extend(repeated.into_iter().map(|repeated| problem::repeated(at, repeated)));
            Ok(parsed)
        }
        Err(second) if second.location().offset() > first.location().offset() => Err(second),
        Err(_) => Err(first),
    }
}

struct Parse<'a> {
    file: FileId,
    text: &'a str,
    body: Body,
    diagnostics: Vec<Diagnostic>,
    unlisted: usize,
}

impl<'a> Parse<'a> {
    fn at(&self, base: usize) -> Lower<'a> {
        Lower { file: self.file, text: self.text, base }
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
        match with_repair(at, piece, parser::parse_body, repair, &mut self.diagnostics) {
            Ok(parsed) => at.body(&parsed, &mut self.body),
            Err(error) => self.broken(|| problem::unreadable(at, &item.range, &error), false),
        }
    }

    /// Closing brackets that follow a broken item are its own debris, and say nothing new.
    fn broken(&mut self, diagnostic: impl FnOnce() -> Diagnostic, stray: bool) {
        let errors = self.diagnostics.iter().filter(|diagnostic| diagnostic.level == Level::Error).count();
        if stray && errors > 0 {
            return;
        }
        if errors < MAX_LISTED {
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
