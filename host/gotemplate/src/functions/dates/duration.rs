//! Go's durations, in nanoseconds: `1h15m30.5s`.

use std::fmt::Write;

pub(super) const SECOND: i64 = 1_000_000_000;

/// As `%v` prints one.
pub(crate) fn show(nanoseconds: i64) -> String {
    let size = nanoseconds.unsigned_abs();
    let mut out = String::new();
    if nanoseconds < 0 {
        out.push('-');
    }
    let (unit, name) = match size {
        0 => return "0s".to_owned(),
        1..1_000 => (1, "ns"),
        1_000..1_000_000 => (1_000, "µs"),
        1_000_000..1_000_000_000 => (1_000_000, "ms"),
        _ => {
            let seconds = size / 1_000_000_000;
            let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
            if hours > 0 {
                let _ = write!(out, "{hours}h");
            }
            if hours > 0 || minutes > 0 {
                let _ = write!(out, "{minutes}m");
            }
            push_decimal(&mut out, size % 60_000_000_000, 1_000_000_000);
            out.push('s');
            return out;
        }
    };
    push_decimal(&mut out, size, unit);
    out.push_str(name);
    out
}

/// `size` in units of `unit`, a power of ten.
fn push_decimal(out: &mut String, size: u64, unit: u64) {
    let _ = write!(out, "{}", size / unit);
    let fraction = size % unit;
    if fraction > 0 {
        let digits = format!("{:0width$}", fraction, width = unit.ilog10() as usize);
        out.push('.');
        out.push_str(digits.trim_end_matches('0'));
    }
}

/// To a multiple of `unit`, halves away from zero.
pub(super) fn round(nanoseconds: i64, unit: i64) -> i64 {
    if unit <= 0 {
        return nanoseconds;
    }
    let rest = nanoseconds % unit;
    let down = nanoseconds - rest;
    if rest.abs() < unit - rest.abs() {
        return down;
    }
    down.saturating_add(if nanoseconds < 0 { -unit } else { unit })
}

/// # Errors
/// What is wrong with it, as Go says it.
pub(super) fn parse(text: &[u8]) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {}", quoted(text));
    const LIMIT: u64 = 1 << 63;
    let (is_negative, mut rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if rest == b"0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (digits, after) = digits(rest);
        let whole = digits.iter().try_fold(0u64, |all, digit| {
            all.checked_mul(10)?.checked_add(u64::from(digit - b'0')).filter(|all| *all <= LIMIT)
        });
        let whole = whole.ok_or_else(invalid)?;
        rest = after;
        let mut fraction = &[][..];
        if let [b'.', after @ ..] = rest {
            (fraction, rest) = self::digits(after);
        }
        if digits.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let len = rest.iter().position(|byte| *byte == b'.' || byte.is_ascii_digit()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(len);
        rest = after;
        let unit: u64 = match name {
            b"" => return Err(format!("time: missing unit in duration {}", quoted(text))),
            b"ns" => 1,
            b"us" | b"\xc2\xb5s" | b"\xce\xbcs" => 1_000,
            b"ms" => 1_000_000,
            b"s" => 1_000_000_000,
            b"m" => 60_000_000_000,
            b"h" => 3_600_000_000_000,
            _ => return Err(format!("time: unknown unit {} in duration {}", quoted(name), quoted(text))),
        };
        let part = whole.checked_mul(unit).filter(|part| *part <= LIMIT).ok_or_else(invalid)?;
        let (mut size, mut scale) = (0u64, 1f64);
        for digit in fraction {
            let Some(next) = size.checked_mul(10).and_then(|size| size.checked_add(u64::from(digit - b'0'))) else {
                break;
            };
            if next > LIMIT {
                break;
            }
            (size, scale) = (next, scale * 10.0);
        }
        let part = part + (size as f64 * (unit as f64 / scale)) as u64;
        total = total.checked_add(part).filter(|total| *total <= LIMIT).ok_or_else(invalid)?;
    }
    if is_negative {
        return Ok((total as i64).wrapping_neg());
    }
    i64::try_from(total).map_err(|_| invalid())
}

fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(text.iter().take_while(|byte| byte.is_ascii_digit()).count())
}

/// As errors about times quote: each byte that is no ASCII by its code.
pub(super) fn quoted(text: &[u8]) -> String {
    let mut out = String::from("\"");
    for byte in text {
        match byte {
            b'"' | b'\\' => {
                out.push('\\');
                out.push(char::from(*byte));
            }
            b' '..=b'~' => out.push(char::from(*byte)),
            _ => {
                let _ = write!(out, "\\x{byte:02x}");
            }
        }
    }
    out.push('"');
    out
}
