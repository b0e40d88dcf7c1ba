//! Numbers as Terraform computes them: binary floating point with a 512-bit significand, rounded to
//! nearest-even. `0.1 + 0.2` prints `0.3`, `2/3` prints 154 digits, integers stay exact far beyond `u64`.

use std::{cmp::Ordering, fmt, str::FromStr, sync::Arc};

use dashu_float::{Context, FBig, round::mode::HalfEven};
use dashu_int::{IBig, UBig, ops::Abs};

type Float = FBig<HalfEven, 2>;

/// Bits of the significand, as in Terraform.
const PRECISION: usize = 512;
/// Decimal exponents beyond this are refused: nothing a configuration says needs them, and printing one
/// would take that many digits.
const MAX_EXPONENT: i64 = 100_000;

/// An exact-as-Terraform number. Cheap to clone.
#[derive(Clone)]
pub struct Number(Repr);

#[derive(Clone)]
enum Repr {
    Int(i64),
    /// Equal to zero, and printed with its sign: `-0`, `log(8, 0)`.
    NegativeZero,
    /// Never a value that fits `Int`.
    Float(Arc<Float>),
    Infinity {
        negative: bool,
    },
}

/// The text is no number, or its exponent is beyond any use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseNumberError;

impl fmt::Display for ParseNumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a number")
    }
}

impl std::error::Error for ParseNumberError {}

fn context() -> Context<HalfEven> {
    Context::new(PRECISION)
}

impl Number {
    pub const ZERO: Self = Self(Repr::Int(0));
    pub const INFINITY: Self = Self(Repr::Infinity { negative: false });
    pub const NEG_INFINITY: Self = Self(Repr::Infinity { negative: true });

    fn from_float(value: Float) -> Self {
        // A difference may come with a bit more than its context has, which that context takes for rounded.
        let value = match value.repr() {
            repr if repr.digits() > PRECISION => {
                let (significand, exponent) = (repr.significand().clone(), repr.exponent());
                Float::from_parts(significand, exponent).with_precision(PRECISION).value()
            }
            _ => value,
        };
        if let Ok(int) = IBig::try_from(value.clone())
            && let Ok(small) = i64::try_from(&int)
        {
            return Self(Repr::Int(small));
        }
        Self(Repr::Float(Arc::new(value)))
    }

    fn from_int(value: IBig) -> Self {
        match i64::try_from(&value) {
            Ok(small) => Self(Repr::Int(small)),
            Err(_) => Self::from_float(context().convert_int(value).value()),
        }
    }

    fn float(&self) -> Option<Float> {
        match &self.0 {
            Repr::Int(n) => Some(context().convert_int(IBig::from(*n)).value()),
            Repr::NegativeZero => Some(Float::ZERO),
            Repr::Float(f) => Some((**f).clone()),
            Repr::Infinity { .. } => None,
        }
    }

    /// Zero with the sign of a product or quotient of `self` and `other`.
    fn signed_zero(&self, other: &Self) -> Self {
        let negative = |n: &Self| n.is_negative() || matches!(n.0, Repr::NegativeZero);
        if negative(self) == negative(other) { Self::ZERO } else { Self(Repr::NegativeZero) }
    }

    /// `None` for NaN.
    pub fn from_f64(value: f64) -> Option<Self> {
        if value.is_infinite() {
            return Some(Self(Repr::Infinity { negative: value < 0.0 }));
        }
        if value == 0.0 && value.is_sign_negative() {
            return Some(Self(Repr::NegativeZero));
        }
        let exact = Float::try_from(value).ok()?;
        Some(Self::from_float(exact.with_precision(PRECISION).value()))
    }

    /// The nearest `f64`.
    pub fn to_f64(&self) -> f64 {
        match &self.0 {
            #[expect(clippy::cast_precision_loss, reason = "the nearest is what is asked for")]
            Repr::Int(n) => *n as f64,
            Repr::NegativeZero => -0.0,
            Repr::Float(f) => f.to_f64().value(),
            Repr::Infinity { negative: false } => f64::INFINITY,
            Repr::Infinity { negative: true } => f64::NEG_INFINITY,
        }
    }

    /// The value, when it is a whole number that fits.
    pub fn to_i64(&self) -> Option<i64> {
        match self.0 {
            Repr::Int(n) => Some(n),
            Repr::NegativeZero => Some(0),
            _ => None,
        }
    }

