//! Documents as go-yaml 2 lays them out: lists stand as deep as their key, and long lines are folded at blanks.

use super::{
    Marked, MarkedContent, MarkedKey, Refusal, Unwritable, Written,
    json::{check_key, reread},
    keys::in_order_of_v2,
    number::emit_float,
    page::Page,
    scalar::{analyze, escape, is_break, literal_hints},
};
use crate::parse::MAX_DEPTH;

/// A line that is longer ends at the next blank that may be a line break.
const WIDTH: usize = 80;
/// How many bytes a key has at most that stands before its colon as other keys do.
const MAX_SIMPLE_KEY: usize = 128;
const INDENT: usize = 2;

/// The text of a document as `Marshal` of `sigs.k8s.io/yaml` writes it, which is what `toYaml` of Helm prints but for
/// the line break at the end.
///
/// A key, its colon and the blanks before it have the mark of the key, a dash that of its item, quotes and the sign
/// of a literal text that of their value, and a line break that of what is before it. A character has the mark of
/// its piece however it is written, and so have the blanks before it on a new line.
///
/// # Errors
/// Go refuses the document, or it is deeper than this crate reads.
pub fn emit_v2(document: &Marked) -> Result<Written, Unwritable> {
    let mut layout = Layout { page: Page::new(document.mark) };
    layout.node(document, Place::Root, 0)?;
    layout.page.begin_line(0, document.mark);
    Ok(layout.page.finish())
}

/// Where a node stands; the columns are those of what it stands in.
#[derive(Clone, Copy)]
enum Place {
    Root,
    Item(usize),
    Value(usize),
}

impl Place {
    /// The column of what is nested in the node.
    fn inner(self) -> usize {
        match self {
            Self::Root => 0,
            Self::Item(column) | Self::Value(column) => column + INDENT,
        }
    }

    /// The column in which the further lines of a text begin.
    fn of_lines(self) -> usize {
        self.inner().max(INDENT)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Style {
    Plain,
    Single,
    Double,
    Literal,
}

/// A text that is to be written, with what there is to know about it.
struct Text<'t> {
    text: &'t str,
    pieces: &'t [(usize, u32)],
    mark: u32,
    /// The column of its further lines. `None` for a text that has to stand on one line.
    column: Option<usize>,
}

struct Layout {
    page: Page,
}

impl Layout {
    fn node(&mut self, node: &Marked, place: Place, depth: usize) -> Result<(), Unwritable> {
        let refused = |why| Unwritable { mark: node.mark, why };
        if depth > MAX_DEPTH {
            return Err(refused(Refusal::Depth));
        }
        match &node.content {
            MarkedContent::Null => self.word("null", node.mark),
            MarkedContent::Bool(value) => self.word(if *value { "true" } else { "false" }, node.mark),
            MarkedContent::Integer(value) => self.word(&value.to_string(), node.mark),
            MarkedContent::Float(value) => {
                self.word(&emit_float(*value).ok_or_else(|| refused(Refusal::Number))?, node.mark);
            }
            MarkedContent::Text(text, pieces) => {
                let (text, pieces) = reread(text, pieces).map_err(refused)?;
                let column = Some(place.of_lines());
                self.text(&Text { text: &text, pieces: &pieces, mark: node.mark, column });
            }
            MarkedContent::List(items) if items.is_empty() => self.word("[]", node.mark),
            MarkedContent::Map(entries) if entries.is_empty() => self.word("{}", node.mark),
            MarkedContent::List(items) => {
                let column = match place {
                    // Behind `key:`, where nothing can be nested on the line, the dashes do not stand deeper.
                    Place::Value(column) if !self.page.is_open() => column,
                    _ => place.inner(),
                };
                for item in items {
                    self.page.begin_line(column, item.mark);
                    self.page.block_indicator('-');
                    self.node(item, Place::Item(column), depth + 1)?;
                }
            }
            MarkedContent::Map(entries) => {
                let column = place.inner();
                for (key, value) in in_order_of_v2(entries) {
                    self.key(key, column).map_err(|why| Unwritable { mark: key.mark, why })?;
                    self.node(value, Place::Value(column), depth + 1)?;
                }
            }
        }
        Ok(())
    }

