//! Text to [`Json`].

use std::borrow::Cow;

use tollgate_source::{Diagnostic, FileId, Span};

use super::{Json, JsonKind, MAX_DEPTH, Member};
use crate::{SYNTAX, ast::Ident};

/// Reads all of `text`, which may start with a byte order mark.
///
/// # Errors
/// What is wrong at the first place where it is no JSON, as a finding of [`SYNTAX`].
pub fn parse(file: FileId, text: &str) -> Result<Json, Diagnostic> {
    parse_without(file, text, &mut |_, _| false)
}

/// Reads `text` as [`parse`] does, but keeps null in the place of the members that `is_left_out`: it gets the depth
/// of the object, 1 for the outermost, and the key, in source order. For files of which most does not matter.
///
/// # Errors
/// As [`parse`]; also what is left out must be JSON.
pub fn parse_without(
    file: FileId,
    text: &str,
    is_left_out: &mut dyn FnMut(usize, &str) -> bool,
) -> Result<Json, Diagnostic> {
    let at = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    let mut reader = Reader { file, text, at, depth: 0, is_left_out };
    let value = reader.value()?;
    reader.blanks();
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.unexpected("the end of the file: one JSON value is all there may be")),
    }
}

struct Reader<'a> {
    file: FileId,
    text: &'a str,
    at: usize,
    depth: usize,
    is_left_out: &'a mut dyn FnMut(usize, &str) -> bool,
}

impl Reader<'_> {
    fn value(&mut self) -> Result<Json, Diagnostic> {
        self.blanks();
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            Some(b'"') => JsonKind::String(self.string()?.into()),
            Some(b'-' | b'0'..=b'9') => JsonKind::Number(self.number()?.into()),
            _ => self.word()?,
        };
        Ok(Json { kind, span: Span::new(self.file, start, self.at) })
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Result<JsonKind, Diagnostic>) -> Result<JsonKind, Diagnostic> {
        if self.depth >= MAX_DEPTH {
            let message = format!("brackets are nested more than {MAX_DEPTH} levels deep here");
            return Err(self.error(self.at, self.at + 1, message, "nothing this deep can be evaluated"));
        }
        self.depth += 1;
        self.at += 1;
        let kind = read(self);
        self.depth -= 1;
        kind
    }

    fn object(&mut self) -> Result<JsonKind, Diagnostic> {
        let mut members = Vec::new();
        if self.took(b'}') {
            return Ok(JsonKind::Object(members));
        }
        loop {
            self.blanks();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a key in double quotes"));
            }
            let name = self.string()?.into();
            let key = Ident { name, span: Span::new(self.file, start, self.at) };
            if !self.took(b':') {
                return Err(self.unexpected("`:` after the key"));
            }
            let is_left_out = (self.is_left_out)(self.depth, &key.name);
            let mut value = self.value()?;
            if is_left_out {
                value.kind = JsonKind::Null;
            }
            members.push(Member { key, value });
            if self.took(b'}') {
                // Most objects are small, and vectors grow to four at once.
                members.shrink_to_fit();
                return Ok(JsonKind::Object(members));
            }
            if !self.took(b',') {
                return Err(self.unexpected("`,` or `}`"));
            }
        }
    }

    fn array(&mut self) -> Result<JsonKind, Diagnostic> {
        let mut items = Vec::new();
        if self.took(b']') {
            return Ok(JsonKind::Array(items));
        }
        loop {
            items.push(self.value()?);
            if self.took(b']') {
                items.shrink_to_fit();
                return Ok(JsonKind::Array(items));
            }
            if !self.took(b',') {
                return Err(self.unexpected("`,` or `]`"));
            }
        }
    }

    fn word(&mut self) -> Result<JsonKind, Diagnostic> {
        for (word, kind) in [("null", JsonKind::Null), ("true", JsonKind::Bool(true)), ("false", JsonKind::Bool(false))]
        {
            if let Some(rest) = self.text[self.at..].strip_prefix(word)
                && !rest.starts_with(|c: char| c.is_ascii_alphanumeric())
            {
                self.at += word.len();
                return Ok(kind);
            }
        }
        Err(self.unexpected("a value"))
    }

    fn number(&mut self) -> Result<&str, Diagnostic> {
        let start = self.at;
        self.eat(b'-');
        let first = self.peek();
        let whole = self.digits();
        if whole == 0 || (whole > 1 && first == Some(b'0')) {
            return Err(self.no_number(start));
        }
        if self.eat(b'.') && self.digits() == 0 {
            return Err(self.no_number(start));
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _ = self.eat(b'+') || self.eat(b'-');
            if self.digits() == 0 {
                return Err(self.no_number(start));
            }
        }
        Ok(&self.text[start..self.at])
    }

    fn no_number(&self, start: usize) -> Diagnostic {
        let rest = self.text[start..].find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c));
        let end = rest.map_or(self.text.len(), |length| start + length);
        let message = format!("`{}` is no number as JSON writes them", &self.text[start..end]);
        self.error(start, end, message, "write digits without a leading zero, or put the text in double quotes")
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }

    /// The text between the quotes, escapes resolved.
    fn string(&mut self) -> Result<String, Diagnostic> {
        let open = self.at;
        self.at += 1;
        let start = self.at;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    self.escape()?;
                }
                Some(b'\n' | b'\r') | None => {
                    let help = "add the closing `\"`; a line break inside of it is written `\\n`";
                    return Err(self.error(open, self.at, "this string is not closed on its line", help));
                }
                Some(byte) if byte < 0x20 => {
                    let message = "this string holds a control character";
                    return Err(self.error(self.at, self.at + 1, message, "write it as an escape: `\\t`, `\\u0007`"));
                }
                Some(_) => self.at += 1,
            }
        }
        let text = unescaped(&self.text[start..self.at]).into_owned();
        self.at += 1;
        Ok(text)
    }

    fn escape(&mut self) -> Result<(), Diagnostic> {
        let start = self.at;
        let rest = &self.text.as_bytes()[start + 1..];
        let length = match rest.first() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u') if rest.len() > 4 && rest[1..5].iter().all(u8::is_ascii_hexdigit) => 6,
            _ => {
                let end = self.text[start + 1..].chars().next().map_or(start + 1, |c| start + 1 + c.len_utf8());
                let message = format!("`{}` is no escape that JSON has", self.text[start..end].escape_debug());
                return Err(self.error(start, end, message, "write a backslash as `\\\\`"));
            }
        };
        self.at += length;
        Ok(())
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Whether `byte` is next, after blanks.
    fn took(&mut self, byte: u8) -> bool {
        self.blanks();
        self.eat(byte)
    }

    fn unexpected(&self, wanted: &str) -> Diagnostic {
        let rest = &self.text[self.at..];
        let length = match rest.chars().next() {
            None => 0,
            Some(c) if c.is_alphanumeric() => {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len()).min(40)
            }
            Some(c) => c.len_utf8(),
        };
        let length = (0..=length).rev().find(|length| rest.is_char_boundary(*length)).unwrap_or(0);
        let found = match &rest[..length] {
            "" => "the file ends too early".to_owned(),
            text => format!("`{}` is not expected here", text.escape_debug()),
        };
        let help = match rest.as_bytes() {
            [b'/', b'/', ..] | [b'#', ..] => "JSON has no comments; a member with the key `\"//\"` can hold one",
            [b'}' | b']', ..] => "remove the `,` before it, or add what is missing",
            [] => "close what is open; nothing of this file was read",
            _ => "correct it; nothing of this file was read",
        };
        self.error(self.at, self.at + length, format!("{found}: expected {wanted}"), help)
    }

    fn error(&self, start: usize, end: usize, message: impl Into<String>, help: &str) -> Diagnostic {
        Diagnostic::error(message).code(SYNTAX).at(Span::new(self.file, start, end)).help(help)
    }
}

