//! Scalars as go-yaml reads them: the whole numbers of Go's source text, floats as YAML 1.1 writes them without
//! sexagesimals, and between the versions the booleans of YAML 1.1 and the timestamps.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{Scalar, TAG_PREFIX, Timestamp, as_yaml_1_1_bool, common_bool, infinity, is_nan, is_null};
use crate::{Style, Tag};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Version {
    Two,
    /// And four, which differs in nothing that a file of Compose could mean: `-0` is a float to it.
    Three,
}

pub(super) fn scalar(version: Version, text: &Arc<str>, style: Style, tag: Option<&Tag>) -> Result<Scalar, String> {
    let as_text = || Ok(Scalar::Text(Arc::clone(text)));
    let wanted = match tag {
        None if style == Style::Plain => return Ok(plain(version, text, true)),
        None => return as_text(),
        Some(tag) => tag.name.strip_prefix(TAG_PREFIX),
    };
    let (wanted, what) = match wanted {
        Some(wanted @ ("bool" | "int" | "float" | "null" | "timestamp")) => (wanted, format!("!!{wanted}")),
        Some("binary") => return binary(text),
        // Tags that mean nothing to it make text, and so does `!`.
        _ => return as_text(),
    };
    let found = plain(version, text, wanted == "timestamp");
    match (wanted, found) {
        ("bool", found @ Scalar::Bool(_))
        | ("int", found @ Scalar::Integer(_))
        | ("null", found @ Scalar::Null)
        | ("float", found @ Scalar::Float(_))
        | ("timestamp", found @ Scalar::Timestamp(_)) => Ok(found),
        #[expect(clippy::cast_precision_loss, reason = "as Go converts it")]
        ("float", Scalar::Integer(number)) if i64::try_from(number).is_ok() => Ok(Scalar::Float(number as f64)),
        ("timestamp", _) if version == Version::Two && Timestamp::go(text).is_some() => as_text(),
        _ => Err(format!("{:?} cannot be read as `{what}`", &**text)),
    }
}

fn binary(text: &str) -> Result<Scalar, String> {
    // Line breaks are no part of it.
    let digits: String = text.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
    let bytes = STANDARD.decode(digits).map_err(|_| "`!!binary` is not followed by base64".to_owned())?;
    Ok(Scalar::Text(String::from_utf8_lossy(&bytes).into()))
}

/// What `text` is when nothing is said about it.
fn plain(version: Version, text: &Arc<str>, dates: bool) -> Scalar {
    if is_null(text) {
        return Scalar::Null;
    }
    let bool = common_bool(text).or_else(|| as_yaml_1_1_bool(text).filter(|_| version == Version::Two));
    if let Some(bool) = bool {
        return Scalar::Bool(bool);
    }
    if let Some(negative) = infinity(text) {
        return Scalar::Float(if negative { f64::NEG_INFINITY } else { f64::INFINITY });
    }
    if is_nan(text) {
        return Scalar::Float(f64::NAN);
    }
    let number = match text.as_bytes().first() {
        Some(b'.') => fraction(text),
        Some(b'0'..=b'9' | b'+' | b'-') => {
            if let Some(moment) = Timestamp::go(text).filter(|_| dates && version == Version::Three) {
                return Scalar::Timestamp(moment);
            }
            number(text)
        }
        _ => None,
    };
    number.unwrap_or_else(|| Scalar::Text(Arc::clone(text)))
}

/// `.5`. Here underscores may stand between digits only; where a digit comes first they may stand anywhere.
fn fraction(text: &str) -> Option<Scalar> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let apart = |at: usize| bytes[at] != b'_' || digit(at - 1) && digit(at + 1);
    (1..bytes.len()).all(apart).then(|| float(&text.replace('_', ""))).flatten()
}

fn number(text: &str) -> Option<Scalar> {
    let text = text.replace('_', "");
    let whole = integer(&text).or_else(|| signed_binary(&text));
    whole.map(Scalar::Integer).or_else(|| float(&text))
}

/// `0b-11`, which no standard knows: the reader leaves the sign behind its own prefix to `strconv.ParseInt`.
fn signed_binary(text: &str) -> Option<i128> {
    let digits = text.strip_prefix("0b").filter(|digits| digits.starts_with(['+', '-']))?;
    i64::from_str_radix(digits, 2).ok().map(i128::from)
}

/// As `strconv.ParseInt` and `ParseUint` read it with base 0: `0x1F`, `0o17`, `017`, `0b11`, in any case.
fn integer(text: &str) -> Option<i128> {
    let (unsigned, negative) = match text.as_bytes().first()? {
        b'+' => (&text[1..], Some(false)),
        b'-' => (&text[1..], Some(true)),
        _ => (text, None),
    };
    let (digits, radix) = match unsigned.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&unsigned[2..], 16),
        [b'0', b'o' | b'O', ..] => (&unsigned[2..], 8),
        [b'0', b'b' | b'B', ..] => (&unsigned[2..], 2),
        [b'0', _, ..] => (&unsigned[1..], 8),
        _ => (unsigned, 10),
    };
    if !digits.starts_with(|c: char| c.is_digit(radix)) {
        return None;
    }
    let number = i128::from(u64::from_str_radix(digits, radix).ok()?);
    match negative {
        None => Some(number),
        Some(negative) => {
            // With a sign it has to fit in 63 bits.
            let number = if negative { -number } else { number };
            i64::try_from(number).is_ok().then_some(number)
        }
    }
}

/// Digits with an optional sign, point and exponent, unless the number is too large.
fn float(text: &str) -> Option<Scalar> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_number = !(whole.is_empty() && fraction.is_empty()) && digits(whole) && digits(fraction);
    let exponent_fits = exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent));
    if !is_number || !exponent_fits {
        return None;
    }
    text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Scalar::Float)
}
