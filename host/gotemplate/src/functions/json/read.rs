//! JSON to values, with the words that Go has for what is none.

use std::{collections::BTreeMap, ops::Range, rc::Rc};

use crate::{
    ledger::Sources,
    text::Text,
    value::{Data, Value},
};

use super::Call;

/// Deeper is refused by Go.
const MAX_DEPTH: usize = 10_000;

pub(super) struct Read {
    pub(super) value: Value,
    /// What Go complains about once it has read all.
    pub(super) problem: Option<String>,
}

/// # Errors
/// The first thing that is no JSON.
pub(super) fn read(call: &mut Call<'_>, value: &Value) -> Result<Read, String> {
    let text = value.as_text().cloned().unwrap_or_default();
    let mut reader = Reader { bytes: text.as_bytes(), at: 0, call, text: &text, from: value.from, problem: None };
    let value = reader.value(0)?;
    match reader.next() {
        None => Ok(Read { value, problem: reader.problem }),
        Some(_) => Err(reader.invalid("after top-level value")),
    }
}

/// What a part of a text depends on.
pub(in crate::functions) fn sources_in(
    call: &mut Call<'_>,
    text: &Text,
    from: Sources,
    range: Range<usize>,
) -> Sources {
    let mut all = from;
    for mark in text.marks(range) {
        let one = call.ledger.all_of(mark);
        all = call.ledger.union(all, one);
    }
    all
}

struct Reader<'t, 'c, 'e> {
    bytes: &'t [u8],
    at: usize,
    call: &'c mut Call<'e>,
    text: &'t Text,
    from: Sources,
    problem: Option<String>,
}

impl Reader<'_, '_, '_> {
    /// The next byte that is no blank.
    fn next(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.bytes.get(self.at) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }

    /// That the byte here cannot stand where it does.
    fn invalid(&self, place: &str) -> String {
        // Behind the end, Go sees a blank, which may stand between things.
        let may_be_blank = ["looking for", "after object", "after array", "after top", "in string literal"];
        let is_end = self.at >= self.bytes.len();
        if is_end && may_be_blank.iter().any(|start| place.starts_with(start)) {
            return "unexpected end of JSON input".to_owned();
        }
        let byte = self.bytes.get(self.at).unwrap_or(&b' ');
        let shown = match byte {
            b'\'' => r"'\''".to_owned(),
            b'"' => "'\"'".to_owned(),
            _ => {
                let quoted = crate::quote::quote(char::from(*byte).to_string().as_bytes());
                format!("'{}'", &quoted[1..quoted.len() - 1])
            }
        };
        format!("invalid character {shown} {place}")
    }

    fn sources(&mut self, range: Range<usize>) -> Sources {
        sources_in(self.call, self.text, self.from, range)
    }

    fn value(&mut self, depth: usize) -> Result<Value, String> {
        if depth > MAX_DEPTH {
            return Err("exceeded max depth".to_owned());
        }
        let next = self.next();
        let start = self.at;
        let value: Value = match next {
            Some(b'{') => stacker::maybe_grow(64 << 10, 1 << 20, || self.object(depth))?,
            Some(b'[') => stacker::maybe_grow(64 << 10, 1 << 20, || self.array(depth))?,
            Some(b'"') => Value::text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.literal("true", true.into())?,
            Some(b'f') => self.literal("false", false.into())?,
            Some(b'n') => self.literal("null", Value::NIL)?,
            _ => return Err(self.invalid("looking for beginning of value")),
        };
        // A collection is there because of its bracket; what is in it says for itself where it comes from.
        let end = if matches!(value.data, Data::List(_) | Data::Map(_)) { start + 1 } else { self.at };
        let from = self.sources(start..end);
        Ok(value.with(from))
    }

    fn object(&mut self, depth: usize) -> Result<Value, String> {
        self.at += 1;
        let mut entries: BTreeMap<Rc<str>, Value> = BTreeMap::new();
        if self.next() == Some(b'}') {
            self.at += 1;
            return Ok(Value::map(entries));
        }
        loop {
            if self.next() != Some(b'"') {
                return Err(self.invalid("looking for beginning of object key string"));
            }
            let key = self.string()?;
            if self.next() != Some(b':') {
                return Err(self.invalid("after object key"));
            }
            self.at += 1;
            let value = self.value(depth + 1)?;
            entries.insert(key.into(), value);
            match self.next() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Value::map(entries));
                }
                _ => return Err(self.invalid("after object key:value pair")),
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, String> {
        self.at += 1;
        let mut items = Vec::new();
        if self.next() == Some(b']') {
            self.at += 1;
            return Ok(Value::list(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            match self.next() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Value::list(items));
                }
                _ => return Err(self.invalid("after array element")),
            }
        }
    }

    fn literal(&mut self, word: &str, value: Value) -> Result<Value, String> {
        for expected in word.bytes() {
            if self.bytes.get(self.at) != Some(&expected) {
                return Err(self.invalid(&format!("in literal {word} (expecting '{}')", char::from(expected))));
            }
            self.at += 1;
        }
        Ok(value)
    }

    fn digits(&mut self, place: &str) -> Result<(), String> {
        if !self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            return Err(self.invalid(place));
        }
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<Value, String> {
        let start = self.at;
        if self.bytes[self.at] == b'-' {
            self.at += 1;
        }
        if self.bytes.get(self.at) == Some(&b'0') {
            self.at += 1;
        } else {
            self.digits("in numeric literal")?;
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits("after decimal point in numeric literal")?;
        }
        if let Some(b'e' | b'E') = self.bytes.get(self.at) {
            self.at += 1;
            if let Some(b'+' | b'-') = self.bytes.get(self.at) {
                self.at += 1;
            }
            self.digits("in exponent of numeric literal")?;
        }
        let written = String::from_utf8_lossy(&self.bytes[start..self.at]).into_owned();
        let number: f64 = written.parse().unwrap_or_default();
        if number.is_infinite() {
            let problem = format!("json: cannot unmarshal number {written} into Go value of type float64");
            self.problem.get_or_insert(problem);
            return Ok(Value::NIL);
        }
        Ok(number.into())
    }

    fn string(&mut self) -> Result<String, String> {
        self.at += 1;
        let mut out: Vec<u8> = Vec::new();
        loop {
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(String::from_utf8_lossy(&out).into_owned());
                }
                Some(b'\\') => {
                    self.at += 1;
                    let c = self.escape()?;
                    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                Some(byte) if *byte >= b' ' => {
                    out.push(*byte);
                    self.at += 1;
                }
                _ => return Err(self.invalid("in string literal")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, String> {
        let c = match self.bytes.get(self.at) {
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(byte @ (b'\\' | b'/' | b'"')) => char::from(*byte),
            Some(b'u') => {
                self.at += 1;
                let first = self.unit()?;
                return Ok(self.paired(first));
            }
            _ => return Err(self.invalid("in string escape code")),
        };
        self.at += 1;
        Ok(c)
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u32, String> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.bytes.get(self.at).and_then(|byte| char::from(*byte).to_digit(16));
            let Some(digit) = digit else { return Err(self.invalid("in \\u hexadecimal character escape")) };
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }

    /// A character above the first 65,536 takes two escapes; half of one is none.
    fn paired(&mut self, first: u32) -> char {
        if !(0xd800..0xdc00).contains(&first) || !self.bytes[self.at..].starts_with(b"\\u") {
            return char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER);
        }
        let before = self.at;
        self.at += 2;
        match self.unit() {
            Ok(second) if (0xdc00..0xe000).contains(&second) => {
                let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => {
                self.at = before;
                char::REPLACEMENT_CHARACTER
            }
        }
    }
}
