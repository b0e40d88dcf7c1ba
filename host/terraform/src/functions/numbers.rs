//! Arithmetic: exact where Terraform is exact, double precision where it is not (`log`, `pow`).

use std::cmp::Ordering;

use dashu_int::IBig;
use tollgate_ir::{Kind, Number};

use super::{Call, FunctionError, Outcome};
use crate::convert::to_number;

pub(super) fn abs(call: &Call<'_>) -> Outcome {
    Ok(call.number(call.num(0).abs()))
}

pub(super) fn ceil(call: &Call<'_>) -> Outcome {
    Ok(call.number(call.num(0).ceil()))
}

pub(super) fn floor(call: &Call<'_>) -> Outcome {
    Ok(call.number(call.num(0).floor()))
}

pub(super) fn max(call: &Call<'_>) -> Outcome {
    extreme(call, Ordering::Greater)
}

pub(super) fn min(call: &Call<'_>) -> Outcome {
    extreme(call, Ordering::Less)
}

fn extreme(call: &Call<'_>, wanted: Ordering) -> Outcome {
    let mut best: Option<Number> = None;
    for index in 0..call.args.len() {
        let n = call.num(index);
        if best.as_ref().is_none_or(|best| n.cmp(best) == wanted) {
            best = Some(n);
        }
    }
    match best {
        Some(n) => Ok(call.number(n)),
        None => Err(FunctionError::new("at least one number is required")),
    }
}

pub(super) fn signum(call: &Call<'_>) -> Outcome {
    let n = call.num(0);
    if n.to_i64().is_none() {
        return Err(FunctionError::new("a whole number of no more than 64 bits is required"));
    }
    Ok(call.number(match n.cmp(&Number::ZERO) {
        Ordering::Less => -1i64,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    }))
}

pub(super) fn log(call: &Call<'_>) -> Outcome {
    float(call, call.num(0).to_f64().ln() / call.num(1).to_f64().ln())
}

pub(super) fn pow(call: &Call<'_>) -> Outcome {
    float(call, call.num(0).to_f64().powf(call.num(1).to_f64()))
}

fn float(call: &Call<'_>, result: f64) -> Outcome {
    if result.is_nan() {
        return Err(FunctionError::new("the result is no number"));
    }
    if let Some(number) = power_of_two(result) {
        return Ok(call.number(number));
    }
    let infinity = if result < 0.0 { Number::NEG_INFINITY } else { Number::INFINITY };
    // The digits that identify the double among doubles, not those of its exact value.
    Ok(call.number(format!("{result}").parse().unwrap_or(infinity)))
}

/// Large powers of two lie at a change of scale: Terraform takes the digits that identify one by the distance
/// to the double above it, which is twice that to the one below.
fn power_of_two(value: f64) -> Option<Number> {
    if !value.is_finite() || value < 2f64.powi(53) || value.to_bits().trailing_zeros() < 52 {
        return None;
    }
    let exact = Number::from_f64(value)?;
    let half_step = Number::from_f64(value * 2f64.powi(-53))?;
    (1..17usize).find_map(|digits| {
        let rounded: Number = format!("{value:.digits$e}").parse().ok()?;
        let distance = rounded.checked_sub(&exact)?.abs();
        (distance <= half_step).then_some(rounded)
    })
}

/// Digits of any base up to 62, where lower case stands before upper case from base 37 on.
pub(super) fn parseint(call: &Call<'_>) -> Outcome {
    let Kind::String(text) = &call.args[0].kind else {
        return Err(FunctionError::at(0, "a string is required"));
    };
    let base = call.int(1)?;
    if !(2..=62).contains(&base) {
        return Err(FunctionError::at(1, "the base must be a whole number between 2 and 62"));
    }
    let wrong = || FunctionError::at(0, format!("{text:?} is no whole number of base {base}"));
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || digits.len() > 4096 {
        return Err(wrong());
    }
    let mut value = IBig::ZERO;
    for c in digits.bytes() {
        let digit = match c {
            b'0'..=b'9' => c - b'0',
            b'a'..=b'z' => c - b'a' + 10,
            b'A'..=b'Z' if base <= 36 => c - b'A' + 10,
            b'A'..=b'Z' => c - b'A' + 36,
            _ => return Err(wrong()),
        };
        if i64::from(digit) >= base {
            return Err(wrong());
        }
        value = value * IBig::from(base) + IBig::from(digit);
    }
    Ok(call.number(if negative { -value } else { value }))
}

pub(super) fn sum(call: &Call<'_>) -> Outcome {
    let Some(items) = call.args[0].elements() else {
        return Err(FunctionError::at(0, "a list, set or tuple of numbers is required"));
    };
    if items.is_empty() {
        return Err(FunctionError::at(0, "an empty list has no sum"));
    }
    let mut total = Number::ZERO;
    for item in items {
        let n = match to_number(item).map(|value| value.kind) {
            Ok(Kind::Number(n)) => n,
            _ => return Err(FunctionError::at(0, "a list, set or tuple of numbers is required")),
        };
        total = total.checked_add(&n).ok_or_else(|| FunctionError::new("the sum is no number"))?;
    }
    Ok(call.number(total))
}
