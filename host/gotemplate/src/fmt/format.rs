//! Formats of `printf`: what becomes of them, part by part, so that each part can keep its marks.

use std::ops::Range;

use crate::value::{Data, Value};

use super::{
    MAX_BYTES, TOO_LARGE,
    value::{Flags, Printer, end_of_chars},
};

/// A part of the result.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// A part of the format, as it stands there.
    Format(Range<usize>),
    /// What is written of an argument.
    Argument { index: usize, bytes: Vec<u8> },
    /// A part of an argument that is text, as it stands there.
    Text { index: usize, range: Range<usize> },
    /// What is said about the format.
    Note(String),
    /// Nothing by itself: an argument was the width or the precision of what comes next.
    Steering { index: usize },
}

/// Wider than this is no width.
const MAX_NUMBER: i64 = 1_000_000;

/// The parts that `Sprintf` would join.
///
/// # Errors
/// The result is very large.
pub(crate) fn format(format: &[u8], arguments: &[Value]) -> Result<Vec<Part>, String> {
    let mut reader = Reader {
        format,
        at: 0,
        arguments,
        next: 0,
        is_reordered: false,
        has_good_index: true,
        flags: Flags::default(),
        parts: Vec::new(),
        bytes: 0,
    };
    reader.read()?;
    Ok(reader.parts)
}