    pub fn is_infinite(&self) -> bool {
        matches!(self.0, Repr::Infinity { .. })
    }

    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Int(_) | Repr::NegativeZero => true,
            Repr::Float(f) => IBig::try_from((**f).clone()).is_ok(),
            Repr::Infinity { .. } => false,
        }
    }

    /// The whole number this is, of any size.
    pub fn to_integer(&self) -> Option<IBig> {
        match &self.0 {
            Repr::Int(n) => Some(IBig::from(*n)),
            Repr::NegativeZero => Some(IBig::ZERO),
            Repr::Float(f) => IBig::try_from((**f).clone()).ok(),
            Repr::Infinity { .. } => None,
        }
    }

    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Int(0) | Repr::NegativeZero)
    }

    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Int(n) => *n < 0,
            Repr::NegativeZero => false,
            Repr::Float(f) => f.repr().significand() < &IBig::ZERO,
            Repr::Infinity { negative } => *negative,
        }
    }

    #[must_use]
    pub fn neg(&self) -> Self {
        match &self.0 {
            Repr::Int(0) => Self(Repr::NegativeZero),
            Repr::NegativeZero => Self::ZERO,
            Repr::Int(n) => n.checked_neg().map_or_else(|| Self::from_int(-IBig::from(*n)), |n| Self(Repr::Int(n))),
            Repr::Float(f) => Self::from_float(-(**f).clone()),
            Repr::Infinity { negative } => Self(Repr::Infinity { negative: !negative }),
        }
    }

    /// `None` for ∞ − ∞.
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        if let (Repr::NegativeZero, Repr::NegativeZero) = (&self.0, &other.0) {
            return Some(self.clone());
        }
        if let (Repr::Int(a), Repr::Int(b)) = (&self.0, &other.0)
            && let Some(sum) = a.checked_add(*b)
        {
            return Some(Self(Repr::Int(sum)));
        }
        match (self.float(), other.float()) {
            (Some(a), Some(b)) => Some(Self::from_float(context().add(a.repr(), b.repr()).ok()?.value())),
            (Some(_), None) => Some(other.clone()),
            (None, Some(_)) => Some(self.clone()),
            (None, None) => (self.is_negative() == other.is_negative()).then(|| self.clone()),
        }
    }

    /// `None` for ∞ − ∞.
    pub fn checked_sub(&self, other: &Self) -> Option<Self> {
        self.checked_add(&other.neg())
    }

    /// `None` for 0 × ∞.
    pub fn checked_mul(&self, other: &Self) -> Option<Self> {
        if (self.is_zero() || other.is_zero()) && !self.is_infinite() && !other.is_infinite() {
            return Some(self.signed_zero(other));
        }
        if let (Repr::Int(a), Repr::Int(b)) = (&self.0, &other.0)
            && let Some(product) = a.checked_mul(*b)
        {
            return Some(Self(Repr::Int(product)));
        }
        match (self.float(), other.float()) {
            (Some(a), Some(b)) => Some(Self::from_float(context().mul(a.repr(), b.repr()).ok()?.value())),
            _ if self.is_zero() || other.is_zero() => None,
            _ => Some(Self(Repr::Infinity { negative: self.is_negative() != other.is_negative() })),
        }
    }

    /// `None` for a division by zero and for ∞ / ∞.
    pub fn checked_div(&self, other: &Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        if self.is_zero() {
            return Some(self.signed_zero(other));
        }
        match (self.float(), other.float()) {
            (Some(a), Some(b)) => Some(Self::from_float(context().div(a.repr(), b.repr()).ok()?.value())),
            (Some(_), None) => Some(self.signed_zero(other)),
            (None, Some(_)) => Some(Self(Repr::Infinity { negative: self.is_negative() != other.is_negative() })),
            (None, None) => None,
        }
    }

    /// The remainder with the sign of the dividend; `None` when dividing by zero or with an infinity.
    pub fn checked_rem(&self, other: &Self) -> Option<Self> {
        if let (Repr::Int(a), Repr::Int(b)) = (&self.0, &other.0) {
            return (*b != 0).then(|| Self(Repr::Int(a.checked_rem(*b).unwrap_or(0))));
        }
        let quotient = self.checked_div(other)?.truncate();
        self.checked_sub(&quotient.checked_mul(other)?)
    }

    /// Towards zero.
    #[must_use]
    pub fn truncate(&self) -> Self {
        self.map_float(Float::trunc)
    }

    #[must_use]
    pub fn floor(&self) -> Self {
        self.map_float(Float::floor)
    }

    #[must_use]
    pub fn ceil(&self) -> Self {
        self.map_float(Float::ceil)
    }

    fn map_float(&self, f: impl FnOnce(&Float) -> Float) -> Self {
        match &self.0 {
            Repr::NegativeZero => Self::ZERO,
            Repr::Float(value) => Self::from_float(f(value)),
            _ => self.clone(),
        }
    }

    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_zero() {
            return Self::ZERO;
        }
        if self.is_negative() { self.neg() } else { self.clone() }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(Repr::Int(value))
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self::from_int(IBig::from(value))
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Self {
        Self::from_int(IBig::from(value))
    }
}

