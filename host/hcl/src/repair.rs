//! Text that Terraform accepts and the parser beneath does not, masked so that it does: other bytes, same
//! length, so that spans stay what they are. The tree takes its texts from the original.
//!
//! * Line breaks and comments inside parentheses, brackets, templates and `for` expressions become blanks.
//! * Where an object repeats a key, the earlier item becomes blank: the last one wins.
//! * Numbers beyond the range of a float become zeros.
//! * Objects of very many entries become empty and their entries are parsed in chunks: the parser beneath
//!   compares every key with all others.
//! * A heredoc's line that starts with the closing name and goes on does not close it.

use std::collections::HashMap;
use std::ops::Range;

use crate::lex::{Kind, Lexer, Token};

/// Objects of more entries are parsed in chunks of this many.
pub(crate) const MAX_ENTRIES: usize = 512;

pub(crate) struct Repaired {
    pub(crate) text: String,
    pub(crate) repeated: Vec<Repeated>,
    /// The objects that `text` holds without their entries.
    pub(crate) emptied: Vec<Emptied>,
}

pub(crate) struct Emptied {
    /// Where its opening brace stands.
    pub(crate) at: usize,
    /// Object literals that hold its entries, and where in the piece their first byte would stand.
    pub(crate) chunks: Vec<(usize, String)>,
}

/// A key that an object literal has twice. Offsets in the repaired piece.
pub(crate) struct Repeated {
    pub(crate) earlier: Range<usize>,
    pub(crate) later: Range<usize>,
}

/// `None` when there is nothing to mask in a body or expression.
pub(crate) fn repair(piece: &str) -> Option<Repaired> {
    mask(piece, Lexer::new(piece))
}

/// The same for a template without quotes around it.
pub(crate) fn repair_template(piece: &str) -> Option<Repaired> {
    mask(piece, Lexer::of_template(piece))
}

fn mask(piece: &str, tokens: Lexer<'_>) -> Option<Repaired> {
    let mut repair = Repair {
        piece,
        bytes: piece.as_bytes().to_vec(),
        frames: Vec::new(),
        heredocs: Vec::new(),
        repeated: Vec::new(),
        emptied: Vec::new(),
        previous: None,
    };
    for token in tokens {
        repair.token(token);
    }
    if repair.bytes == piece.as_bytes() {
        return None;
    }
    let text = String::from_utf8(repair.bytes).ok()?;
    Some(Repaired { text, repeated: repair.repeated, emptied: repair.emptied })
}

struct Repair<'a> {
    piece: &'a str,
    bytes: Vec<u8>,
    frames: Vec<Frame<'a>>,
    heredocs: Vec<&'a str>,
    repeated: Vec<Repeated>,
    emptied: Vec<Emptied>,
    /// The last token that is no line break and no comment.
    previous: Option<Token>,
}

enum Frame<'a> {
    /// Line breaks mean nothing in here.
    Flat,
    /// The body of a block.
    Block,
    Object(Items<'a>),
}

#[derive(Default)]
struct Items<'a> {
    /// Where the object starts.
    open: usize,
    count: usize,
    /// Where chunks of entries end.
    cuts: Vec<usize>,
    seen: HashMap<&'a str, Entry>,
    start: Option<usize>,
    key: Option<Range<usize>>,
    end: usize,
}

struct Entry {
    key: Range<usize>,
    item: Range<usize>,
}

