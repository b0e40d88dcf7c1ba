//! The words for what cannot be read.

use std::ops::Range;

use tollgate_source::{Diagnostic, FileId, Span};

use crate::SYNTAX;
use crate::lex::{MAX_DEPTH, is_word};
use crate::lower::Lower;
use crate::outline::Fault;
use crate::parse::Refusal;
use crate::repair::Repeated;

const KEPT: &str = "the rest of the file is still checked";

pub(crate) fn fault(at: Lower<'_>, item: &Range<usize>, fault: &Fault) -> Diagnostic {
    let (range, message, help) = match fault {
        Fault::TooDeep(range) => (
            range,
            format!("brackets are nested more than {MAX_DEPTH} levels deep here"),
            "split the value into `locals`; nothing this deep can be evaluated".to_owned(),
        ),
        Fault::UnclosedString(range) => (
            range,
            "this string is not closed on its line".to_owned(),
            format!("add the closing `\"`, or write text of several lines as a heredoc (`<<EOT`); {KEPT}"),
        ),
        Fault::Unclosed(range) => {
            let open = &at.text[range.clone()];
            let help = match open {
                "{" | "[" | "(" | "${" | "%{" => format!("add the matching `{}`; {KEPT}", closing(open)),
                _ => format!("end the heredoc with `{}` on a line of its own", open.trim_start_matches(['<', '-'])),
            };
            (range, format!("`{open}` is never closed"), help)
        }
        Fault::Stray(range) => {
            let close = &at.text[range.clone()];
            (range, format!("`{close}` closes nothing"), format!("remove it, or add what it should close; {KEPT}"))
        }
    };
    in_item(at, item, Diagnostic::error(message).code(SYNTAX).at(span(at.file, range)).help(help))
}

/// The parser beneath refused the item at `item`.
pub(crate) fn unreadable(at: Lower<'_>, item: &Range<usize>, refusal: &Refusal) -> Diagnostic {
    let said = refusal.message.as_str();
    let offset = item.start + refusal.offset;
    if said == "unexpected token" && offset == item.start {
        return without_place(at, item);
    }
    let found = found(at.text, item, offset);
    let text = &at.text[found.clone()];
    let what = match text {
        "" => "the text ends too early".to_owned(),
        "\n" | "\r\n" => "the line ends too early".to_owned(),
        text => format!("`{text}` is not expected here"),
    };
    let (message, help) = if said.contains("redefined attribute") {
        (
            format!("attribute `{text}` is set twice in one block"),
            "remove one of the two: Terraform refuses the block".to_owned(),
        )
    } else if said.contains("nested levels") {
        ("the expression is nested more than 64 levels deep".to_owned(), "split it into `locals`".to_owned())
    } else if said.contains("chained binary operators") {
        ("more than 128 operators follow one another".to_owned(), "split the expression into `locals`".to_owned())
    } else {
        (format!("{what}: {}", expected(said)), format!("correct the syntax here; {KEPT}"))
    };
    in_item(at, item, Diagnostic::error(message).code(SYNTAX).at(span(at.file, &found)).help(help))
}

/// The parser gave up on all of the item without a place, most often because it ends too early.
fn without_place(at: Lower<'_>, item: &Range<usize>) -> Diagnostic {
    let text = &at.text[item.clone()];
    let end = item.start + text.trim_end().len();
    let (range, message) = if text.trim_end().bytes().all(is_word) && !text.trim_end().is_empty() {
        (item.clone(), format!("`{}` stands alone: {}", text.trim_end(), expected("invalid structure")))
    } else if text.trim_end().is_empty()
        || text.trim_end().ends_with(['=', '+', '-', '*', '/', '%', '&', '|', '<', '>', '?', ':', '.', '!'])
    {
        (end..end, "the text ends too early: a value should stand here".to_owned())
    } else {
        let line = text.lines().next().unwrap_or("");
        (item.start..item.start + line.len(), "this is neither an attribute, nor a block, nor a value".to_owned())
    };
    let diagnostic = Diagnostic::error(message).code(SYNTAX).at(span(at.file, &range));
    in_item(at, item, diagnostic.help(format!("correct the syntax here; {KEPT}")))
}

pub(crate) fn repeated(at: Lower<'_>, repeated: Repeated) -> Diagnostic {
    let shift = |range: Range<usize>| at.at(range);
    let later = shift(repeated.later);
    Diagnostic::warning(format!("key `{}` is given twice in this object", at.slice(later)))
        .at(later)
        .label(shift(repeated.earlier), "this value is never used")
        .help("the last one wins; remove the other")
}

pub(crate) fn unlisted(file: FileId, count: usize) -> Diagnostic {
    Diagnostic::error(format!("{count} more parts of this file cannot be read as HCL"))
        .code(SYNTAX)
        .at(Span::start_of(file))
        .help("if this is no HCL file, give it another extension or exclude it under `[files]` in `tollgate.toml`")
}

/// Names the block or attribute that is left out, unless the problem stands in its first line anyway.
fn in_item(at: Lower<'_>, item: &Range<usize>, diagnostic: Diagnostic) -> Diagnostic {
    let text = &at.text[item.clone()];
    let line = text.lines().next().unwrap_or("");
    let header = line.split(['{', '=']).next().unwrap_or("").trim_end();
    let behind_header = diagnostic.span.is_some_and(|span| span.start as usize > item.start + line.len());
    if header.is_empty() || !behind_header {
        return diagnostic;
    }
    diagnostic.label(span(at.file, &(item.start..item.start + header.len())), "all of this is left out")
}

/// The token at `offset`: a word, a line ending, or one character.
fn found(text: &str, item: &Range<usize>, offset: usize) -> Range<usize> {
    let mut start = offset.clamp(item.start, item.end);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let blanks = text[start..item.end].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    start += blanks;
    let rest = &text[start..item.end];
    let word = rest.bytes().take_while(|byte| is_word(*byte)).count();
    let length = match rest.as_bytes() {
        [] => 0,
        [b'\r', b'\n', ..] => 2,
        _ if word > 0 => word,
        _ => rest.chars().next().map_or(0, char::len_utf8),
    };
    start..start + length
}

/// The parser's expectations in the words of the language.
fn expected(said: &str) -> String {
    if said.contains("invalid expression") {
        return "a value should stand here".to_owned();
    }
    if said.contains("invalid structure") {
        return "`=` should follow an attribute's name, `{` a block's type and labels".to_owned();
    }
    if said.contains("newline or eof") {
        return "the line should end here".to_owned();
    }
    if said.contains("invalid block body") {
        return "an attribute, a block or the closing `}` should stand here".to_owned();
    }
    match said.rsplit_once("expected ") {
        Some((_, expected)) if !said.contains("unexpected") => format!("expected {expected}"),
        _ => "nothing that starts so can follow".to_owned(),
    }
}

fn closing(open: &str) -> &'static str {
    match open {
        "[" => "]",
        "(" => ")",
        _ => "}",
    }
}

fn span(file: FileId, range: &Range<usize>) -> Span {
    Span::new(file, range.start, range.end)
}
