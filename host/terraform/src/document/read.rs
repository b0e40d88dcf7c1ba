//! Reading JSON, keeping the place of every value, and going on around what is not known.
//!
//! A text of which parts are unknown is read with a character standing for each of them: within a string the
//! string becomes unknown, as a value the value, and between values the list or object becomes open.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use tollgate_ir::{Entry, Kind, Open, Origin, Type, Value};
use unicode_normalization::UnicodeNormalization as _;

use crate::expr::{template, unknown};

/// Reads a text that is wholly known; `place` says where a range of it stands.
///
/// # Errors
/// Why it is no JSON.
pub(crate) fn read(text: &str, place: &dyn Fn(Range<usize>) -> Origin) -> Result<Value, String> {
    read_around(text, None, &[], place)
}

/// Reads a text in which the character `hole` stands for each of `holes`, in order.
///
/// # Errors
/// Why it is no JSON.
pub(super) fn read_around(
    text: &str,
    hole: Option<char>,
    holes: &[Value],
    place: &dyn Fn(Range<usize>) -> Origin,
) -> Result<Value, String> {
    let mut parser = Parser { text, at: 0, place, hole, holes, next: 0 };
    let value = parser.value(0).and_then(|value| {
        parser.blank();
        if parser.at == parser.text.len() { Ok(value) } else { Err("there is text after the value".into()) }
    });
    value.map_err(|why: String| format!("invalid JSON at byte {}: {why}", parser.at))
}

/// Deeper values than this are refused, as reading them would exhaust the stack.
const MAX_DEPTH: usize = 500;

