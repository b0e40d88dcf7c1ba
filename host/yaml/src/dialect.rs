//! What a scalar is: YAML's readers disagree, and each reader is a dialect.

use std::sync::Arc;

use crate::{Style, Tag};

/// Before the names of YAML's own tags.
pub const TAG_PREFIX: &str = "tag:yaml.org,2002:";

/// Who reads the file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Dialect {
    /// Terraform's `yamldecode`: the booleans and timestamps of YAML 1.1, the numbers of neither version.
    Terraform,
}

/// A scalar as a dialect reads it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Scalar {
    Null,
    Bool(bool),
    /// In decimal, with sign, point and exponent as written.
    Number(String),
    Infinity {
        negative: bool,
    },
    Text(Arc<str>),
}

impl Dialect {
    /// What the scalar `text` is.
    ///
    /// # Errors
    /// The tag asks for something that the text is not, or that the dialect does not have.
    pub fn scalar(self, text: &Arc<str>, style: Style, tag: Option<&Tag>) -> Result<Scalar, String> {
        match self {
            Self::Terraform => terraform(text, style, tag),
        }
    }
}

fn terraform(text: &Arc<str>, style: Style, tag: Option<&Tag>) -> Result<Scalar, String> {
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
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => ("null", Scalar::Null),
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            ("bool", Scalar::Bool(true))
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            ("bool", Scalar::Bool(false))
        }
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => ("number", Scalar::Infinity { negative: false }),
        "-.inf" | "-.Inf" | "-.INF" => ("number", Scalar::Infinity { negative: true }),
        ".nan" | ".NaN" | ".NAN" => return Err("a number that is none (`.nan`) is not supported".into()),
        _ => {
            if let Some(moment) = timestamp(text) {
                return Ok(("timestamp", Scalar::Text(moment.into())));
            }
            if is_decimal(text) {
                return Ok(("number", Scalar::Number(text.to_owned())));
            }
            match prefixed(text) {
                Some(Some(number)) => ("number", Scalar::Number(number.to_string())),
                Some(None) => return Err(format!("{text:?} is too large for a whole number of 64 bits")),
                None => ("str", Scalar::Text(text.into())),
            }
        }
    })
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

/// A date or a time of a date, as RFC 3339 to the second. Fractions are dropped, and what has no zone is UTC.
fn timestamp(text: &str) -> Option<String> {
    let mut rest = Digits(text);
    let year = rest.exactly(4)?;
    rest.literal('-')?;
    let month = rest.up_to_two()?;
    rest.literal('-')?;
    let day = rest.up_to_two()?;
    if month == 0 || month > 12 || day == 0 || day > days(year, month) {
        return None;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if rest.0.is_empty() {
        return Some(format!("{date}T00:00:00Z"));
    }
    let separator = rest.0.chars().next()?;
    if !matches!(separator, 'T' | 't' | ' ') {
        return None;
    }
    rest.literal(separator)?;
    let hour = rest.up_to_two()?;
    rest.literal(':')?;
    let minute = rest.up_to_two()?;
    rest.literal(':')?;
    let second = rest.up_to_two()?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    if let Some(fraction) = rest.0.strip_prefix('.') {
        let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
        if end == 0 {
            return None;
        }
        rest.0 = &fraction[end..];
    }
    let zone = match (separator, rest.0) {
        (' ', "") => "Z".to_owned(),
        (' ', _) | (_, "") => return None,
        (_, "Z") => "Z".to_owned(),
        (_, zone) => {
            let mut digits = Digits(zone.strip_prefix(['+', '-'])?);
            let (hours, minutes) = (digits.exactly(2)?, digits.literal(':').and_then(|()| digits.exactly(2))?);
            if !digits.0.is_empty() || hours > 24 || minutes > 59 {
                return None;
            }
            if hours == 0 && minutes == 0 { "Z".to_owned() } else { zone.to_owned() }
        }
    };
    Some(format!("{date}T{hour:02}:{minute:02}:{second:02}{zone}"))
}

fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The rest of a text that is being read.
struct Digits<'t>(&'t str);

impl Digits<'_> {
    fn literal(&mut self, c: char) -> Option<()> {
        self.0 = self.0.strip_prefix(c)?;
        Some(())
    }

    fn exactly(&mut self, count: usize) -> Option<u32> {
        let digits = self.0.get(..count).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        self.0 = &self.0[count..];
        digits.parse().ok()
    }

    fn up_to_two(&mut self) -> Option<u32> {
        self.exactly(2).or_else(|| self.exactly(1))
    }
}
