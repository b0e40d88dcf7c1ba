//! One value and one verb, with the flags between `%` and the verb.

use std::iter;

use crate::{
    functions::dates::show_duration,
    quote::{quote, quote_to_ascii},
    value::{Data, IntKind, Value},
};

use super::{MAX_BYTES, MAX_DEPTH, TOO_LARGE, number::Integer};

#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Flags {
    pub(super) width: Option<usize>,
    pub(super) precision: Option<usize>,
    pub(super) minus: bool,
    pub(super) plus: bool,
    pub(super) sharp: bool,
    pub(super) space: bool,
    pub(super) zero: bool,
    /// `%#v`: as Go's source would say it.
    pub(super) sharp_v: bool,
}

#[derive(Default, Debug)]
pub(super) struct Printer {
    pub(super) out: Vec<u8>,
    pub(super) flags: Flags,
    /// Inside of `%!d(…)`, where values have no texts of their own.
    pub(super) is_erroring: bool,
    pub(super) is_too_large: bool,
}

impl Printer {
    pub(super) fn finish(self) -> Result<Vec<u8>, String> {
        if self.is_too_large { Err(TOO_LARGE.to_owned()) } else { Ok(self.out) }
    }

    /// An argument of the call itself.
    pub(super) fn argument(&mut self, value: &Value, verb: char) {
        match (&value.data, verb) {
            (Data::Nil, 'T' | 'v') => self.pad(b"<nil>"),
            (Data::Nil, _) => self.bad_verb(value, verb),
            (_, 'T') => {
                let name = value.type_name();
                let name = self.cut(name.as_bytes());
                self.pad(name);
            }
            (Data::Map(_) | Data::List(_) | Data::Bytes(_), 'p') => {
                self.push(b"0xc000010000");
            }
            (_, 'p') => self.bad_verb(value, verb),
            _ => self.value(value, verb, 0),
        }
    }

    fn value(&mut self, value: &Value, verb: char, depth: usize) {
        // Once is enough: what holds itself twice would never end.
        if self.is_too_large || depth > MAX_DEPTH || self.out.len() > MAX_BYTES {
            self.is_too_large = true;
            return;
        }
        stacker::maybe_grow(64 << 10, 1 << 20, || self.nested(value, verb, depth));
    }

    fn nested(&mut self, value: &Value, verb: char, depth: usize) {
        match &value.data {
            Data::Nil => self.push(if self.flags.sharp_v { b"interface {}(nil)" } else { b"<nil>" }),
            Data::Bool(flag) => match verb {
                't' | 'v' => self.pad(if *flag { b"true" } else { b"false" }),
                _ => self.bad_verb(value, verb),
            },
            Data::Int(nanoseconds, IntKind::Duration)
                if matches!(verb, 'v' | 's' | 'x' | 'X' | 'q') && !self.flags.sharp_v && !self.is_erroring =>
            {
                self.text(value, show_duration(*nanoseconds).as_bytes(), verb);
            }
            Data::Int(number, _) => {
                let integer = Integer { magnitude: number.unsigned_abs(), is_negative: *number < 0 };
                self.number(value, &integer, verb);
            }
            Data::Uint(number, _) if verb == 'v' && self.flags.sharp_v => {
                let sharp = std::mem::replace(&mut self.flags.sharp, true);
                self.integer(&Integer { magnitude: *number, is_negative: false }, 16, verb);
                self.flags.sharp = sharp;
            }
            Data::Uint(number, _) => {
                self.number(value, &Integer { magnitude: *number, is_negative: false }, verb);
            }
            Data::Float(number) => self.float(value, *number, verb),
            Data::Text(text) => self.text(value, text.as_bytes(), verb),
            Data::Bytes(bytes) => self.bytes(value, bytes, verb, depth),
            Data::List(list) => {
                let items = list.items();
                self.open(&value.type_name(), b"[", b"{");
                for (index, item) in items.iter().enumerate() {
                    self.separate(index);
                    self.value(item, verb, depth + 1);
                }
                self.close(b"]", b"}");
            }
            Data::Map(map) => {
                self.open(&value.type_name(), b"map[", b"{");
                for (index, (key, item)) in map.entries().into_iter().enumerate() {
                    self.separate(index);
                    self.value(&Value::text(&*key), verb, depth + 1);
                    self.push(b":");
                    self.value(&item, verb, depth + 1);
                }
                self.close(b"]", b"}");
            }
            Data::Object(object) => match verb {
                's' | 'x' | 'X' | 'q' => self.text(value, object.show().as_bytes(), verb),
                _ => self.push(object.show().as_bytes()),
            },
        }
    }

    fn open(&mut self, type_name: &str, plain: &[u8], sharp: &[u8]) {
        if self.flags.sharp_v {
            self.push(type_name.as_bytes());
            self.push(sharp);
        } else {
            self.push(plain);
        }
    }