struct Parser<'t> {
    text: &'t str,
    at: usize,
    place: &'t dyn Fn(Range<usize>) -> Origin,
    hole: Option<char>,
    holes: &'t [Value],
    /// How many holes were passed.
    next: usize,
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

    /// The hole that comes next, when one stands here.
    fn hole(&mut self) -> Option<Value> {
        let hole = self.hole.filter(|hole| self.text[self.at..].starts_with(*hole))?;
        self.at += hole.len_utf8();
        self.next += 1;
        self.holes.get(self.next - 1).cloned()
    }

    fn value(&mut self, depth: usize) -> Result<Value, String> {
        self.blank();
        if depth > MAX_DEPTH {
            return Err("it is nested too deeply".into());
        }
        let start = self.at;
        if let Some(hole) = self.hole() {
            return Ok(self.filled(&hole, start));
        }
        let kind = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => return self.text_value(),
            Some(b'-' | b'0'..=b'9') => Kind::Number(self.number()?),
            Some(b't') => self.word("true", Kind::Bool(true))?,
            Some(b'f') => self.word("false", Kind::Bool(false))?,
            Some(b'n') => self.word("null", Kind::Null(Type::Any))?,
            Some(_) => return Err("a value is expected".into()),
            None => return Err("it ends too early".into()),
        };
        Ok(Value::new(kind, (self.place)(start..self.at)))
    }

    /// A hole in the place of a value: what the text says there.
    fn filled(&self, hole: &Value, start: usize) -> Value {
        let origin = (self.place)(start..self.at);
        match &hole.document {
            Some(said) => super::decoded(said),
            None => Value { origin, ..unknown::derived(&[hole], Type::Any, hole.origin.span) },
        }
    }

    fn text_value(&mut self) -> Result<Value, String> {
        let (start, first) = (self.at, self.next);
        let text = self.string()?;
        self.whole(&text, start, first)
    }

    /// A string with what its holes stand for; it began at `start`, and its holes are those from `first` on.
    fn whole(&self, text: &str, start: usize, first: usize) -> Result<Value, String> {
        let origin = (self.place)(start..self.at);
        let Some(hole) = self.hole.filter(|_| self.next > first) else { return Ok(Value::string(text, origin)) };
        let holes = self.holes.get(first..self.next).unwrap_or_default();
        // A known text would have to be read as the inside of a string, where it may end it.
        if holes.iter().any(|hole| hole.as_str().is_some_and(|text| text.contains(['"', '\\']))) {
            return Err("a text with quotes is put into a string".into());
        }
        let plain = |hole: &Value| Value { document: None, ..hole.clone() };
        if let ([only], true) = (holes, text.chars().eq([hole])) {
            return Ok(Value { origin, ..plain(only) });
        }
        let mut holes = holes.iter();
        let mut parts = Vec::new();
        for (index, literal) in text.split(hole).enumerate() {
            if index > 0 {
                parts.extend(holes.next().map(plain));
            }
            if !literal.is_empty() {
                parts.push(Value::string(literal, origin.clone()));
            }
        }
        Ok(Value { origin: origin.clone(), ..template::join(&parts, origin.span) })
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<Kind, String> {
        if !self.text[self.at..].starts_with(word) {
            return Err("a value is expected".into());
        }
        self.at += word.len();
        Ok(kind)
    }

    fn array(&mut self, depth: usize) -> Result<Kind, String> {
        self.at += 1;
        let (mut items, mut more) = (Vec::new(), Vec::new());
        self.blank();
        while self.peek() != Some(b']') || !items.is_empty() || !more.is_empty() {
            self.blank();
            let start = self.at;
            // A text that says one thing is one element; any other may be none, or several.
            let hole = self.hole();
            match &hole {
                Some(hole) if hole.document.is_some() => items.push(self.filled(hole, start)),
                Some(hole) => more.push(hole.clone()),
                None => items.push(self.value(depth + 1)?),
            }
            if !self.goes_on(hole.is_some(), b']') {
                break;
            }
        }
        self.expect(b']')?;
        Ok(Kind::Tuple(Arc::new(items), open(&more)))
    }

    fn object(&mut self, depth: usize) -> Result<Kind, String> {
        self.at += 1;
        let mut entries: BTreeMap<Arc<str>, Entry> = BTreeMap::new();
        let mut more = Vec::new();
        self.blank();
        while self.peek() != Some(b'}') || !entries.is_empty() || !more.is_empty() {
            self.blank();
            let hole = self.hole();
            match &hole {
                Some(hole) => more.push(hole.clone()),
                None => self.entry(depth, &mut entries, &mut more)?,
            }
            if !self.goes_on(hole.is_some(), b'}') {
                break;
            }
        }
        self.expect(b'}')?;
        Ok(Kind::Object(Arc::new(entries), open(&more)))
    }

    fn entry(
        &mut self,
        depth: usize,
        entries: &mut BTreeMap<Arc<str>, Entry>,
        more: &mut Vec<Value>,
    ) -> Result<(), String> {
        if self.peek() != Some(b'"') {
            return Err("a key in quotes is expected".into());
        }
        let (start, first) = (self.at, self.next);
        let text = self.string()?;
        let key = self.whole(&text, start, first)?;
        self.expect(b':')?;
        let value = self.value(depth + 1)?;
        match &key.kind {
            // The last of equal keys counts.
            Kind::String(text) => {
                entries.insert(Arc::clone(text), Entry { key_span: key.origin.span, value });
            }
            _ => more.extend([key, value]),
        }
        Ok(())
    }

    /// Whether another element follows. What is not known may bring its own comma.
    fn goes_on(&mut self, after_hole: bool, end: u8) -> bool {
        self.blank();
        let at_hole = self.hole.is_some_and(|hole| self.text[self.at..].starts_with(hole));
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                true
            }
            Some(byte) if byte == end => false,
            _ => at_hole || after_hole,
        }
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

    /// The text between quotes, with the holes in it as they stand.
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
                c => {
                    self.next += usize::from(self.hole == Some(c));
                    out.push(c);
                }
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

/// The rest of a list or object that `more` has a part in.
fn open(more: &[Value]) -> Open {
    let Some(first) = more.first() else { return Open::Closed };
    let inputs: Vec<&Value> = more.iter().collect();
    match unknown::derived(&inputs, Type::Any, first.origin.span).kind {
        Kind::Unknown(unknown) => Open::Open(unknown),
        _ => Open::Closed,
    }
}
