//! Go's quoted text.

use std::fmt::Write;

/// As `%q` and `strconv.Quote` write it: what is no UTF-8 as `\x..`, what is not printable by its code.
pub(crate) fn quote(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|c| escape(&mut out, c, '"', is_printable));
        escape_bytes(&mut out, chunk.invalid());
    }
    out.push('"');
    out
}

/// As `%+q`: all but ASCII by its code.
pub(crate) fn quote_to_ascii(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|c| escape(&mut out, c, '"', is_ascii_printable));
        escape_bytes(&mut out, chunk.invalid());
    }
    out.push('"');
    out
}

/// As `%q` writes a number.
pub(crate) fn quote_char(c: char, to_ascii: bool) -> String {
    let mut out = String::from("'");
    escape(&mut out, c, '\'', if to_ascii { is_ascii_printable } else { is_printable });
    out.push('\'');
    out
}

fn is_ascii_printable(c: char) -> bool {
    c == ' ' || c.is_ascii_graphic()
}

fn escape_bytes(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(out, "\\x{byte:02x}");
    }
}

pub(crate) fn escape(out: &mut String, c: char, quote: char, is_printable: fn(char) -> bool) {
    match c {
        '\\' => out.push_str("\\\\"),
        '\u{7}' => out.push_str("\\a"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{b}' => out.push_str("\\v"),
        c if c == quote => {
            out.push('\\');
            out.push(c);
        }
        c if is_printable(c) => out.push(c),
        c if (c as u32) < 0x20 || c as u32 == 0x7f => {
            let _ = write!(out, "\\x{:02x}", c as u32);
        }
        c if (c as u32) < 0x1_0000 => {
            let _ = write!(out, "\\u{:04x}", c as u32);
        }
        c => {
            let _ = write!(out, "\\U{:08x}", c as u32);
        }
    }
}

/// Whether Go takes a character for printable: letters, marks, numbers, punctuation, symbols and the blank. Rust
/// escapes the rest for debugging, and some marks besides, which are asked for after another character.
pub(crate) fn is_printable(c: char) -> bool {
    if c == ' ' {
        return true;
    }
    if matches!(c, '"' | '\'' | '\\') {
        return true;
    }
    // Other blanks are no part of what Go prints.
    if c.is_whitespace() {
        return false;
    }
    let shown = format!("{:?}", format!("a{c}"));
    !shown.starts_with("\"a\\")
}

/// What a quoted text of a template says, quotes included; `None` where its escapes are wrong.
pub(crate) fn unquote(quoted: &str) -> Option<Vec<u8>> {
    let inner = quoted.get(1..quoted.len().checked_sub(1)?)?;
    match quoted.as_bytes()[0] {
        b'`' => Some(inner.bytes().filter(|byte| *byte != b'\r').collect()),
        quote @ (b'"' | b'\'') => {
            let mut out = Vec::with_capacity(inner.len());
            let mut rest = inner;
            while !rest.is_empty() {
                if rest.starts_with('\n') {
                    return None;
                }
                let (unit, left) = unquote_one(rest, quote)?;
                match unit {
                    Unit::Char(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                    Unit::Byte(byte) => out.push(byte),
                }
                rest = left;
            }
            Some(out)
        }
        _ => None,
    }
}

/// One character of quoted text.
pub(crate) enum Unit {
    Char(char),
    /// `\x..` and `\...` are bytes.
    Byte(u8),
}

/// The first character of the inside of a quoted text, and what is left.
pub(crate) fn unquote_one(text: &str, quote: u8) -> Option<(Unit, &str)> {
    let mut chars = text.chars();
    let c = chars.next()?;
    if c != '\\' {
        return (c as u32 != u32::from(quote)).then_some((Unit::Char(c), chars.as_str()));
    }
    let escape = chars.next()?;
    let simple = match escape {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '\\' => '\\',
        '\'' | '"' if escape as u32 == u32::from(quote) => escape,
        'x' | 'u' | 'U' => {
            let digits = match escape {
                'x' => 2,
                'u' => 4,
                _ => 8,
            };
            let rest = chars.as_str();
            let hex = rest.get(..digits).filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
            let code = u32::from_str_radix(hex, 16).ok()?;
            let unit = match escape {
                'x' => Unit::Byte(u8::try_from(code).ok()?),
                _ => Unit::Char(char::from_u32(code)?),
            };
            return Some((unit, &rest[digits..]));
        }
        '0'..='7' => {
            let rest = &text[1..];
            let octal = rest.get(..3).filter(|octal| octal.bytes().all(|byte| matches!(byte, b'0'..=b'7')))?;
            let code = u32::from_str_radix(octal, 8).ok()?;
            return Some((Unit::Byte(u8::try_from(code).ok()?), &rest[3..]));
        }
        _ => return None,
    };
    Some((Unit::Char(simple), chars.as_str()))
}
