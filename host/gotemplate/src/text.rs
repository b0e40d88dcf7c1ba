//! Text that remembers where each of its bytes came from.

use std::{borrow::Cow, fmt, ops::Range, rc::Rc};

use crate::ledger::Mark;

/// Bytes, as Go's strings are: mostly UTF-8, but `b64dec` and `trunc` ask nobody.
#[derive(Clone, Default)]
pub struct Text {
    bytes: Rc<[u8]>,
    /// Runs that were written by templates, in order, up to the end. Empty for text of another kind.
    pieces: Rc<[Piece]>,
}

/// A run of bytes of one mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Piece {
    /// Behind its last byte.
    pub end: usize,
    /// `None` for bytes that no template wrote.
    pub mark: Option<Mark>,
}

impl Text {
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// As text; bytes that are none become U+FFFD, as Go shows them.
    pub fn to_str(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }

    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Whether templates wrote some of it.
    pub fn is_marked(&self) -> bool {
        !self.pieces.is_empty()
    }

    /// The marks of `range` with where each run ends in it.
    fn runs(&self, range: Range<usize>) -> impl Iterator<Item = (usize, Option<Mark>)> {
        let first = self.pieces.partition_point(|piece| piece.end <= range.start);
        self.pieces[first..].iter().scan(false, move |done, piece| {
            if *done {
                return None;
            }
            *done = piece.end >= range.end;
            Some((piece.end.min(range.end) - range.start, piece.mark))
        })
    }

    /// A part of it.
    pub fn slice(&self, range: Range<usize>) -> Self {
        let mut out = TextBuilder::default();
        out.push(self, range);
        out.finish()
    }

    /// The mark at a byte.
    pub fn mark_at(&self, byte: usize) -> Option<Mark> {
        self.pieces.get(self.pieces.partition_point(|piece| piece.end <= byte))?.mark
    }

    /// The marks of a part of it.
    pub(crate) fn marks(&self, range: Range<usize>) -> impl Iterator<Item = Mark> {
        let range = if range.is_empty() { range.start..range.start + 1 } else { range };
        self.runs(range).filter_map(|(_, mark)| mark)
    }

    /// The same bytes with each mark replaced.
    #[must_use]
    pub fn remarked(&self, mut mark: impl FnMut(Option<Mark>) -> Option<Mark>) -> Self {
        let mut last = None;
        let pieces = self.pieces.iter().map(|piece| {
            let (from, to) = match last {
                Some((from, to)) if from == piece.mark => (from, to),
                _ => (piece.mark, mark(piece.mark)),
            };
            last = Some((from, to));
            Piece { end: piece.end, mark: to }
        });
        Self { bytes: Rc::clone(&self.bytes), pieces: pieces.collect() }
    }

    /// Other bytes of the same length in the same places, as `upper` mostly makes them; another length leaves
    /// the first mark for all.
    #[must_use]
    pub fn with_bytes(&self, bytes: impl Into<Rc<[u8]>>) -> Self {
        let bytes = bytes.into();
        if bytes.len() == self.bytes.len() || self.pieces.is_empty() {
            return Self { bytes, pieces: Rc::clone(&self.pieces) };
        }
        let pieces = if bytes.is_empty() {
            Rc::default()
        } else {
            Rc::from([Piece { end: bytes.len(), mark: self.pieces[0].mark }])
        };
        Self { bytes, pieces }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        text.as_bytes().into()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        text.into_bytes().into()
    }
}

impl From<&[u8]> for Text {
    fn from(bytes: &[u8]) -> Self {
        Self { bytes: bytes.into(), pieces: Rc::default() }
    }
}

impl From<Vec<u8>> for Text {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes: bytes.into(), pieces: Rc::default() }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_str(), f)
    }
}

/// Text in the making, out of parts of other text.
#[derive(Clone, Default, Debug)]
pub struct TextBuilder {
    bytes: Vec<u8>,
    pieces: Vec<Piece>,
    is_marked: bool,
}

impl TextBuilder {
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// A part of `text`, with its marks.
    pub fn push(&mut self, text: &Text, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&text.bytes[range.clone()]);
        if text.pieces.is_empty() {
            self.marked(None);
            return;
        }
        for (end, mark) in text.runs(range) {
            self.run(start + end, mark);
        }
    }

    pub fn push_all(&mut self, text: &Text) {
        self.push(text, 0..text.len());
    }

    /// Bytes of one mark.
    pub fn push_bytes(&mut self, bytes: &[u8], mark: Option<Mark>) {
        if bytes.is_empty() {
            return;
        }
        self.bytes.extend_from_slice(bytes);
        self.marked(mark);
    }

    fn marked(&mut self, mark: Option<Mark>) {
        self.run(self.bytes.len(), mark);
    }

    fn run(&mut self, end: usize, mark: Option<Mark>) {
        self.is_marked |= mark.is_some();
        match self.pieces.last_mut() {
            Some(last) if last.mark == mark => last.end = end,
            _ => self.pieces.push(Piece { end, mark }),
        }
    }

    pub fn finish(self) -> Text {
        let pieces = if self.is_marked { self.pieces.into() } else { Rc::default() };
        Text { bytes: self.bytes.into(), pieces }
    }
}
