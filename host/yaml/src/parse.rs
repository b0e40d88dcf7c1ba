//! A file as a stream of documents: a syntax error costs its document, and reading goes on at the next.

mod build;

use granit_parser::Parser;
use tollgate_source::{Diagnostic, FileId, Span};

use crate::{Comment, Document, SYNTAX};
use build::Build;

/// Deeper collections are refused, also where aliases make them: trees are walked and dropped by recursion.
const MAX_DEPTH: usize = 255;
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
                let message = format!("this cannot be read as YAML: {}", error.info());
                stream.diagnostics.push(Diagnostic::error(message).code(SYNTAX).at(Span::new(file, at, end)));
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