impl From<IBig> for Number {
    fn from(value: IBig) -> Self {
        Self::from_int(value)
    }
}

/// Reads decimal digits with optional sign, fraction and exponent, rounded as Terraform rounds literals.
impl FromStr for Number {
    type Err = ParseNumberError;

    fn from_str(text: &str) -> Result<Self, ParseNumberError> {
        if let Ok(small) = text.parse::<i64>()
            && !text.starts_with('+')
            && (small != 0 || !text.starts_with('-'))
        {
            return Ok(Self(Repr::Int(small)));
        }
        let (negative, digits) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match digits.find(['e', 'E']) {
            Some(at) => (&digits[..at], digits[at + 1..].parse::<i64>().map_err(|_| ParseNumberError)?),
            None => (digits, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return Err(ParseNumberError);
        }
        let exponent = exponent.checked_sub(i64::try_from(fraction.len()).map_err(|_| ParseNumberError)?);
        let exponent = exponent.filter(|e| e.abs() <= MAX_EXPONENT).ok_or(ParseNumberError)?;
        let magnitude: UBig = format!("{whole}{fraction}").parse().map_err(|_| ParseNumberError)?;
        if negative && magnitude == UBig::ZERO {
            return Ok(Self(Repr::NegativeZero));
        }
        let significand = if negative { -IBig::from(magnitude) } else { IBig::from(magnitude) };
        let scale = IBig::from(10u8).pow(usize::try_from(exponent.unsigned_abs()).map_err(|_| ParseNumberError)?);
        if exponent >= 0 {
            return Ok(Self::from_int(significand * scale));
        }
        let (a, b) = (Float::from_parts(significand, 0), Float::from_parts(scale, 0));
        Ok(Self::from_float(context().div(a.repr(), b.repr()).map_err(|_| ParseNumberError)?.value()))
    }
}

/// The shortest decimal text that reads back as the same number, without an exponent.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = match &self.0 {
            Repr::Int(n) => return write!(f, "{n}"),
            Repr::NegativeZero => return f.write_str("-0"),
            Repr::Infinity { negative: false } => return f.write_str("+Inf"),
            Repr::Infinity { negative: true } => return f.write_str("-Inf"),
            Repr::Float(value) => value,
        };
        let (significand, exponent) = (value.repr().significand(), value.repr().exponent());
        let sign = if *significand < IBig::ZERO { "-" } else { "" };
        let magnitude: UBig = UBig::try_from(significand.clone().abs()).unwrap_or(UBig::ZERO);
        if exponent >= 0 {
            let exact = (magnitude << exponent.unsigned_abs()).to_string();
            // As many digits as identify the number among those of this precision, then zeros.
            if exact.len() <= EXACT_DIGITS {
                return write!(f, "{sign}{exact}");
            }
            let reads_back = |digits: usize| {
                let (rounded, point) = round_digits(&exact, 0, digits);
                place_point(&rounded, point).parse::<Number>().is_ok_and(|n| n == Number(Repr::Float(abs(value))))
            };
            let (rounded, point) = round_digits(&exact, 0, fewest(exact.len().min(160), reads_back));
            return write!(f, "{sign}{}", place_point(&rounded, point));
        }
        // sig × 2^-n = sig × 5^n / 10^n: the exact decimal digits, and how many stand after the point.
        let point = exponent.unsigned_abs();
        let exact = (magnitude * UBig::from(5u8).pow(point)).to_string();
        let reads_back = |digits: usize| {
            let (rounded, point) = round_digits(&exact, point, digits);
            place_point(&rounded, point).parse::<Number>().is_ok_and(|n| n == Number(Repr::Float(abs(value))))
        };
        let (rounded, point) = round_digits(&exact, point, fewest(exact.len().min(160), reads_back));
        write!(f, "{sign}{}", place_point(&rounded, point))
    }
}

/// Whole numbers of no more digits than this have a place for each in the significand.
const EXACT_DIGITS: usize = 154;

