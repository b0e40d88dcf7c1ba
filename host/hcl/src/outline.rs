//! What can be told of a text without parsing it: its comments, its top-level items, and whether its brackets
//! and quotes close.

use std::ops::Range;

use tollgate_source::{FileId, Span};

use crate::ast::Comment;
use crate::lex::{Kind, Lexer, Token, is_word, is_word_start};
use crate::repair::MAX_ENTRIES;

/// The outline of one piece of a file. All places are offsets in the file.
pub(crate) struct Outline {
    pub(crate) comments: Vec<Comment>,
    pub(crate) items: Vec<Item>,
}

/// A top-level attribute or block, or a run of anything else up to the end of its line.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) range: Range<usize>,
    pub(crate) fault: Option<Fault>,
    /// An object in it may have more than [`MAX_ENTRIES`] entries.
    pub(crate) is_large: bool,
}

/// Something that no parser has to look at to know that Terraform refuses it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    TooDeep(Range<usize>),
    /// A quoted string with a line break in it.
    UnclosedString(Range<usize>),
    /// The bracket, quote or heredoc opened here is still open at the end of the item.
    Unclosed(Range<usize>),
    /// A closing bracket that closes nothing.
    Stray(Range<usize>),
}

impl Outline {
    pub(crate) fn new(text: &str, range: Range<usize>, file: FileId) -> Self {
        let piece = &text[range.clone()];
        let mut scan = Scan { base: range.start, item: None, opens: Vec::new(), items: Vec::new() };
        let mut comments = Vec::new();
        let mut lexer = Lexer::new(piece);
        let mut blank_before = true;
        while let Some(token) = lexer.next() {
            match token.kind {
                Kind::Comment => {
                    comments.push(comment(piece, token, range.start, blank_before, file));
                    blank_before &= !piece[token.start..token.end].starts_with("/*");
                }
                Kind::Newline => {
                    if lexer.depth() == 0 {
                        scan.end_item();
                    } else {
                        scan.separator();
                    }
                    blank_before = true;
                }
                _ => {
                    scan.token(token, lexer.depth());
                    blank_before = false;
                }
            }
        }
        scan.end_item();
        Self { comments, items: scan.items }
    }

    /// The parser beneath can take all of it at once.
    pub(crate) fn is_plain(&self) -> bool {
        self.items.iter().all(|item| item.fault.is_none() && !item.is_large)
    }
}

impl Item {
    /// The brackets or quotes of this item do not tell where it ends.
    pub(crate) fn is_unbalanced(&self) -> bool {
        matches!(self.fault, Some(Fault::Unclosed(_) | Fault::UnclosedString(_)))
    }

    /// The item cut at every line that looks like the header of a block and starts in the first column: the
    /// best guess at where the next item starts when brackets do not tell.
    pub(crate) fn pieces(&self, text: &str) -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        let mut start = self.range.start;
        let mut at = self.range.start;
        while let Some(length) = text[at..self.range.end].find('\n') {
            at += length + 1;
            if is_header(&text[at..self.range.end]) {
                pieces.push(start..at);
                start = at;
            }
        }
        pieces.push(start..self.range.end);
        pieces
    }
}

/// A word, any labels, and an opening brace on one line.
fn is_header(text: &str) -> bool {
    let bytes = text.as_bytes();
    if !bytes.first().is_some_and(|byte| is_word_start(*byte)) {
        return false;
    }
    let mut quoted = false;
    for byte in bytes {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' => return false,
            _ if quoted => {}
            b'{' => return true,
            b' ' | b'\t' => {}
            byte if is_word(*byte) => {}
            _ => return false,
        }
    }
    false
}

struct Scan {
    base: usize,
    item: Option<Item>,
    /// Where each bracket, quote and heredoc that is still open starts.
    opens: Vec<Open>,
    items: Vec<Item>,
}

struct Open {
    range: Range<usize>,
    is_brace: bool,
    separators: usize,
}

impl Scan {
    fn token(&mut self, token: Token, depth: usize) {
        let range = self.base + token.start..self.base + token.end;
        let fault = match token.kind {
            Kind::TooDeep => Some(Fault::TooDeep(range.start - 1..range.start)),
            Kind::Unclosed => Some(Fault::UnclosedString(range.clone())),
            Kind::Close(_) if depth == self.opens.len() => Some(Fault::Stray(range.clone())),
            _ => None,
        };
        if depth > self.opens.len() {
            let is_brace = token.kind == Kind::Open(b'{');
            self.opens.push(Open { range: range.clone(), is_brace, separators: 0 });
        } else {
            self.opens.truncate(depth);
        }
        let item = self.item.get_or_insert_with(|| Item { range: range.clone(), fault: None, is_large: false });
        item.range.end = range.end;
        if item.fault.is_none() {
            item.fault = fault;
        }
        if token.kind == Kind::Comma {
            self.separator();
        }
    }

    /// A comma or line break, which may end an entry of the object around it.
    fn separator(&mut self) {
        let (Some(open), Some(item)) = (self.opens.last_mut(), &mut self.item) else { return };
        open.separators += 1;
        item.is_large |= open.is_brace && open.separators > MAX_ENTRIES;
    }

    fn end_item(&mut self) {
        let Some(mut item) = self.item.take() else { return };
        if let Some(open) = self.opens.first() {
            // Where strings or brackets went wrong before, the place of that says more.
            if !matches!(item.fault, Some(Fault::UnclosedString(_) | Fault::TooDeep(_))) {
                item.fault = Some(Fault::Unclosed(open.range.clone()));
            }
        }
        self.opens.clear();
        self.items.push(item);
    }
}

fn comment(piece: &str, token: Token, base: usize, own_line: bool, file: FileId) -> Comment {
    let raw = &piece[token.start..token.end];
    let text = match raw.strip_prefix("/*") {
        Some(inner) => inner.strip_suffix("*/").unwrap_or(inner),
        None => raw.trim_start_matches(['#', '/']),
    };
    Comment { text: text.trim().into(), span: Span::new(file, base + token.start, base + token.end), own_line }
}