    /// A key and its colon.
    fn key(&mut self, key: &MarkedKey, column: usize) -> Result<(), Refusal> {
        check_key(&key.text)?;
        self.page.begin_line(column, key.mark);
        let mut text = Text { text: &key.text, pieces: &[], mark: key.mark, column: None };
        if key.text.len() <= MAX_SIMPLE_KEY && !key.text.contains(is_break) {
            self.text(&text);
            self.page.push(':');
        } else {
            text.column = Some(column + INDENT);
            self.page.block_indicator('?');
            self.text(&text);
            self.page.begin_line(column, key.mark);
            self.page.block_indicator(':');
        }
        Ok(())
    }

    fn word(&mut self, word: &str, mark: u32) {
        self.page.ink(mark);
        self.page.separate();
        self.page.push_str(word);
    }

    fn text(&mut self, text: &Text) {
        self.page.ink(text.mark);
        self.page.separate();
        match style(text.text) {
            Style::Plain => self.words(text, None),
            Style::Single => {
                self.page.push('\'');
                self.words(text, Some('\''));
                self.page.ink(text.mark);
                self.page.push('\'');
            }
            Style::Double => self.double(text),
            Style::Literal => self.literal(text),
        }
    }

    /// A text that needs no escapes, with its quotes doubled.
    fn words(&mut self, text: &Text, quote: Option<char>) {
        let (mut after_blank, mut after_break) = (false, false);
        for char in text.chars() {
            after_break = self.breaks(text, &char, after_break);
            if after_break {
                continue;
            }
            match self.fold(text, &char, after_blank) {
                Some(column) if char.next != Some(' ') => self.page.begin_line(column, char.mark),
                _ => {
                    if quote == Some(char.c) {
                        self.page.push(char.c);
                    }
                    self.page.push(char.c);
                }
            }
            after_blank = char.c == ' ';
        }
    }

    fn double(&mut self, text: &Text) {
        let is_behind_byte_order_mark = text.text.starts_with('\u{feff}');
        let mut after_blank = false;
        self.page.push('"');
        for char in text.chars() {
            self.page.ink(char.mark);
            if let Some(escape) = escape(char.c, is_behind_byte_order_mark) {
                self.page.push_str(&escape);
                after_blank = false;
                continue;
            }
            match self.fold(text, &char, after_blank) {
                Some(column) => {
                    self.page.begin_line(column, char.mark);
                    if char.next == Some(' ') {
                        // Else that blank would be lost with those before it.
                        self.page.push('\\');
                    }
                }
                None => self.page.push(char.c),
            }
            after_blank = char.c == ' ';
        }
        self.page.ink(text.mark);
        self.page.push('"');
    }

    /// The column of the line that begins instead of a blank, if one is to.
    fn fold(&self, text: &Text, char: &Char, after_blank: bool) -> Option<usize> {
        let may_fold = char.c == ' ' && !after_blank && !char.is_first && char.next.is_some();
        text.column.filter(|_| may_fold && self.page.column() > WIDTH)
    }

    fn literal(&mut self, text: &Text) {
        self.page.push('|');
        self.page.push_str(&literal_hints(text.text));
        self.page.begin_literal();
        let mut after_break = true;
        for char in text.chars() {
            after_break = self.breaks(text, &char, after_break);
            if !after_break {
                self.page.push(char.c);
            }
        }
    }

    /// Writes `char` if it is a line break, and says so. Else begins the line on which it stands first.
    fn breaks(&mut self, text: &Text, char: &Char, after_break: bool) -> bool {
        if let Some(column) = text.column.filter(|_| after_break && !is_break(char.c)) {
            self.page.begin_line(column, char.mark);
        }
        self.page.ink(char.mark);
        if is_break(char.c) {
            self.page.push_break(char.c);
        }
        is_break(char.c)
    }
}

/// A character of a text.
struct Char {
    c: char,
    next: Option<char>,
    is_first: bool,
    mark: u32,
}

impl Text<'_> {
    fn chars(&self) -> impl Iterator<Item = Char> {
        let mut pieces = self.pieces.iter().peekable();
        self.text.char_indices().map(move |(at, c)| {
            while pieces.next_if(|(end, _)| *end <= at).is_some() {}
            Char {
                c,
                next: self.text[at + c.len_utf8()..].chars().next(),
                is_first: at == 0,
                mark: pieces.peek().map_or(self.mark, |(_, mark)| *mark),
            }
        })
    }
}

fn style(text: &str) -> Style {
    let analysis = analyze(text);
    if text.contains('\n') {
        // This version escapes tabs, and literal texts have no escapes.
        if analysis.allows_literal && !analysis.has_tabs { Style::Literal } else { Style::Double }
    } else if analysis.allows_plain {
        Style::Plain
    } else if analysis.allows_single {
        Style::Single
    } else {
        Style::Double
    }
}