struct Reader<'a> {
    format: &'a [u8],
    at: usize,
    arguments: &'a [Value],
    /// The argument that comes next.
    next: usize,
    /// Whether any argument was chosen by number: then none is told to be left over.
    is_reordered: bool,
    has_good_index: bool,
    flags: Flags,
    parts: Vec<Part>,
    bytes: usize,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), String> {
        while self.at < self.format.len() {
            let rest = &self.format[self.at..];
            let text = rest.iter().position(|byte| *byte == b'%').unwrap_or(rest.len());
            if text > 0 {
                self.push(Part::Format(self.at..self.at + text))?;
                self.at += text;
            }
            if self.at < self.format.len() {
                self.at += 1;
                self.verb()?;
            }
        }
        if !self.is_reordered && self.next < self.arguments.len() {
            self.extra()?;
        }
        Ok(())
    }

    fn push(&mut self, part: Part) -> Result<(), String> {
        self.bytes += match &part {
            Part::Format(range) | Part::Text { range, .. } => range.len(),
            Part::Argument { bytes, .. } => bytes.len(),
            Part::Note(note) => note.len(),
            Part::Steering { .. } => 0,
        };
        if self.bytes > MAX_BYTES {
            return Err(TOO_LARGE.to_owned());
        }
        self.parts.push(part);
        Ok(())
    }

    fn note(&mut self, note: impl Into<String>) -> Result<(), String> {
        self.push(Part::Note(note.into()))
    }

    fn peek(&self) -> Option<u8> {
        self.format.get(self.at).copied()
    }

    /// What follows a `%`.
    fn verb(&mut self) -> Result<(), String> {
        self.flags = Flags::default();
        self.has_good_index = true;
        while let Some(flag) = self.peek() {
            match flag {
                b'#' => self.flags.sharp = true,
                b'0' => self.flags.zero = true,
                b'+' => self.flags.plus = true,
                b'-' => self.flags.minus = true,
                b' ' => self.flags.space = true,
                _ => break,
            }
            self.at += 1;
        }
        let mut is_chosen = self.argument_number();
        if self.peek() == Some(b'*') {
            self.at += 1;
            match self.number_of_argument()? {
                Some(width) => {
                    self.flags.minus |= width < 0;
                    self.flags.width = usize::try_from(width.unsigned_abs()).ok();
                }
                None => self.note("%!(BADWIDTH)")?,
            }
            is_chosen = false;
        } else {
            self.flags.width = self.number();
            if is_chosen && self.flags.width.is_some() {
                self.has_good_index = false;
            }
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            if is_chosen {
                self.has_good_index = false;
            }
            is_chosen = self.argument_number();
            if self.peek() == Some(b'*') {
                self.at += 1;
                match self.number_of_argument()? {
                    Some(precision) if precision >= 0 => self.flags.precision = usize::try_from(precision).ok(),
                    _ => self.note("%!(BADPREC)")?,
                }
                is_chosen = false;
            } else {
                self.flags.precision = Some(self.number().unwrap_or(0));
            }
        }
        if !is_chosen {
            self.argument_number();
        }
        let Some(verb) = self.next_char() else { return self.note("%!(NOVERB)") };
        if verb == '%' {
            return self.push(Part::Format(self.at - 1..self.at));
        }
        if !self.has_good_index {
            return self.note(format!("%!{verb}(BADINDEX)"));
        }
        let index = self.next;
        let Some(argument) = self.arguments.get(index) else {
            return self.note(format!("%!{verb}(MISSING)"));
        };
        if verb == 'v' {
            self.flags.sharp_v = std::mem::take(&mut self.flags.sharp);
            self.flags.plus = false;
        }
        self.next += 1;
        self.argument(index, argument.clone(), verb)
    }

    fn argument(&mut self, index: usize, value: Value, verb: char) -> Result<(), String> {
        if let Data::Text(text) = &value.data
            && matches!(verb, 's' | 'v')
            && !self.flags.sharp_v
        {
            let bytes = text.as_bytes();
            let end = self.flags.precision.map_or(bytes.len(), |precision| end_of_chars(bytes, precision));
            let (before, behind) = self.flags.padding(&bytes[..end]);
            let blank = if self.flags.zero { b'0' } else { b' ' };
            self.push(Part::Argument { index, bytes: vec![blank; before] })?;
            self.push(Part::Text { index, range: 0..end })?;
            return self.push(Part::Argument { index, bytes: vec![b' '; behind] });
        }
        let mut printer = Printer { flags: self.flags, ..Printer::default() };
        printer.argument(&value, verb);
        let bytes = printer.finish()?;
        self.push(Part::Argument { index, bytes })
    }

    fn extra(&mut self) -> Result<(), String> {
        self.note("%!(EXTRA ")?;
        for index in self.next..self.arguments.len() {
            if index > self.next {
                self.note(", ")?;
            }
            let value = self.arguments[index].clone();
            self.flags = Flags::default();
            if value.is_nil() {
                self.note("<nil>")?;
                continue;
            }
            self.note(format!("{}=", value.type_name()))?;
            self.argument(index, value, 'v')?;
        }
        self.note(")")
    }

    fn next_char(&mut self) -> Option<char> {
        let rest = &self.format[self.at..];
        let chunk = rest.utf8_chunks().next()?;
        let c = chunk.valid().chars().next();
        self.at += c.map_or(1, char::len_utf8);
        Some(c.unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// A number written in the format. One that is too large swallows the rest of it.
    fn number(&mut self) -> Option<usize> {
        let (number, end) = digits(self.format, self.at, self.format.len());
        self.at = end;
        number
    }

    /// `[3]`: whether an argument is chosen, or was meant to be.
    fn argument_number(&mut self) -> bool {
        if self.peek() != Some(b'[') {
            return false;
        }
        self.is_reordered = true;
        let inner = self.at + 1;
        let close = self.format[inner..].iter().position(|byte| *byte == b']').map(|close| inner + close);
        let Some(close) = close.filter(|_| self.format.len() - self.at >= 3) else {
            self.has_good_index = false;
            self.at += 1;
            return false;
        };
        self.at = close + 1;
        let (Some(number), end) = digits(self.format, inner, close) else {
            self.has_good_index = false;
            return false;
        };
        if end != close {
            self.has_good_index = false;
            return false;
        }
        match number.checked_sub(1) {
            Some(index) if index < self.arguments.len() => self.next = index,
            _ => self.has_good_index = false,
        }
        true
    }

    /// The integer that the next argument is: a width or a precision.
    fn number_of_argument(&mut self) -> Result<Option<i64>, String> {
        let index = self.next;
        let Some(argument) = self.arguments.get(index) else { return Ok(None) };
        self.next += 1;
        self.push(Part::Steering { index })?;
        let number = match &argument.data {
            Data::Int(number, _) => Some(*number),
            Data::Uint(number, _) => i64::try_from(*number).ok(),
            _ => None,
        };
        Ok(number.filter(|number| (-MAX_NUMBER..=MAX_NUMBER).contains(number)))
    }
}

/// The number at `start`, and where it ends; all of the text when it is too large.
fn digits(text: &[u8], start: usize, end: usize) -> (Option<usize>, usize) {
    let mut number = None;
    let mut at = start;
    while at < end && text[at].is_ascii_digit() {
        if number.is_some_and(|number| number > MAX_NUMBER) {
            return (None, end);
        }
        number = Some(number.unwrap_or(0) * 10 + i64::from(text[at] - b'0'));
        at += 1;
    }
    (number.and_then(|number| usize::try_from(number).ok()), at)
}
