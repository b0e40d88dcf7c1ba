//! Numbers, each verb in its way.

use crate::{
    quote::{is_printable, quote_char},
    value::Value,
};

use super::{Layout, float, value::Printer};

/// A number without its sign.
pub(super) struct Integer {
    pub(super) magnitude: u64,
    pub(super) is_negative: bool,
}

impl Printer {
    pub(super) fn number(&mut self, value: &Value, number: &Integer, verb: char) {
        let code = if number.is_negative { u64::MAX } else { number.magnitude };
        let c = u32::try_from(code).ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
        match verb {
            'v' | 'd' => self.integer(number, 10, verb),
            'b' => self.integer(number, 2, verb),
            'o' | 'O' => self.integer(number, 8, verb),
            'x' | 'X' => self.integer(number, 16, verb),
            'c' => self.pad(c.encode_utf8(&mut [0; 4]).as_bytes()),
            'q' => self.pad(quote_char(c, self.flags.plus).as_bytes()),
            'U' => self.code_point(number),
            _ => self.bad_verb(value, verb),
        }
    }

    pub(super) fn integer(&mut self, number: &Integer, base: u32, verb: char) {
        let flags = self.flags;
        let sign = match (number.is_negative, flags.plus, flags.space) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        };
        let digits = match (base, verb) {
            (2, _) => format!("{:b}", number.magnitude),
            (8, _) => format!("{:o}", number.magnitude),
            (16, 'X') => format!("{:X}", number.magnitude),
            (16, _) => format!("{:x}", number.magnitude),
            _ => number.magnitude.to_string(),
        };
        let least = match (flags.precision, flags.width) {
            // Nothing is written of a zero that may have no digits.
            (Some(0), width) if number.magnitude == 0 => {
                self.push(&vec![b' '; width.unwrap_or(0)]);
                return;
            }
            (Some(precision), _) => precision,
            (None, Some(width)) if flags.zero && !flags.minus => width.saturating_sub(sign.len()),
            _ => 0,
        };
        let digits = "0".repeat(least.saturating_sub(digits.len())) + &digits;
        let prefix = match (flags.sharp, base) {
            (true, 2) => "0b",
            (true, 8) if !digits.starts_with('0') => "0",
            (true, 16) if verb == 'X' => "0X",
            (true, 16) => "0x",
            _ => "",
        };
        let octal = if verb == 'O' { "0o" } else { "" };
        self.pad_with_blanks(format!("{sign}{octal}{prefix}{digits}").as_bytes());
    }

    fn code_point(&mut self, number: &Integer) {
        let magnitude = number.magnitude;
        let code = if number.is_negative { magnitude.wrapping_neg() } else { magnitude };
        let digits = self.flags.precision.unwrap_or(4).max(4);
        let code_digits = format!("{code:X}");
        let mut out = format!("U+{}{code_digits}", "0".repeat(digits.saturating_sub(code_digits.len())));
        if self.flags.sharp
            && let Some(c) = u32::try_from(code).ok().and_then(char::from_u32)
            && is_printable(c)
        {
            out.push_str(&format!(" '{c}'"));
        }
        self.pad_with_blanks(out.as_bytes());
    }

    pub(super) fn float(&mut self, value: &Value, number: f64, verb: char) {
        let (layout, precision) = match verb {
            'v' | 'g' | 'G' => (Layout::General, None),
            'b' => (Layout::Binary, None),
            'x' | 'X' => (Layout::Hexadecimal, None),
            'f' | 'F' => (Layout::Fixed, Some(6)),
            'e' | 'E' => (Layout::Exponent, Some(6)),
            _ => return self.bad_verb(value, verb),
        };
        let flags = self.flags;
        let precision = flags.precision.or(precision);
        let written = float(number, layout, precision);
        let (sign, digits) = match written.strip_prefix(['-', '+']) {
            Some(rest) if written.starts_with('-') => ("-", rest.to_owned()),
            Some(rest) => ("+", rest.to_owned()),
            None => ("+", written),
        };
        let shown_sign = match (sign, flags.plus, flags.space) {
            ("-", ..) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        };
        if !number.is_finite() {
            // Only a sign that was asked for stands before what is no number; an infinity has its own.
            let shown_sign = if number.is_infinite() && shown_sign.is_empty() { "+" } else { shown_sign };
            self.pad_with_blanks(format!("{shown_sign}{digits}").as_bytes());
            return;
        }
        let mut digits = if flags.sharp && verb != 'b' { with_point(&digits, verb, precision) } else { digits };
        if matches!(verb, 'X' | 'E' | 'G') {
            digits.make_ascii_uppercase();
        }
        let length = shown_sign.len() + digits.len();
        match flags.width {
            // The sign stands before zeros.
            Some(width) if flags.zero && !flags.minus && width > length && !shown_sign.is_empty() => {
                let zeros = "0".repeat(width - length);
                self.push(format!("{shown_sign}{zeros}{digits}").as_bytes());
            }
            _ => self.pad(format!("{shown_sign}{digits}").as_bytes()),
        }
    }
}

/// A float with its point and the zeros that are usually left out.
fn with_point(digits: &str, verb: char, precision: Option<usize>) -> String {
    let is_hexadecimal = matches!(verb, 'x' | 'X');
    let tail = if is_hexadecimal { digits.find('p') } else { digits.find('e') }.unwrap_or(digits.len());
    let (digits, tail) = digits.split_at(tail);
    let wanted = match verb {
        'v' | 'g' | 'G' | 'x' => precision.unwrap_or(6),
        _ => 0,
    };
    let significant = digits.trim_start_matches(['0', '.']).chars().filter(|c| *c != '.').count();
    let mut out = digits.to_owned();
    let mut missing = wanted.saturating_sub(significant);
    if !digits.contains('.') {
        if digits == "0" {
            missing = missing.saturating_sub(1);
        }
        out.push('.');
    }
    out.push_str(&"0".repeat(missing));
    out.push_str(tail);
    out
}
