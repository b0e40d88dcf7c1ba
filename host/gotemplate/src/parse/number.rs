//! Number literals of Go.

use crate::{
    quote::{Unit, unquote_one},
    tree::Number,
};

/// What a literal is, in every type that can hold it.
///
/// # Errors
/// Why it is no number, as Go says it.
pub(super) fn number(text: &str, is_character: bool) -> Result<Number, String> {
    let mut number = Number { text: text.into(), int: None, uint: None, float: None };
    if is_character {
        let code = character(text).ok_or_else(|| format!("malformed character constant: {text}"))?;
        number.int = Some(i64::from(code));
        number.uint = Some(u64::from(code));
        number.float = Some(f64::from(code));
        return Ok(number);
    }
    number.int = signed(text);
    number.uint = match number.int {
        // As minus zero is.
        Some(0) => Some(0),
        _ => unsigned(text),
    };
    number.float = match (number.int, number.uint) {
        #[allow(clippy::cast_precision_loss, reason = "as Go converts it")]
        (Some(int), _) => Some(int as f64),
        #[allow(clippy::cast_precision_loss, reason = "as Go converts it")]
        (None, Some(uint)) => Some(uint as f64),
        (None, None) => float(text),
    };
    if let (None, None, Some(float)) = (number.int, number.uint, number.float) {
        // It only was too large.
        if !text.contains(['.', 'e', 'E', 'p', 'P']) {
            return Err(format!("integer overflow: {}", crate::quote::quote(text.as_bytes())));
        }
        number.int = exactly(float);
        number.uint = number.int.and_then(|int| u64::try_from(int).ok());
    }
    if number.int.is_none() && number.uint.is_none() && number.float.is_none() {
        return Err(format!("illegal number syntax: {}", crate::quote::quote(text.as_bytes())));
    }
    Ok(number)
}

/// The integer that a float is.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::float_cmp, reason = "asked for exactly")]
fn exactly(float: f64) -> Option<i64> {
    let int = float as i64;
    (int as f64 == float && float.abs() < 9.0e18).then_some(int)
}

fn character(text: &str) -> Option<u32> {
    let (unit, rest) = unquote_one(text.get(1..)?, b'\'')?;
    if rest != "'" {
        return None;
    }
    Some(match unit {
        Unit::Char(c) => c as u32,
        Unit::Byte(byte) => u32::from(byte),
    })
}

fn signed(text: &str) -> Option<i64> {
    let (is_negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let magnitude = i128::from(unsigned(digits)?);
    i64::try_from(if is_negative { -magnitude } else { magnitude }).ok()
}

/// With a base prefix, or a leading zero for octal; underscores between digits.
pub(crate) fn unsigned(text: &str) -> Option<u64> {
    let (base, digits) = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &text[2..]),
        [b'0', b'o' | b'O', ..] => (8, &text[2..]),
        [b'0', b'b' | b'B', ..] => (2, &text[2..]),
        [b'0', _, ..] => (8, &text[1..]),
        _ => (10, text),
    };
    let is_prefixed = digits.len() < text.len();
    let mut before_is_digit = is_prefixed;
    let mut plain = String::with_capacity(digits.len());
    for c in digits.chars() {
        match c {
            '_' if before_is_digit => before_is_digit = false,
            c if c.is_digit(base) => {
                before_is_digit = true;
                plain.push(c);
            }
            _ => return None,
        }
    }
    if !before_is_digit || plain.is_empty() {
        return None;
    }
    u64::from_str_radix(&plain, base).ok()
}

/// Decimal or hexadecimal.
pub(crate) fn float(text: &str) -> Option<f64> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1.0, &text[1..]),
        b'+' => (1.0, &text[1..]),
        _ => (1.0, text),
    };
    let value = match digits.get(..2) {
        Some("0x" | "0X") => hexadecimal(&digits[2..])?,
        _ if digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-')) => {
            digits.parse::<f64>().ok().filter(|value| value.is_finite())?
        }
        _ => return None,
    };
    Some(sign * value)
}

fn hexadecimal(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once(['p', 'P'])?;
    let exponent: i32 = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut value = 0.0;
    for c in whole.chars().chain(fraction.chars()).filter(|c| *c != '_') {
        value = value * 16.0 + f64::from(c.to_digit(16)?);
    }
    let digits = i32::try_from(fraction.chars().filter(|c| *c != '_').count()).ok()?;
    Some(value * 2f64.powi(exponent.checked_sub(digits.checked_mul(4)?)?))
}
