//! Text to tree, whatever the text is.
//!
//! A file is parsed whole. When that fails it is cut into its top-level items, each is parsed alone, and an
//! item that fails once more is left out with one diagnostic.

use std::ops::Range;

use hcl_edit::parser;
use tollgate_source::{Diagnostic, FileId, Span};

use crate::ast::{Body, Comment, Expr, File, Template};
use crate::lex::{self, Kind, Lexer, Token};
use crate::lower::Lower;
use crate::template::{self, Context};

/// The rule id of everything that cannot be read as HCL.
pub const SYNTAX: &str = "syntax/hcl";

/// The tree of a file and what is wrong with it. Total: a broken item costs one diagnostic with the code
/// [`SYNTAX`] and is left out, all others are kept. Spans are byte offsets of `text`, which may start with a
/// byte order mark.
pub fn parse(file: FileId, text: &str) -> (File, Vec<Diagnostic>) {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let at = Lower { file, text, base: start };
    let outline = Outline::new(text, start, file);
    let mut body = Body::default();
    let mut diagnostics = Vec::new();
    match parser::parse_body(&text[start..]) {
        Ok(parsed) if !outline.suspicious => at.body(&parsed, &mut body),
        _ => {
            for item in &outline.items {
                parse_item(at, item, &mut body, &mut diagnostics);
            }
        }
    }
    (File { body, comments: outline.comments }, diagnostics)
}

/// One expression, such as the right side of an attribute. `None` with one diagnostic when it is none.
pub fn parse_expression(file: FileId, text: &str) -> (Option<Expr>, Vec<Diagnostic>) {
    let start = text.len() - text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).len();
    let piece = text[start..].trim_end();
    let at = Lower { file, text, base: start };
    match parser::parse_expr(piece) {
        Ok(parsed) => (Some(at.expr(&parsed, at.at(0..piece.len()))), Vec::new()),
        Err(error) => (None, vec![broken(at, piece, &error)]),
    }
}

/// A template without quotes around it, such as a file that `templatefile` reads.
pub fn parse_template(file: FileId, text: &str) -> (Option<Template>, Vec<Diagnostic>) {
    let at = Lower { file, text, base: 0 };
    match parser::parse_template(text) {
        Ok(parsed) => (Some(template::parts(&at, &parsed, Context::Bare, at.at(0..text.len()))), Vec::new()),
        Err(error) => (None, vec![broken(at, text, &error)]),
    }
}

fn parse_item(at: Lower<'_>, item: &Item, body: &mut Body, diagnostics: &mut Vec<Diagnostic>) {
    let piece = &at.text[item.range.clone()];
    let at = Lower { base: item.range.start, ..at };
    match parser::parse_body(piece) {
        Ok(parsed) => at.body(&parsed, body),
        Err(error) => diagnostics.push(broken(at, piece, &error)),
    }
}

fn broken(at: Lower<'_>, piece: &str, error: &parser::Error) -> Diagnostic {
    let offset = error.location().offset().min(piece.len());
    Diagnostic::error(format!("not readable as HCL: {}", error.message())).code(SYNTAX).at(at.at(offset..offset))
}

/// What can be told of a file without parsing it.
struct Outline {
    comments: Vec<Comment>,
    items: Vec<Item>,
    /// Something the parser beneath may let pass, but Terraform does not.
    suspicious: bool,
}

/// A top-level attribute or block with everything up to the end of its last line.
struct Item {
    range: Range<usize>,
}

impl Outline {
    fn new(text: &str, start: usize, file: FileId) -> Self {
        let mut outline = Self { comments: Vec::new(), items: Vec::new(), suspicious: false };
        let piece = &text[start..];
        let mut lexer = Lexer::new(piece);
        let mut line_is_blank = true;
        let mut item: Option<Range<usize>> = None;
        while let Some(token) = lexer.next() {
            match token.kind {
                Kind::Comment => {
                    outline.comments.push(comment(piece, token, start, line_is_blank, file));
                }
                Kind::Newline => {
                    if lexer.depth() == 0 {
                        if let Some(range) = item.take() {
                            outline.items.push(Item { range: start + range.start..start + range.end });
                        }
                    }
                }
                _ => {
                    outline.suspicious |= matches!(token.kind, Kind::Unclosed | Kind::TooDeep);
                    let range = item.get_or_insert(token.start..token.end);
                    range.end = token.end;
                }
            }
            line_is_blank = token.kind == Kind::Newline || (line_is_blank && token.kind == Kind::Comment);
        }
        if let Some(range) = item {
            outline.items.push(Item { range: start + range.start..start + range.end });
        }
        let _ = lex::MAX_DEPTH;
        outline
    }
}

fn comment(piece: &str, token: Token, start: usize, own_line: bool, file: FileId) -> Comment {
    let raw = &piece[token.start..token.end];
    let text = match raw.strip_prefix("/*") {
        Some(inner) => inner.strip_suffix("*/").unwrap_or(inner),
        None => raw.trim_start_matches(['#', '/']),
    };
    Comment { text: text.trim().into(), span: Span::new(file, start + token.start, start + token.end), own_line }
}
