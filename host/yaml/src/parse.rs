//! A file as a stream of documents: a syntax error costs its document, and reading goes on at the next.

mod build;

use granit_parser::Parser;
use tollgate_source::{Diagnostic, FileId, Span};

use crate::{Comment, Document, SYNTAX};
use build::Build;

/// Deeper collections are refused, also where aliases make them: trees are walked and dropped by recursion.
pub(crate) const MAX_DEPTH: usize = 255;
/// After this many documents that cannot be read, the file is probably no YAML at all.
const MAX_BROKEN: usize = 50;

/// All that a file says.
#[derive(Clone, Default, Debug)]
pub struct Stream {
    pub documents: Vec<Document>,
    /// In the order of the text. Of a document that cannot be read, those before its error.
    pub comments: Vec<Comment>,
    pub diagnostics: Vec<Diagnostic>,
}

/// The documents of a stream, and what is wrong with it. Total: a document with a syntax error costs one
/// diagnostic with the code [`SYNTAX`] and is left out. Spans are byte offsets of `text`.
pub fn parse(file: FileId, text: &str) -> (Vec<Document>, Vec<Diagnostic>) {
    let stream = read(file, text, false);
    (stream.documents, stream.diagnostics)
}

/// The same, with comments.
pub fn parse_stream(file: FileId, text: &str) -> Stream {
    read(file, text, true)
}

fn read(file: FileId, text: &str, emit_comments: bool) -> Stream {
    let options = granit_parser::options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        emit_comments: emit_comments,
        // A file may consist of comments; they are bounded by its length.
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut stream = Stream::default();
    loop {
        let mut build = Build::new(file, text, &mut stream.comments);
        match build.document(&mut parser) {
            Ok(Some(document)) => stream.documents.push(document),
            Ok(None) => break,
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
                let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
                let (reason, help) = words(&error.info());
                let message = format!("this cannot be read as YAML: {reason}");
                let diagnostic = Diagnostic::error(message).code(SYNTAX).at(Span::new(file, at, end));
                stream.diagnostics.push(match help {
                    Some(help) => diagnostic.help(help),
                    None => diagnostic,
                });
                let more = parser.proceed_next_document().unwrap_or(false);
                if !more || stream.diagnostics.len() >= MAX_BROKEN {
                    break;
                }
            }
        }
    }
    // The parser looks ahead, and tells some comments before the values they follow.
    stream.comments.sort_by_key(|comment| comment.span);
    stream
}

/// What the parser says of the mistakes that people make most, in words that say what to do.
fn words(info: &str) -> (String, Option<&'static str>) {
    let says = |part: &str| info.contains(part);
    if says("tabs disallowed") || says("start with a tab") || says("a tab cannot") {
        return ("a tab cannot be used for indentation".to_owned(), Some("use spaces"));
    }
    if says("recursion limit") || says("nesting") {
        return (format!("it is nested more than {MAX_DEPTH} deep"), None);
    }
    if says("mapping values are not allowed") || says("mapping keys are not allowed") {
        let help = "a text with `: ` in it is written in quotes; entries of one mapping begin in the same column";
        return ("there cannot be a key here".to_owned(), Some(help));
    }
    if says("unexpected end of stream") || says("found unexpected end") || says("unclosed") {
        return (info.to_owned(), Some("look for a quote or bracket that is opened here and never closed"));
    }
    if says("quoted scalar") {
        return (info.to_owned(), Some("look for a quote that is opened before this and never closed"));
    }
    if says("cannot start any token") || says("unexpected character") {
        return (info.to_owned(), Some("a text that begins with a special character is written in quotes"));
    }
    (info.to_owned(), None)
}