impl<'a> Repair<'a> {
    fn token(&mut self, token: Token) {
        match token.kind {
            Kind::Comment | Kind::Newline => {
                match self.frames.last_mut() {
                    Some(Frame::Flat) => blank(&mut self.bytes, token.start..token.end),
                    Some(Frame::Object(_)) if token.kind == Kind::Newline => self.end_item(None),
                    _ => {}
                }
                return;
            }
            Kind::Word if &self.piece[token.start..token.end] == "for" && self.opens_object() => {
                self.frames.pop();
                self.frames.push(Frame::Flat);
            }
            Kind::Comma => self.end_item(Some(token)),
            Kind::Close(_) | Kind::TemplateClose => self.end_item(None),
            _ => {}
        }
        if let Some(Frame::Object(items)) = self.frames.last_mut() {
            match token.kind {
                Kind::Comma | Kind::Close(_) => {}
                Kind::Equals | Kind::Colon if items.key.is_none() => {
                    items.key = items.start.map(|start| start..items.end);
                }
                _ => {
                    items.start.get_or_insert(token.start);
                    items.end = token.end;
                }
            }
        }
        match token.kind {
            Kind::Open(b'{') => {
                let frame = if self.in_expression() {
                    Frame::Object(Items { open: token.start, ..Items::default() })
                } else {
                    Frame::Block
                };
                self.frames.push(frame);
            }
            Kind::Open(_) | Kind::TemplateOpen => self.frames.push(Frame::Flat),
            Kind::Close(_) | Kind::TemplateClose => {
                if let Some(Frame::Object(items)) = self.frames.pop() {
                    self.empty(items, token.start);
                }
                if let Some(Frame::Object(items)) = self.frames.last_mut() {
                    items.end = token.end;
                }
            }
            Kind::Number => self.number(token),
            Kind::HeredocOpen => {
                self.heredocs.push(self.piece[token.start..token.end].trim_start_matches(['<', '-']));
            }
            Kind::HeredocClose => {
                self.heredocs.pop();
            }
            Kind::Literal => self.heredoc_line(token),
            _ => {}
        }
        self.previous = Some(token);
    }

    /// The token to come is the first inside the braces of an object.
    fn opens_object(&self) -> bool {
        matches!(self.frames.last(), Some(Frame::Object(_)))
            && self.previous.is_some_and(|previous| previous.kind == Kind::Open(b'{'))
    }

    /// A brace here opens an object: in place of a value rather than after a block's type and labels.
    fn in_expression(&self) -> bool {
        match self.previous {
            None => false,
            Some(Token { kind: Kind::Word, start, end }) => {
                matches!(self.frames.last(), Some(Frame::Flat)) && matches!(&self.piece[start..end], "in" | "if")
            }
            Some(previous) => !matches!(previous.kind, Kind::QuoteClose | Kind::Close(_) | Kind::Number),
        }
    }

    fn end_item(&mut self, comma: Option<Token>) {
        let Some(Frame::Object(items)) = self.frames.last_mut() else { return };
        let (Some(start), Some(key)) = (items.start.take(), items.key.take()) else { return };
        let item = start..comma.map_or(items.end, |comma| comma.end);
        items.count += 1;
        if items.count % MAX_ENTRIES == 0 {
            items.cuts.push(item.end);
        }
        let text = &self.piece[key.clone()];
        if let Some(earlier) = items.seen.insert(text, Entry { key: key.clone(), item }) {
            blank(&mut self.bytes, earlier.item);
            self.repeated.push(Repeated { earlier: earlier.key, later: key });
        }
    }

    /// Takes the entries out of an object that ends at `close`, when they are many.
    fn empty(&mut self, items: Items<'_>, close: usize) {
        if items.count <= MAX_ENTRIES {
            return;
        }
        let mut start = items.open + 1;
        let mut chunks = Vec::new();
        for end in items.cuts.into_iter().chain([close]) {
            let entries = String::from_utf8_lossy(&self.bytes[start..end]);
            chunks.push((start - 1, format!("{{{entries}}}")));
            start = end;
        }
        blank(&mut self.bytes, items.open + 1..close);
        self.emptied.push(Emptied { at: items.open, chunks });
    }

    fn number(&mut self, token: Token) {
        let text = &self.piece[token.start..token.end];
        let is_index = token.start > 0 && self.bytes[token.start - 1] == b'.';
        if !is_index && (text.len() > 300 || text.contains(['e', 'E'])) {
            self.bytes[token.start..token.end].fill(b'0');
        }
    }

    fn heredoc_line(&mut self, token: Token) {
        let Some(name) = self.heredocs.last() else { return };
        let line = &self.piece[token.start..token.end];
        let text = line.trim_start();
        if text.starts_with(name) {
            let start = token.start + line.len() - text.len();
            self.bytes[start..start + name.len()].fill(b'.');
        }
    }
}

fn blank(bytes: &mut [u8], range: Range<usize>) {
    bytes[range].fill(b' ');
}