/// The least count of digits, up to `most`, that is enough.
fn fewest(most: usize, enough: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (1, most);
    while low < high {
        let middle = usize::midpoint(low, high);
        if enough(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

fn abs(value: &Float) -> Arc<Float> {
    Arc::new(if value.repr().significand() < &IBig::ZERO { -value.clone() } else { value.clone() })
}

/// Keeps `count` significant digits of `digits` × 10^-`point`.
fn round_digits(digits: &str, point: usize, count: usize) -> (String, i64) {
    let point = i64::try_from(point).unwrap_or(i64::MAX);
    if count >= digits.len() {
        return (digits.to_owned(), point);
    }
    let dropped = i64::try_from(digits.len() - count).unwrap_or(i64::MAX);
    let up = digits.as_bytes()[count] >= b'5';
    let kept: UBig = digits[..count].parse().unwrap_or(UBig::ZERO);
    ((if up { kept + UBig::ONE } else { kept }).to_string(), point - dropped)
}

/// Writes `digits` × 10^-`point` without an exponent.
fn place_point(digits: &str, point: i64) -> String {
    let Ok(point) = usize::try_from(point) else {
        return format!("{digits}{}", "0".repeat(usize::try_from(point.unsigned_abs()).unwrap_or(0)));
    };
    let padded = format!("{digits:0>width$}", width = point + 1);
    let (whole, fraction) = padded.split_at(padded.len() - point);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Int(a), Repr::Int(b)) => a.cmp(b),
            (Repr::Infinity { negative: a }, Repr::Infinity { negative: b }) => b.cmp(a),
            (Repr::Infinity { negative }, _) => {
                if *negative {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
            (_, Repr::Infinity { negative }) => {
                if *negative {
                    Ordering::Greater
                } else {
                    Ordering::Less
                }
            }
            _ => match (self.float(), other.float()) {
                (Some(a), Some(b)) => a.cmp(&b),
                _ => Ordering::Equal,
            },
        }
    }
}

impl std::hash::Hash for Number {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        match &self.0 {
            Repr::Int(n) => n.hash(state),
            Repr::NegativeZero => 0i64.hash(state),
            // The representation is normalised: equal values have equal parts.
            Repr::Float(f) => {
                f.repr().significand().hash(state);
                f.repr().exponent().hash(state);
            }
            Repr::Infinity { negative } => negative.hash(state),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    fn n(text: &str) -> Number {
        text.parse().expect("a number")
    }

    #[test]
    fn arithmetic_is_terraforms() {
        assert_eq!(n("0.1").checked_add(&n("0.2")).expect("finite").to_string(), "0.3");
        assert_eq!(n("0.1").checked_sub(&n("255")).expect("finite").to_string(), "-254.9");
        assert_eq!(n("-7").checked_rem(&n("3")).expect("finite").to_string(), "-1");
        assert_eq!(n("5.5").checked_rem(&n("2")).expect("finite").to_string(), "1.5");
        assert_eq!(n("1").checked_div(&n("0")), None);
        assert_eq!(n("12345678901234567890123").to_string(), "12345678901234567890123");
        assert_eq!(n("9223372036854775807").checked_add(&n("1")).expect("finite").to_string(), "9223372036854775808");
        assert_eq!(n("1e3"), n("1000"));
        assert_eq!(n("1e400").to_string(), format!("1{}", "0".repeat(400)));
        assert_eq!(n("-0.000123").to_string(), "-0.000123");
        assert_eq!([n("1.5").floor(), n("-1.5").floor(), n("1.2").ceil()], [n("1"), n("-2"), n("2")]);
        assert!(n("1.10") == n("1.1") && n("2") < n("10") && n("-1e30") < n("-5"));
    }

    #[test]
    fn two_thirds_has_terraforms_digits() {
        let text = n("2").checked_div(&n("3")).expect("finite").to_string();
        assert_eq!(text.len(), "0.".len() + 154);
        assert!(text.starts_with("0.6666") && text.ends_with("667"), "{text}");
        assert_eq!(n(&text), n("2").checked_div(&n("3")).expect("finite"));
    }

    #[test]
    fn zero_keeps_its_sign_and_is_zero() {
        let negative = n("0").neg();
        assert_eq!((negative.to_string().as_str(), negative.neg().to_string().as_str()), ("-0", "0"));
        assert!(negative == n("0") && !negative.is_negative() && negative.to_i64() == Some(0));
        assert_eq!(n("-1").checked_mul(&n("0")).expect("finite").to_string(), "-0");
        assert_eq!(n("0").checked_div(&n("-2")).expect("finite").to_string(), "-0");
        assert_eq!(negative.checked_add(&n("0")).expect("finite").to_string(), "0");
        assert_eq!((n("-0").to_string(), negative.abs().to_string()), ("-0".into(), "0".into()));
    }

    #[test]
    fn what_is_no_number() {
        for text in ["", "-", ".", "e5", "1e", "0x10", "1_000", "1e999999999", "Inf", "1.2.3", " 1"] {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }

    #[test]
    fn infinities_order_and_cancel() {
        assert!(Number::NEG_INFINITY < n("-1e300") && Number::INFINITY > n("1e300"));
        assert_eq!(Number::INFINITY.checked_sub(&Number::INFINITY), None);
        assert_eq!(Number::INFINITY.checked_mul(&n("-2")), Some(Number::NEG_INFINITY));
        assert_eq!(Number::from_f64(f64::NAN), None);
        assert_eq!(Number::from_f64(0.5), Some(n("0.5")));
    }
}
