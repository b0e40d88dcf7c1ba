//! Sizes and durations.

/// A size such as `64m`, `1.5gb` or `512` in bytes; units are powers of 1024.
pub(super) fn bytes(text: &str) -> Option<i64> {
    let end = text.rfind(|c: char| c.is_ascii_digit() || c == '.')? + 1;
    let number: f64 = text[..end].parse().ok().filter(|number: &f64| *number >= 0.0)?;
    let unit = text[end..].strip_prefix(' ').unwrap_or(&text[end..]).to_ascii_lowercase();
    let power = match unit.as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 1,
        "m" | "mb" | "mib" => 2,
        "g" | "gb" | "gib" => 3,
        "t" | "tb" | "tib" => 4,
        "p" | "pb" | "pib" => 5,
        _ => return None,
    };
    let size = number * 1024f64.powi(power);
    #[expect(clippy::cast_possible_truncation, reason = "as the reference implementation; the range is checked")]
    (size < 9.2e18).then_some(size as i64)
}

const SECOND: i128 = 1_000_000_000;

/// A duration such as `1m30s` in nanoseconds.
pub(super) fn nanoseconds(text: &str) -> Option<i128> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = 0i128;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let (number, after) = rest.split_at(end);
        let end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let scale = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => SECOND,
            "m" => 60 * SECOND,
            "h" => 3_600 * SECOND,
            "d" => 24 * 3_600 * SECOND,
            "w" => 7 * 24 * 3_600 * SECOND,
            _ => return None,
        };
        total = total.checked_add(scaled(number, scale)?)?;
        rest = after;
    }
    (total <= i128::from(i64::MAX)).then_some(sign * total)
}

/// A decimal number times `scale`.
fn scaled(number: &str, scale: i128) -> Option<i128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || number.len() > 30 {
        return None;
    }
    let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut sum = whole.checked_mul(scale)?;
    let mut share = scale;
    for digit in fraction.chars() {
        share /= 10;
        sum += share * i128::from(digit.to_digit(10)?);
    }
    Some(sum)
}

/// A duration as Go prints it: `1m30s`, `1.5s`, `100ms`.
pub(super) fn duration(nanoseconds: i128) -> String {
    if nanoseconds == 0 {
        return "0s".to_owned();
    }
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let size = nanoseconds.abs();
    let decimal = |scale: i128| {
        let (whole, fraction) = (size / scale, size % scale);
        let digits = scale.to_string().len() - 1;
        let fraction = format!("{fraction:0digits$}");
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() || digits == 0 { whole.to_string() } else { format!("{whole}.{fraction}") }
    };
    if size < 1_000 {
        return format!("{sign}{size}ns");
    }
    if size < 1_000_000 {
        return format!("{sign}{}µs", decimal(1_000));
    }
    if size < SECOND {
        return format!("{sign}{}ms", decimal(1_000_000));
    }
    let (hours, rest) = (size / (3_600 * SECOND), size % (3_600 * SECOND));
    let (minutes, rest) = (rest / (60 * SECOND), rest % (60 * SECOND));
    let fraction = format!("{:09}", rest % SECOND);
    let fraction = fraction.trim_end_matches('0');
    let seconds =
        if fraction.is_empty() { format!("{}", rest / SECOND) } else { format!("{}.{fraction}", rest / SECOND) };
    match (hours, minutes) {
        (0, 0) => format!("{sign}{seconds}s"),
        (0, _) => format!("{sign}{minutes}m{seconds}s"),
        _ => format!("{sign}{hours}h{minutes}m{seconds}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::{bytes, duration, nanoseconds};

    #[test]
    fn sizes() {
        for (text, expected) in [
            ("512", Some(512)),
            ("64M", Some(67_108_864)),
            ("1gb", Some(1_073_741_824)),
            ("1.5 GiB", Some(1_610_612_736)),
            ("10kb", Some(10_240)),
            ("64x", None),
            ("-1", None),
            ("", None),
        ] {
            assert_eq!(bytes(text), expected, "{text}");
        }
    }

    #[test]
    fn durations() {
        for (text, expected) in [
            ("90s", Some("1m30s")),
            ("1.5s", Some("1.5s")),
            ("1h", Some("1h0m0s")),
            ("100ms", Some("100ms")),
            ("1500us", Some("1.5ms")),
            ("1w2d", Some("216h0m0s")),
            ("0", Some("0s")),
            ("1h1m1.001s", Some("1h1m1.001s")),
            ("-10s", Some("-10s")),
            ("10", None),
            ("s", None),
            ("1y", None),
        ] {
            assert_eq!(nanoseconds(text).map(duration).as_deref(), expected, "{text}");
        }
    }
}