/// Resolves the escapes of the inside of a string that was read. Halves of surrogate pairs become U+FFFD.
fn unescaped(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut at = 0;
    while at < raw.len() {
        let (text, length) = step(&raw[at..]);
        out.push_str(&text);
        at += length;
    }
    Cow::Owned(out)
}

/// For every byte of the resolved text of a string, and for its end, where in `raw` it comes from.
pub(super) fn offsets(raw: &str) -> Vec<usize> {
    let mut offsets = Vec::with_capacity(raw.len() + 1);
    let mut at = 0;
    while at < raw.len() {
        let (text, length) = step(&raw[at..]);
        // The inside of a character that is not escaped keeps its bytes apart.
        let is_plain = text.len() == length && !raw[at..].starts_with('\\');
        offsets.extend((0..text.len()).map(|byte| if is_plain { at + byte } else { at }));
        at += length;
    }
    offsets.push(raw.len());
    offsets
}

/// The text that the start of `rest` stands for, and how many bytes that is.
fn step(rest: &str) -> (Cow<'_, str>, usize) {
    let Some(escaped) = rest.strip_prefix('\\') else {
        let length = rest.find('\\').unwrap_or(rest.len());
        return (Cow::Borrowed(&rest[..length]), length);
    };
    let text = match escaped.as_bytes().first() {
        Some(b'b') => "\u{8}",
        Some(b'f') => "\u{c}",
        Some(b'n') => "\n",
        Some(b'r') => "\r",
        Some(b't') => "\t",
        Some(b'u') => return unicode(rest),
        _ => escaped.get(..1).unwrap_or(""),
    };
    (Cow::Borrowed(text), 2)
}

fn unicode(rest: &str) -> (Cow<'_, str>, usize) {
    let unit = |at: usize| -> Option<u32> {
        let escape = rest.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(escape, 16).ok()
    };
    let (code, length) = match (unit(0), unit(6)) {
        (Some(high @ 0xd800..=0xdbff), Some(low @ 0xdc00..=0xdfff)) => {
            (Some(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)), 12)
        }
        (code, _) => (code, 6),
    };
    let c = code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
    (Cow::Owned(c.to_string()), length)
}
