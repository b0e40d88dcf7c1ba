//! Arithmetic on floats: Sprig computes with the decimal digits that a float is printed with.

use dashu_int::{IBig, UBig};

use crate::value::Value;

use super::{Flow, Function, Type, numbers::to_float};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "add1f",
        parameters: &[Type::Any],
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| folded(&values[0], &[Value::int(1)], |a, b| Ok(a.add(b))),
    },
    Function {
        name: "addf",
        parameters: &[],
        rest: Some(Type::Any),
        flow: Flow::Opaque,
        run: |_, values| folded(&Value::from(0.0), values, |a, b| Ok(a.add(b))),
    },
    Function {
        name: "ceil",
        parameters: &[Type::Any],
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| Ok(to_float(&values[0]).ceil().into()),
    },
    Function {
        name: "divf",
        parameters: &[Type::Any],
        rest: Some(Type::Any),
        flow: Flow::Opaque,
        run: |_, values| folded(&values[0], &values[1..], Decimal::div),
    },
    Function {
        name: "floor",
        parameters: &[Type::Any],
        rest: None,
        flow: Flow::Opaque,
        run: |_, values| Ok(to_float(&values[0]).floor().into()),
    },
    Function {
        name: "maxf",
        parameters: &[Type::Any],
        rest: Some(Type::Any),
        flow: Flow::Opaque,
        run: |_, values| Ok(chosen(values, |a, b| if a > b { a } else { b })),
    },
    Function {
        name: "minf",
        parameters: &[Type::Any],
        rest: Some(Type::Any),
        flow: Flow::Opaque,
        run: |_, values| Ok(chosen(values, |a, b| if a < b { a } else { b })),
    },
    Function {
        name: "mulf",
        parameters: &[Type::Any],
        rest: Some(Type::Any),
        flow: Flow::Opaque,
        run: |_, values| folded(&values[0], &values[1..], |a, b| Ok(a.mul(b))),
    },
    Function {
        name: "round",
        parameters: &[Type::Any, Type::Int],
        rest: Some(Type::Float),
        flow: Flow::Opaque,
        run: |_, values| Ok(round(values).into()),
    },
    Function {
        name: "subf",
        parameters: &[Type::Any],
        rest: Some(Type::Any),
        flow: Flow::Opaque,
        run: |_, values| folded(&values[0], &values[1..], |a, b| Ok(a.sub(b))),
    },
];

/// What is no number stays none.
fn chosen(values: &[Value], choose: impl Fn(f64, f64) -> f64) -> Value {
    let numbers: Vec<f64> = values.iter().map(to_float).collect();
    if numbers.iter().any(|number| number.is_nan()) {
        return f64::NAN.into();
    }
    numbers.into_iter().reduce(choose).unwrap_or_default().into()
}

/// `value` places behind the point, up from the third argument on instead of a half. Negative numbers go down.
#[allow(clippy::cast_precision_loss, reason = "as Go converts it")]
fn round(values: &[Value]) -> f64 {
    let number = to_float(&values[0]);
    let up_from = values.get(2).map_or(0.5, to_float);
    let scale = 10.0_f64.powf(to_float(&values[1]));
    let scaled = scale * number;
    let rounded = if scaled.fract() >= up_from { scaled.ceil() } else { scaled.floor() };
    rounded / scale
}

fn folded(
    first: &Value,
    others: &[Value],
    combine: impl Fn(&Decimal, &Decimal) -> Result<Decimal, String>,
) -> Result<Value, String> {
    let mut result = Decimal::new(to_float(first))?;
    for other in others {
        result = combine(&result, &Decimal::new(to_float(other))?)?;
    }
    Ok(result.to_float().into())
}

/// How many digits a quotient has behind the point.
const QUOTIENT_DIGITS: i64 = 16;

/// `digits` times ten to the power of `exponent`.
struct Decimal {
    digits: IBig,
    exponent: i64,
}

impl Decimal {
    /// The shortest digits that say the float.
    fn new(number: f64) -> Result<Self, String> {
        if !number.is_finite() {
            return Err(format!("Cannot create a Decimal from {}", crate::fmt::shortest(number)));
        }
        let written = format!("{number:e}");
        let (digits, exponent) = written.split_once('e').unwrap_or((&written, "0"));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let places = i64::try_from(fraction.len()).unwrap_or_default();
        let digits: i64 = format!("{whole}{fraction}").parse().unwrap_or_default();
        Ok(Self { digits: digits.into(), exponent: exponent.parse::<i64>().unwrap_or_default() - places })
    }

    fn to_float(&self) -> f64 {
        if self.digits == IBig::ZERO {
            return 0.0;
        }
        format!("{}e{}", self.digits, self.exponent).parse().unwrap_or_default()
    }

    /// The digits of both for the smaller of their exponents.
    fn aligned(&self, other: &Self) -> (IBig, IBig, i64) {
        let exponent = self.exponent.min(other.exponent);
        let scaled = |decimal: &Self| &decimal.digits * IBig::from(power_of_ten(decimal.exponent - exponent));
        (scaled(self), scaled(other), exponent)
    }

    fn add(&self, other: &Self) -> Self {
        let (a, b, exponent) = self.aligned(other);
        Self { digits: a + b, exponent }
    }

    fn sub(&self, other: &Self) -> Self {
        let (a, b, exponent) = self.aligned(other);
        Self { digits: a - b, exponent }
    }

    fn mul(&self, other: &Self) -> Self {
        Self { digits: &self.digits * &other.digits, exponent: self.exponent + other.exponent }
    }

    /// Halves are rounded away from zero.
    fn div(&self, other: &Self) -> Result<Self, String> {
        if other.digits == IBig::ZERO {
            return Err("decimal division by 0".to_owned());
        }
        let shift = self.exponent - other.exponent + QUOTIENT_DIGITS;
        let (mut dividend, mut divisor) = (self.digits.clone(), other.digits.clone());
        if shift < 0 {
            divisor *= IBig::from(power_of_ten(-shift));
        } else {
            dividend *= IBig::from(power_of_ten(shift));
        }
        let mut quotient = &dividend / &divisor;
        let rest = &dividend - &quotient * &divisor;
        let is_negative = (dividend < IBig::ZERO) != (divisor < IBig::ZERO);
        let size = |number: IBig| if number < IBig::ZERO { -number } else { number };
        if size(rest) * IBig::from(2) >= size(divisor) {
            quotient += if is_negative { -IBig::ONE } else { IBig::ONE };
        }
        Ok(Self { digits: quotient, exponent: -QUOTIENT_DIGITS })
    }
}

fn power_of_ten(exponent: i64) -> UBig {
    UBig::from(10_u8).pow(usize::try_from(exponent).unwrap_or_default())
}
