//! Numbers in decimal with a given number of digits, rounded half to even on their exact value.

use dashu_int::{IBig, UBig};
use tollgate_ir::Number;

/// Digits d₁d₂… meaning 0.d₁d₂… × 10^point, without zeros at either end; no digits for zero.
struct Digits {
    digits: String,
    point: i64,
}

/// `count` digits after the point.
pub(super) fn fixed(n: &Number, count: usize) -> String {
    let mut exact = Digits::exact(n);
    exact.round(exact.point + to_i64(count));
    let whole = usize::try_from(exact.point.max(0)).unwrap_or(0);
    let mut out = if whole == 0 { "0".to_owned() } else { exact.slice(0, whole) };
    if count > 0 {
        out.push('.');
        let zeros = usize::try_from((-exact.point).max(0)).unwrap_or(0).min(count);
        out.push_str(&"0".repeat(zeros));
        out.push_str(&exact.slice(whole, count - zeros));
    }
    out
}

/// One digit, `count` digits after the point, and an exponent of at least two digits.
pub(super) fn scientific(n: &Number, count: usize, upper: bool) -> String {
    let mut exact = Digits::exact(n);
    exact.round(to_i64(count) + 1);
    exact.scientific(count, upper)
}

/// The shorter of both notations: `precision` significant digits, or as many as the number needs.
pub(super) fn general(n: &Number, precision: Option<usize>, upper: bool) -> String {
    if n.is_infinite() {
        return n.to_string();
    }
    let negative = n.is_negative();
    let magnitude = n.abs();
    let mut digits = match precision {
        Some(_) => Digits::exact(&magnitude),
        None => Digits::written(&magnitude.to_string()),
    };
    let mut limit = 6;
    if let Some(precision) = precision {
        let precision = to_i64(precision.max(1));
        digits.round(precision);
        limit = precision;
        let count = to_i64(digits.digits.len());
        if limit > count && count >= digits.point {
            limit = count;
        }
    }
    let exponent = digits.point - 1;
    let text = if digits.digits.is_empty() {
        "0".into()
    } else if exponent < -4 || exponent >= limit {
        digits.scientific(digits.digits.len() - 1, upper)
    } else {
        digits.plain()
    };
    if negative { format!("-{text}") } else { text }
}

fn to_i64(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

impl Digits {
    /// Every digit of a number that is not negative.
    fn exact(n: &Number) -> Self {
        // Doubling is exact in binary, so that n = whole / 2^shift.
        let step = Number::from(IBig::ONE << 64usize);
        let (mut scaled, mut shift) = (n.clone(), 0usize);
        while !scaled.is_integer() {
            match scaled.checked_mul(&step) {
                Some(next) if !next.is_infinite() => scaled = next,
                _ => break,
            }
            shift += 64;
        }
        let whole = scaled.to_integer().unwrap_or(IBig::ZERO);
        // whole / 2^shift = whole × 5^shift / 10^shift
        let text = (whole * IBig::from(UBig::from(5u8).pow(shift))).to_string();
        Self::new(&text, to_i64(text.len()) - to_i64(shift))
    }

    /// The digits as written without an exponent.
    fn written(text: &str) -> Self {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        Self::new(&format!("{whole}{fraction}"), to_i64(whole.len()))
    }

    fn new(digits: &str, point: i64) -> Self {
        let started = digits.trim_start_matches('0');
        let point = point - to_i64(digits.len() - started.len());
        let digits = started.trim_end_matches('0').to_owned();
        let point = if digits.is_empty() { 0 } else { point };
        Self { digits, point }
    }

    /// Keeps `count` digits.
    fn round(&mut self, count: i64) {
        let Ok(keep) = usize::try_from(count) else {
            *self = Self::new("", 0);
            return;
        };
        if keep >= self.digits.len() {
            return;
        }
        let bytes = self.digits.as_bytes();
        let odd = keep > 0 && (bytes[keep - 1] - b'0') % 2 == 1;
        let half = bytes[keep] == b'5' && keep + 1 == bytes.len();
        let up = if half { odd } else { bytes[keep] >= b'5' };
        let kept: UBig = self.digits[..keep].parse().unwrap_or(UBig::ZERO);
        let text = format!("{:0>keep$}", if up { kept + UBig::ONE } else { kept }.to_string());
        *self = Self::new(&text, self.point + to_i64(text.len() - keep));
    }

    /// `count` digits from `start`, filled with zeros.
    fn slice(&self, start: usize, count: usize) -> String {
        let known: String = self.digits.chars().skip(start).take(count).collect();
        format!("{known:0<count$}")
    }

    fn plain(&self) -> String {
        let length = to_i64(self.digits.len());
        if self.point <= 0 {
            let zeros = usize::try_from(-self.point).unwrap_or(0);
            return format!("0.{}{}", "0".repeat(zeros), self.digits);
        }
        let whole = usize::try_from(self.point).unwrap_or(0);
        if length <= self.point {
            return self.slice(0, whole);
        }
        format!("{}.{}", &self.digits[..whole], &self.digits[whole..])
    }

    fn scientific(&self, count: usize, upper: bool) -> String {
        let exponent = if self.digits.is_empty() { 0 } else { self.point - 1 };
        let mut out = self.slice(0, 1);
        if count > 0 {
            out.push('.');
            out.push_str(&self.slice(1, count));
        }
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{out}{}{sign}{:02}", if upper { 'E' } else { 'e' }, exponent.abs())
    }
}
