//! Scalars as Terraform's `yamldecode` reads them: the booleans and timestamps of YAML 1.1, the numbers of
//! neither version.

use std::sync::Arc;

use super::{Scalar, TAG_PREFIX, Timestamp, as_yaml_1_1_bool, common_bool, infinity, is_nan, is_null};
use crate::{Style, Tag};

pub(super) fn scalar(text: &Arc<str>, style: Style, tag: Option<&Tag>) -> Result<Scalar, String> {
    let as_text = || Ok(Scalar::Text(Arc::clone(text)));
    let wanted = match tag {
        None => None,
        Some(tag) => match tag.name.strip_prefix(TAG_PREFIX) {
            Some(name @ ("str" | "binary" | "null" | "bool" | "int" | "float" | "timestamp")) => Some(name),
            _ => return Err(format!("the tag `{}` is not supported", tag.name)),
        },
    };
    match (style, wanted) {
        // Quotes are stronger than a tag.
        (Style::SingleQuoted | Style::DoubleQuoted, _) | (_, Some("str" | "binary")) => return as_text(),
        (Style::Literal | Style::Folded, None) => return as_text(),
        (_, Some("null")) => return Ok(Scalar::Null),
        _ => {}
    }
    let (found, scalar) = plain(text)?;
    match wanted {
        None => Ok(scalar),
        // Numbers are of one kind.
        Some("int" | "float") if found == "number" => Ok(scalar),
        Some(wanted) if wanted == found => Ok(scalar),
        Some(wanted) => Err(format!("{text:?} is no {wanted}")),
    }
}

/// What a plain scalar is by itself, and the name of the tag for that.
fn plain(text: &str) -> Result<(&'static str, Scalar), String> {
    if is_null(text) {
        return Ok(("null", Scalar::Null));
    }
    if let Some(bool) = common_bool(text).or_else(|| as_yaml_1_1_bool(text)) {
        return Ok(("bool", Scalar::Bool(bool)));
    }
    if let Some(negative) = infinity(text) {
        return Ok(("number", Scalar::Infinity { negative }));
    }
    if is_nan(text) {
        return Err("a number that is none (`.nan`) is not supported".into());
    }
    if let Some(moment) = Timestamp::terraform(text) {
        return Ok(("timestamp", Scalar::Text(moment.to_rfc_3339().into())));
    }
    if is_decimal(text) {
        return Ok(("number", Scalar::Number(text.to_owned())));
    }
    match prefixed(text) {
        Some(Some(number)) => Ok(("number", Scalar::Number(number.to_string()))),
        Some(None) => Err(format!("{text:?} is too large for a whole number of 64 bits")),
        None => Ok(("str", Scalar::Text(text.into()))),
    }
}

/// Digits with an optional sign, point and exponent; a leading zero means nothing.
fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent_fits = exponent.is_none_or(|exponent| {
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !unsigned.is_empty() && digits(unsigned)
    });
    !(whole.is_empty() && fraction.is_empty()) && digits(whole) && digits(fraction) && exponent_fits
}

/// `0x1F` and `0o17`, without a sign; the inner `None` when it does not fit.
fn prefixed(text: &str) -> Option<Option<u64>> {
    let (digits, radix) = match text.strip_prefix("0x") {
        Some(digits) => (digits, 16),
        None => (text.strip_prefix("0o")?, 8),
    };
    let fits = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    fits.then(|| u64::from_str_radix(digits, radix).ok())
}
