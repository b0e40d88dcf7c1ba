//! Values as numbers, as Sprig takes them: what is none is zero.

use crate::{
    fmt,
    value::{Data, IntKind, Value},
};

use super::{Flow, Function, Type};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "atoi",
        parameters: &[Type::Text],
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| {
            let text = values[0].as_text().map(|text| text.to_str().into_owned()).unwrap_or_default();
            Ok(Value::int(match whole(&text, 10) {
                Some(number) => clamped(number),
                None => 0,
            }))
        },
    },
    Function {
        name: "float64",
        parameters: &[Type::Any],
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| Ok(to_float(&values[0]).into()),
    },
    Function {
        name: "int",
        parameters: &[Type::Any],
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| Ok(Value::int(to_int64(&values[0]))),
    },
    Function {
        name: "int64",
        parameters: &[Type::Any],
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| Ok(Value::int64(to_int64(&values[0]))),
    },
    Function {
        name: "toDecimal",
        parameters: &[Type::Any],
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| {
            let text = fmt::print(&values[0])?;
            let number = whole(&String::from_utf8_lossy(&text), 8);
            Ok(Value::int64(number.and_then(|number| i64::try_from(number).ok()).unwrap_or(0)))
        },
    },
];

pub(super) fn to_int64(value: &Value) -> i64 {
    match &value.data {
        Data::Bool(value) => i64::from(*value),
        Data::Int(number, IntKind::Int | IntKind::Int32 | IntKind::Int64) => *number,
        Data::Uint(number, _) => number.cast_signed(),
        Data::Float(number) => truncated(*number),
        Data::Text(text) => {
            let text = text.to_str();
            let number = whole(without_zeros(&text), 0);
            number.and_then(|number| i64::try_from(number).ok()).unwrap_or(0)
        }
        _ => 0,
    }
}

#[allow(clippy::cast_precision_loss, reason = "as Go converts it")]
pub(super) fn to_float(value: &Value) -> f64 {
    match &value.data {
        Data::Bool(value) => f64::from(u8::from(*value)),
        Data::Int(number, IntKind::Int | IntKind::Int32 | IntKind::Int64) => *number as f64,
        Data::Uint(number, _) => *number as f64,
        Data::Float(number) => *number,
        Data::Text(text) => float(&text.to_str()).unwrap_or(0.0),
        _ => 0.0,
    }
}

/// What does not fit becomes the least number, as processors do it.
#[allow(clippy::cast_possible_truncation, reason = "looked at before")]
fn truncated(number: f64) -> i64 {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if (-LIMIT..LIMIT).contains(&number) { number as i64 } else { i64::MIN }
}

fn clamped(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(if number > 0 { i64::MAX } else { i64::MIN })
}

/// `3.00` without what stands behind the number.
fn without_zeros(text: &str) -> &str {
    match text.rsplit_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => whole,
        _ => text,
    }
}

/// As `strconv.ParseInt`: base 0 is that of the prefix. Larger numbers than any are very large ones.
fn whole(text: &str, base: u32) -> Option<i128> {
    let (is_negative, unsigned) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let lower = unsigned.to_ascii_lowercase();
    let (radix, digits) = match (base, lower.as_bytes()) {
        (0, [b'0', b'x', ..]) => (16, &lower[2..]),
        (0, [b'0', b'b', ..]) => (2, &lower[2..]),
        (0, [b'0', b'o', ..]) => (8, &lower[2..]),
        (0, [b'0', _, ..]) => (8, &lower[1..]),
        (0, _) => (10, &lower[..]),
        (base, _) => (base, &lower[..]),
    };
    let has_prefix = radix != 10 && base == 0;
    let digits = if base == 0 { without_underscores(digits, has_prefix)? } else { digits.to_owned() };
    if digits.is_empty() {
        return None;
    }
    let mut number: i128 = 0;
    for c in digits.chars() {
        let digit = c.to_digit(radix)?;
        number = (number * i128::from(radix) + i128::from(digit)).min(i128::from(u64::MAX) * 2);
    }
    Some(if is_negative { -number } else { number })
}

/// Underscores stand between digits, or behind the prefix.
fn without_underscores(digits: &str, has_prefix: bool) -> Option<String> {
    let bytes = digits.as_bytes();
    for (index, byte) in bytes.iter().enumerate() {
        let follows_digit = if index == 0 { has_prefix } else { bytes[index - 1].is_ascii_hexdigit() };
        if *byte == b'_' && !(follows_digit && bytes.get(index + 1).is_some_and(u8::is_ascii_hexdigit)) {
            return None;
        }
    }
    Some(digits.replace('_', ""))
}

/// As `strconv.ParseFloat`.
fn float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_negative = text.starts_with('-');
    let lower = unsigned.to_ascii_lowercase();
    let number = match lower.as_str() {
        "inf" | "infinity" => f64::INFINITY,
        "nan" => return (unsigned.len() == text.len()).then_some(f64::NAN),
        lower if lower.starts_with("0x") => hexadecimal(&lower[2..])?,
        lower if lower.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'_' | b'.' | b'e' | b'+' | b'-')) => {
            let number = without_underscores(lower, false)?;
            number.parse::<f64>().ok().filter(|number| number.is_finite())?
        }
        _ => return None,
    };
    Some(if is_negative { -number } else { number })
}

/// `1.8p4`, which has an exponent always.
fn hexadecimal(text: &str) -> Option<f64> {
    let (digits, exponent) = text.split_once('p')?;
    let digits = without_underscores(digits, true)?;
    let exponent: i32 = exponent.parse().ok()?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    if whole.is_empty() && fraction.is_empty() || whole.len() + fraction.len() > 1000 {
        return None;
    }
    let mut mantissa = 0.0;
    for c in whole.chars().chain(fraction.chars()) {
        mantissa = mantissa * 16.0 + f64::from(c.to_digit(16)?);
    }
    let scale = exponent.saturating_sub(4 * i32::try_from(fraction.len()).unwrap_or(i32::MAX));
    let number = mantissa * 2.0_f64.powi(scale);
    number.is_finite().then_some(number)
}
