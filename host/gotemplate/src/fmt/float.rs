//! Floats as `strconv.FormatFloat` writes them.

/// How the digits are laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Layout {
    /// `%e`
    Exponent,
    /// `%f`
    Fixed,
    /// `%g`: one or the other.
    General,
    /// `%x`
    Hexadecimal,
    /// `%b`
    Binary,
}

/// No float has more digits, and Rust prints no more than it has to.
const MAX_DIGITS: usize = 1100;

/// The shortest text that reads as the number, as `%v` writes it.
pub(crate) fn shortest(value: f64) -> String {
    float(value, Layout::General, None)
}

/// `precision` is what the layout makes of it: digits behind the point, or digits in all. `None` for as many as the
/// number needs.
pub(crate) fn float(value: f64, layout: Layout, precision: Option<usize>) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    match (layout, precision) {
        (Layout::Fixed, None) => {
            let written = shortest_digits(value);
            let (digits, exponent) = written.split_once('e').unwrap_or((&written, "0"));
            let places = i64::try_from(digits.split_once('.').map_or(0, |(_, places)| places.len())).unwrap_or(0);
            let behind = (places - exponent.parse::<i64>().unwrap_or(0)).max(0);
            format!("{value:.*}", usize::try_from(behind).unwrap_or(0))
        }
        (Layout::Fixed, Some(precision)) => {
            let digits = precision.min(MAX_DIGITS);
            format!("{value:.digits$}") + &"0".repeat(precision - digits)
        }
        (Layout::Exponent, None) => with_exponent(&shortest_digits(value)),
        (Layout::Exponent, Some(precision)) => {
            let digits = precision.min(MAX_DIGITS);
            let written = with_exponent(&format!("{value:.digits$e}"));
            written.replacen('e', &format!("{}e", "0".repeat(precision - digits)), 1)
        }
        (Layout::General, precision) => general(value, precision),
        (Layout::Hexadecimal, precision) => hexadecimal(value, precision),
        (Layout::Binary, _) => binary(value),
    }
}

/// As few digits as say the number. Of two that are as near, Go takes the even one, and Rust does so only when it is
/// told how many digits there are.
fn shortest_digits(value: f64) -> String {
    let written = format!("{value:e}");
    let digits = written.split_once('e').map_or(0, |(digits, _)| digits.bytes().filter(u8::is_ascii_digit).count());
    format!("{value:.*e}", digits.max(1) - 1)
}

/// Go writes the sign of an exponent, and two digits at least.
fn with_exponent(text: &str) -> String {
    let Some((digits, exponent)) = text.split_once('e') else { return text.to_owned() };
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |rest| ('-', rest));
    format!("{digits}e{sign}{exponent:0>2}")
}

fn general(value: f64, precision: Option<usize>) -> String {
    let written = match precision {
        None => shortest_digits(value),
        Some(precision) => format!("{value:.*e}", precision.clamp(1, MAX_DIGITS) - 1),
    };
    let Some((digits, exponent)) = written.split_once('e') else { return written };
    let exponent: i64 = exponent.parse().unwrap_or_default();
    // Zeros at the end are none of the number's digits.
    let digits = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
    let count = digits.bytes().filter(u8::is_ascii_digit).count();
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let limit = match precision.map(|precision| i64::try_from(precision.max(1)).unwrap_or(i64::MAX)) {
        None => 6,
        Some(precision) if precision > count && count > exponent => count,
        Some(precision) => precision,
    };
    if exponent < -4 || exponent >= limit {
        return with_exponent(&format!("{digits}e{exponent}"));
    }
    let behind = usize::try_from((count - 1 - exponent).max(0)).unwrap_or_default();
    let rounded: f64 = format!("{digits}e{exponent}").parse().unwrap_or(value);
    format!("{rounded:.behind$}")
}

const FRACTION_BITS: u32 = 52;

/// The fraction and the exponent of two that it is multiplied with.
fn parts(value: f64) -> (u64, i64) {
    let bits = value.to_bits();
    let fraction = bits & ((1 << FRACTION_BITS) - 1);
    let exponent = i64::try_from((bits >> FRACTION_BITS) & 0x7ff).unwrap_or_default();
    if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << FRACTION_BITS, exponent - 1075) }
}

fn sign(value: f64) -> &'static str {
    if value.is_sign_negative() { "-" } else { "" }
}

fn binary(value: f64) -> String {
    let (fraction, exponent) = parts(value);
    format!("{}{fraction}p{exponent:+}", sign(value))
}

fn hexadecimal(value: f64, precision: Option<usize>) -> String {
    let (mut fraction, exponent) = parts(value);
    let mut exponent = exponent + i64::from(FRACTION_BITS);
    if fraction == 0 {
        exponent = 0;
    } else {
        // The first digit is a one.
        let shift = fraction.leading_zeros() - (63 - FRACTION_BITS);
        fraction <<= shift;
        exponent -= i64::from(shift);
    }
    let digits = precision.unwrap_or(13);
    if digits < 13 {
        let dropped = 4 * (13 - digits);
        let half = 1_u64 << (dropped - 1);
        let rest = fraction & ((1 << dropped) - 1);
        fraction >>= dropped;
        if rest > half || rest == half && fraction & 1 == 1 {
            fraction += 1;
        }
        fraction <<= dropped;
        if fraction >> (FRACTION_BITS + 1) != 0 {
            fraction >>= 1;
            exponent += 1;
        }
    }
    let mut behind = format!("{:013x}", fraction & ((1 << FRACTION_BITS) - 1));
    match precision {
        None => behind.truncate(behind.trim_end_matches('0').len()),
        Some(precision) => {
            behind.push_str(&"0".repeat(precision.saturating_sub(behind.len())));
            behind.truncate(precision);
        }
    }
    let point = if behind.is_empty() { "" } else { "." };
    let (way, exponent) = (if exponent < 0 { '-' } else { '+' }, exponent.abs());
    format!("{}0x{}{point}{behind}p{way}{exponent:02}", sign(value), fraction >> FRACTION_BITS)
}

#[cfg(test)]
mod tests {
    use super::{Layout, float, shortest};

    #[test]
    fn the_shortest_text_has_an_exponent_from_the_seventh_digit_on() {
        for (value, text) in [
            (1.0, "1"),
            (100_000.0, "100000"),
            (1e6, "1e+06"),
            (12_345_678.0, "1.2345678e+07"),
            (0.0001, "0.0001"),
            (0.000_01, "1e-05"),
            (-0.0, "-0"),
            (1.5e300, "1.5e+300"),
            (f64::INFINITY, "+Inf"),
        ] {
            assert_eq!(shortest(value), text);
        }
    }

    #[test]
    fn hexadecimal_digits_are_rounded_to_even() {
        assert_eq!(float(1.5, Layout::Hexadecimal, None), "0x1.8p+00");
        assert_eq!(float(1.5, Layout::Hexadecimal, Some(0)), "0x1p+01");
        assert_eq!(float(1.999, Layout::Hexadecimal, Some(2)), "0x1.00p+01");
        assert_eq!(float(1.5, Layout::Hexadecimal, Some(20)), "0x1.80000000000000000000p+00");
        assert_eq!(float(0.0, Layout::Hexadecimal, None), "0x0p+00");
        assert_eq!(float(1.0, Layout::Binary, None), "4503599627370496p-52");
    }
}
