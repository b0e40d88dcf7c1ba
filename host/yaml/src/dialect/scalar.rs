//! A scalar as somebody reads it, and as Go prints it.

use std::{fmt, sync::Arc};

use super::Timestamp;

/// A scalar as a dialect reads it.
#[derive(Clone, PartialEq, Debug)]
pub enum Scalar {
    Null,
    Bool(bool),
    /// Terraform's numbers, which are of one kind: in decimal, with sign, point and exponent as written.
    Number(String),
    /// Terraform's as well.
    Infinity {
        negative: bool,
    },
    /// A whole number of Go, which fits in 64 bits with or without a sign.
    Integer(i128),
    /// Any other number of Go, infinite and none among them.
    Float(f64),
    /// A moment, which only Compose takes for more than its text.
    Timestamp(Timestamp),
    Text(Arc<str>),
}

/// As Go's `%v` prints it, which is what becomes of a value that is used where text is wanted: `012` in a
/// Compose file is `10` in an environment, and `1e6` is `1e+06`.
impl fmt::Display for Scalar {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => out.write_str("<nil>"),
            Self::Bool(bool) => write!(out, "{bool}"),
            Self::Number(text) => out.write_str(text),
            Self::Infinity { negative } => out.write_str(if *negative { "-Inf" } else { "+Inf" }),
            Self::Integer(number) => write!(out, "{number}"),
            Self::Float(number) => float(out, *number),
            Self::Timestamp(moment) => write!(out, "{moment}"),
            Self::Text(text) => out.write_str(text),
        }
    }
}

/// The fewest digits that read back as `number`; an exponent from a million on, and below a ten-thousandth.
fn float(out: &mut fmt::Formatter<'_>, number: f64) -> fmt::Result {
    if number.is_nan() {
        return out.write_str("NaN");
    }
    if number.is_infinite() {
        return out.write_str(if number < 0.0 { "-Inf" } else { "+Inf" });
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    // As many digits, but chosen anew: of two numbers that are as near, Go takes the even one, and Rust does so
    // only when it is told how many digits there are.
    let precision = digits.bytes().filter(u8::is_ascii_digit).count() - 1;
    if (-4..6).contains(&exponent) {
        let decimals = i32::try_from(precision).unwrap_or(0).saturating_sub(exponent);
        return write!(out, "{number:.*}", usize::try_from(decimals).unwrap_or(0));
    }
    let scientific = format!("{number:.precision$e}");
    let digits = scientific.split_once('e').map_or(&*scientific, |(digits, _)| digits);
    let sign = if exponent < 0 { '-' } else { '+' };
    write!(out, "{digits}e{sign}{:02}", exponent.abs())
}
