//! Characters as Go sees them: a byte that is no UTF-8 counts as U+FFFD, and case never changes how many there are.

use std::sync::LazyLock;

use ::regex::Regex;

use crate::text::{Text, TextBuilder};

/// One character of bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rune {
    pub(super) at: usize,
    pub(super) len: usize,
    /// U+FFFD for a byte that is none.
    pub(super) c: char,
}

pub(super) fn runes(bytes: &[u8]) -> impl Iterator<Item = Rune> {
    let mut at = 0;
    bytes.utf8_chunks().flat_map(move |chunk| {
        let start = at;
        let valid = chunk.valid();
        at += valid.len() + chunk.invalid().len();
        let bad = start + valid.len();
        let chars = valid.char_indices().map(move |(index, c)| Rune { at: start + index, len: c.len_utf8(), c });
        let broken = (bad..at).map(|at| Rune { at, len: 1, c: char::REPLACEMENT_CHARACTER });
        chars.chain(broken)
    })
}

/// Each character replaced by another, under its mark.
pub(super) fn map(text: &Text, mut change: impl FnMut(char) -> char) -> Text {
    let mut out = TextBuilder::default();
    for rune in runes(text.as_bytes()) {
        out.push_bytes(change(rune.c).encode_utf8(&mut [0; 4]).as_bytes(), text.mark_at(rune.at));
    }
    out.finish()
}

pub(super) fn to_upper(c: char) -> char {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => one,
        // More than one character: Go has these for the letters with a subscript of their own, and none else.
        _ => match c as u32 {
            code @ (0x1f80..=0x1f87 | 0x1f90..=0x1f97 | 0x1fa0..=0x1fa7) => char::from_u32(code + 8).unwrap_or(c),
            code @ (0x1fb3 | 0x1fc3 | 0x1ff3) => char::from_u32(code + 9).unwrap_or(c),
            _ => c,
        },
    }
}

pub(super) fn to_lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    lower.next().unwrap_or(c)
}

pub(super) fn to_title(c: char) -> char {
    match c as u32 {
        0x1c4..=0x1c6 => '\u{1c5}',
        0x1c7..=0x1c9 => '\u{1c8}',
        0x1ca..=0x1cc => '\u{1cb}',
        0x1f1..=0x1f3 => '\u{1f2}',
        // Georgian has capitals for whole words only.
        0x10d0..=0x10ff => c,
        _ => to_upper(c),
    }
}

pub(super) fn is_upper(c: char) -> bool {
    // Numerals and letters in circles are no letters to Go.
    c.is_uppercase() && !matches!(c as u32, 0x2160..=0x216f | 0x24b6..=0x24cf | 0x1f130..=0x1f189)
}

pub(super) fn is_lower(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_lowercase();
    }
    static LOWER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\p{Ll}$").ok());
    c.is_lowercase() && is(&LOWER, c)
}

/// Letters between capitals and small ones, such as `ǅ`.
pub(super) fn is_title(c: char) -> bool {
    static TITLE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\p{Lt}$").ok());
    !c.is_ascii() && is(&TITLE, c)
}

pub(super) fn is_letter(c: char) -> bool {
    static LETTER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\p{L}$").ok());
    c.is_ascii_alphabetic() || !c.is_ascii() && is(&LETTER, c)
}

pub(super) fn is_digit(c: char) -> bool {
    static DIGIT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\p{Nd}$").ok());
    c.is_ascii_digit() || !c.is_ascii() && is(&DIGIT, c)
}

pub(super) fn is_number(c: char) -> bool {
    static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\p{N}$").ok());
    c.is_ascii_digit() || !c.is_ascii() && is(&NUMBER, c)
}

pub(super) fn is_punctuation(c: char) -> bool {
    static PUNCTUATION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\p{P}$").ok());
    if c.is_ascii() {
        return c.is_ascii_punctuation() && !matches!(c, '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~');
    }
    is(&PUNCTUATION, c)
}

fn is(class: &LazyLock<Option<Regex>>, c: char) -> bool {
    class.as_ref().is_some_and(|class| class.is_match(c.encode_utf8(&mut [0; 4])))
}
