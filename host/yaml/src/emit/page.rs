//! The text that is written, and the state of its last line, on which go-yaml 2 decides where a line begins.

use super::Written;

/// A text that grows, in the ink of whatever is being written.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    pieces: Vec<(usize, u32)>,
    ink: u32,
    /// How many characters the last line has.
    column: usize,
    /// What is written next needs no blank before it.
    is_apart: bool,
    /// The last line holds blanks and the indicators of blocks only: something nested may begin on it.
    is_open: bool,
}

impl Page {
    pub(super) fn new(ink: u32) -> Self {
        Self { text: String::new(), pieces: Vec::new(), ink, column: 0, is_apart: true, is_open: true }
    }

    pub(super) fn column(&self) -> usize {
        self.column
    }

    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// What is written from here on has the mark `mark`.
    pub(super) fn ink(&mut self, mark: u32) {
        if mark != self.ink {
            self.end_piece();
            self.ink = mark;
        }
    }

    fn end_piece(&mut self) {
        let end = self.text.len();
        match self.pieces.last_mut() {
            Some((last, mark)) if *mark == self.ink => *last = end,
            Some((last, _)) if *last == end => {}
            None if end == 0 => {}
            _ => self.pieces.push((end, self.ink)),
        }
    }

    pub(super) fn push(&mut self, c: char) {
        self.text.push(c);
        self.column += 1;
        self.is_open = false;
    }

    pub(super) fn push_str(&mut self, text: &str) {
        text.chars().for_each(|c| self.push(c));
    }

    /// A line break, which may be one that only go-yaml takes for it.
    pub(super) fn push_break(&mut self, c: char) {
        self.text.push(c);
        self.column = 0;
        self.is_open = true;
    }

    /// A blank, unless there is one.
    pub(super) fn separate(&mut self) {
        if !self.is_apart {
            self.text.push(' ');
            self.column += 1;
        }
        self.is_apart = false;
    }

    /// A dash, or the sign of a key or value that takes more than a line: what is nested in it may follow at once.
    pub(super) fn block_indicator(&mut self, indicator: char) {
        self.separate();
        self.text.push(indicator);
        self.column += 1;
    }

    /// Goes to `column` of a line on which nothing else stands, which is this one or the next. Its blanks have the
    /// mark `mark`, the line break that of what is before it.
    pub(super) fn begin_line(&mut self, column: usize, mark: u32) {
        if !self.is_open || self.column > column || (self.column == column && !self.is_apart) {
            self.push_break('\n');
        }
        self.ink(mark);
        self.text.extend(std::iter::repeat_n(' ', column - self.column));
        self.column = column;
        self.is_apart = true;
        self.is_open = true;
    }

    /// What follows the head of a literal text.
    pub(super) fn begin_literal(&mut self) {
        self.push_break('\n');
        self.is_apart = true;
    }

    pub(super) fn finish(mut self) -> Written {
        self.end_piece();
        Written { text: self.text, pieces: self.pieces }
    }
}