    fn close(&mut self, plain: &[u8], sharp: &[u8]) {
        self.push(if self.flags.sharp_v { sharp } else { plain });
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.push(if self.flags.sharp_v { b", " } else { b" " });
        }
    }

    /// The verb is not for values of this type.
    pub(super) fn bad_verb(&mut self, value: &Value, verb: char) {
        self.is_erroring = true;
        self.push(format!("%!{verb}(").as_bytes());
        if value.is_nil() {
            self.push(b"<nil>");
        } else {
            self.push(value.type_name().as_bytes());
            self.push(b"=");
            self.argument(value, 'v');
        }
        self.push(b")");
        self.is_erroring = false;
    }

    fn text(&mut self, value: &Value, text: &[u8], verb: char) {
        match verb {
            'v' if self.flags.sharp_v => self.quoted(text),
            'v' | 's' => {
                let text = self.cut(text);
                self.pad(text);
            }
            'x' | 'X' => self.bytes_in_hexadecimal(text, verb == 'X'),
            'q' => self.quoted(text),
            _ => self.bad_verb(value, verb),
        }
    }

    fn quoted(&mut self, text: &[u8]) {
        let text = self.cut(text);
        let can_be_raw = std::str::from_utf8(text)
            .is_ok_and(|text| text.chars().all(|c| c == '\t' || !c.is_ascii_control() && c != '`' && c != '\u{feff}'));
        let quoted = match (self.flags.sharp && can_be_raw, self.flags.plus) {
            (true, _) => [b"`", text, b"`"].concat(),
            (_, true) => quote_to_ascii(text).into_bytes(),
            _ => quote(text).into_bytes(),
        };
        self.pad(&quoted);
    }

    fn bytes_in_hexadecimal(&mut self, text: &[u8], is_upper: bool) {
        let flags = self.flags;
        let text = &text[..text.len().min(flags.precision.unwrap_or(usize::MAX))];
        let prefix = match (flags.sharp, is_upper) {
            (true, true) => "0X",
            (true, false) => "0x",
            _ => "",
        };
        let mut out = Vec::with_capacity(text.len() * 2);
        for (index, byte) in text.iter().enumerate() {
            if flags.space && index > 0 {
                out.push(b' ');
            }
            if index == 0 || flags.space {
                out.extend_from_slice(prefix.as_bytes());
            }
            let digits = if is_upper { format!("{byte:02X}") } else { format!("{byte:02x}") };
            out.extend_from_slice(digits.as_bytes());
        }
        self.pad(&out);
    }

    fn bytes(&mut self, value: &Value, bytes: &[u8], verb: char, depth: usize) {
        match verb {
            's' => {
                let bytes = self.cut(bytes);
                self.pad(bytes);
            }
            'q' => self.quoted(bytes),
            'x' | 'X' => self.bytes_in_hexadecimal(bytes, verb == 'X'),
            _ => {
                let name = if depth == 0 { "[]byte".to_owned() } else { value.type_name() };
                self.open(&name, b"[", b"{");
                for (index, byte) in bytes.iter().enumerate() {
                    self.separate(index);
                    let item = Data::Uint(u64::from(*byte), crate::value::UintKind::Uint8).into();
                    self.value(&item, verb, depth + 1);
                }
                self.close(b"]", b"}");
            }
        }
    }

    /// As much of a text as the precision allows, in characters.
    fn cut<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        match self.flags.precision {
            Some(precision) => &text[..end_of_chars(text, precision)],
            None => text,
        }
    }

    pub(super) fn pad(&mut self, text: &[u8]) {
        let blank = if self.flags.zero && !self.flags.minus { b'0' } else { b' ' };
        self.pad_with(text, blank);
    }

    pub(super) fn pad_with_blanks(&mut self, text: &[u8]) {
        self.pad_with(text, b' ');
    }

    fn pad_with(&mut self, text: &[u8], blank: u8) {
        let (before, behind) = self.flags.padding(text);
        self.out.extend(iter::repeat_n(blank, before));
        self.push(text);
        self.out.extend(iter::repeat_n(b' ', behind));
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }
}

impl Flags {
    /// How many blanks a text gets before and behind it.
    pub(super) fn padding(&self, text: &[u8]) -> (usize, usize) {
        let Some(width) = self.width else { return (0, 0) };
        let missing = width.saturating_sub(count_chars(text));
        if self.minus { (0, missing) } else { (missing, 0) }
    }
}

/// Where the first `count` characters end; a byte that is part of none counts as one.
pub(super) fn end_of_chars(text: &[u8], count: usize) -> usize {
    let mut end = 0;
    let mut left = count;
    for chunk in text.utf8_chunks() {
        for c in chunk.valid().chars() {
            if left == 0 {
                return end;
            }
            left -= 1;
            end += c.len_utf8();
        }
        let taken = chunk.invalid().len().min(left);
        left -= taken;
        end += taken;
        if taken < chunk.invalid().len() {
            return end;
        }
    }
    end
}

fn count_chars(text: &[u8]) -> usize {
    text.utf8_chunks().map(|chunk| chunk.valid().chars().count() + chunk.invalid().len()).sum()
}
