//! JSON as Terraform writes and reads it: sorted keys, exact numbers, `<>&` escaped.

use std::{collections::BTreeMap, sync::Arc};

use tollgate_ir::{Entry, Kind, Origin, Refinement, Type, Value};
use unicode_normalization::UnicodeNormalization as _;

use super::{Call, FunctionError, Outcome};
use crate::convert::is_whole;

/// Up to the first unknown value the text is known.
pub(super) fn jsonencode(call: &Call<'_>) -> Outcome {
    let value = &call.args[0];
    let mut out = String::new();
    match write(value, &mut out) {
        Ok(()) => Ok(call.string(out)),
        Err(Stop::Unknown) => {
            let prefix = (!out.is_empty()).then(|| out.into());
            let refinement = Refinement { not_null: true, prefix, ..Refinement::default() };
            Ok(call.depends_on([value].into_iter(), Type::String, refinement))
        }
        Err(Stop::Error(why)) => Err(FunctionError::new(why)),
    }
}

/// The text of a value that is wholly known.
pub(super) fn encode(value: &Value) -> Result<String, String> {
    let mut out = String::new();
    match write(value, &mut out) {
        Ok(()) => Ok(out),
        Err(Stop::Unknown) => Err("the value is not known".into()),
        Err(Stop::Error(why)) => Err(why),
    }
}

/// A string as JSON.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::new();
    write_string(text, &mut out);
    out
}

enum Stop {
    Unknown,
    Error(String),
}

fn write(value: &Value, out: &mut String) -> Result<(), Stop> {
    match &value.kind {
        Kind::Unknown(unknown) => {
            // What surely begins the value also begins its text.
            if let (Type::String, Some(prefix), true) =
                (&unknown.ty, &unknown.refinement.prefix, unknown.refinement.not_null)
            {
                let mut text = String::new();
                write_string(prefix, &mut text);
                text.pop();
                out.push_str(&text);
            }
            return Err(Stop::Unknown);
        }
        Kind::Null(_) => out.push_str("null"),
        Kind::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Kind::Number(n) if n.is_infinite() => return Err(Stop::Error("infinity cannot be written as JSON".into())),
        Kind::Number(n) => out.push_str(&n.to_string()),
        Kind::String(text) => write_string(text, out),
        Kind::List(_, items, _) | Kind::Set(_, items, _) | Kind::Tuple(items, _) => {
            out.push('[');
            let unordered = matches!(value.kind, Kind::Set(..)) && !items.iter().all(is_whole);
            if value.open().is_some() || unordered {
                return Err(Stop::Unknown);
            }
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Kind::Map(_, entries, _) | Kind::Object(entries, _) => {
            out.push('{');
            if value.open().is_some() {
                return Err(Stop::Unknown);
            }
            for (index, (key, entry)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_string(key, out);
                out.push(':');
                write(&entry.value, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..'\u{20}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

pub(super) fn jsondecode(call: &Call<'_>) -> Outcome {
    let mut parser = Parser { text: call.text(0), at: 0, origin: call.origin() };
    let value = parser.value(0).and_then(|value| {
        parser.blank();
        if parser.at == parser.text.len() { Ok(value) } else { Err("there is text after the value".into()) }
    });
    value.map_err(|why: String| FunctionError::new(format!("invalid JSON at byte {}: {why}", parser.at)))
}

/// Deeper values than this are refused, as reading them would exhaust the stack.
const MAX_DEPTH: usize = 500;

struct Parser<'t> {
    text: &'t str,
    at: usize,
    origin: Origin,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), String> {
        self.blank();
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        Err(format!("`{}` is expected", char::from(byte)))
    }

    fn value(&mut self, depth: usize) -> Result<Value, String> {
        self.blank();
        if depth > MAX_DEPTH {
            return Err("it is nested too deeply".into());
        }
        let kind = match self.peek() {
            Some(b'{') => return self.object(depth),
            Some(b'[') => return self.array(depth),
            Some(b'"') => Kind::String(self.string()?.into()),
            Some(b'-' | b'0'..=b'9') => Kind::Number(self.number()?),
            Some(b't') => self.word("true", Kind::Bool(true))?,
            Some(b'f') => self.word("false", Kind::Bool(false))?,
            Some(b'n') => self.word("null", Kind::Null(Type::Any))?,
            Some(_) => return Err("a value is expected".into()),
            None => return Err("it ends too early".into()),
        };
        Ok(Value::new(kind, self.origin.clone()))
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<Kind, String> {
        if !self.text[self.at..].starts_with(word) {
            return Err("a value is expected".into());
        }
        self.at += word.len();
        Ok(kind)
    }

    fn array(&mut self, depth: usize) -> Result<Value, String> {
        self.at += 1;
        let mut items = Vec::new();
        self.blank();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::tuple(items, self.origin.clone()));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.blank();
            match self.peek() {
                Some(b',') => self.at += 1,
                _ => break,
            }
        }
        self.expect(b']')?;
        Ok(Value::tuple(items, self.origin.clone()))
    }

    fn object(&mut self, depth: usize) -> Result<Value, String> {
        self.at += 1;
        let mut entries: BTreeMap<Arc<str>, Entry> = BTreeMap::new();
        self.blank();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::object(entries, self.origin.clone()));
        }
        loop {
            self.blank();
            if self.peek() != Some(b'"') {
                return Err("a key in quotes is expected".into());
            }
            let key = self.string()?;
            self.expect(b':')?;
            let value = self.value(depth + 1)?;
            // The last of equal keys counts.
            entries.insert(key.into(), Entry { key_span: self.origin.span, value });
            self.blank();
            match self.peek() {
                Some(b',') => self.at += 1,
                _ => break,
            }
        }
        self.expect(b'}')?;
        Ok(Value::object(entries, self.origin.clone()))
    }

    fn number(&mut self) -> Result<tollgate_ir::Number, String> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        self.text[start..self.at].parse().map_err(|_| "the number is out of range".to_owned())
    }

    fn digits(&mut self) -> Result<(), String> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err("a digit is expected".into()) } else { Ok(()) }
    }

    fn string(&mut self) -> Result<String, String> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let Some(c) = self.text[self.at..].chars().next() else { return Err("the string does not end".into()) };
            self.at += c.len_utf8();
            match c {
                '"' => return Ok(out.nfc().collect()),
                '\\' => out.push(self.escape()?),
                '\0'..'\u{20}' => return Err("a control character stands in a string".into()),
                c => out.push(c),
            }
        }
    }

    fn escape(&mut self) -> Result<char, String> {
        let c = self.peek();
        self.at += usize::from(c.is_some());
        Ok(match c {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.hex()?;
                let low = |unit: u32| (0xdc00..0xe000).contains(&unit);
                if (0xd800..0xdc00).contains(&first) && self.text[self.at..].starts_with("\\u") {
                    let before = self.at;
                    self.at += 2;
                    let second = self.hex()?;
                    if low(second) {
                        let point = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                        return Ok(char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER));
                    }
                    self.at = before;
                }
                char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return Err("this is no escape sequence".into()),
        })
    }

    fn hex(&mut self) -> Result<u32, String> {
        let digits = self.text.get(self.at..self.at + 4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        self.at += 4 * usize::from(unit.is_some());
        unit.ok_or_else(|| "four hexadecimal digits are expected".to_owned())
    }
}
