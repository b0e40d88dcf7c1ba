//! Percent signs in URLs, and what needs them where.

use crate::quote::quote;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    Path,
    Host,
    /// Of an IPv6 address.
    Zone,
    User,
    Fragment,
}

/// Whether `byte` cannot stand for itself.
fn needs_escape(byte: u8, part: Part) -> bool {
    if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
        return false;
    }
    match part {
        Part::Host | Part::Zone => !b"!$&'()*+,;=:[]<>\"".contains(&byte),
        Part::Path => !b"$&+,/:;=@".contains(&byte),
        Part::User => !b"$&+,;=".contains(&byte),
        Part::Fragment => !b"$&+,/:;=?@!()*".contains(&byte),
    }
}

pub(super) fn escape(text: &[u8], part: Part) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        if needs_escape(*byte, part) {
            out.extend_from_slice(format!("%{byte:02X}").as_bytes());
        } else {
            out.push(*byte);
        }
    }
    out
}

/// # Errors
/// An escape that is none, or a byte that no host has.
pub(super) fn unescape(text: &[u8], part: Part) -> Result<Vec<u8>, String> {
    let is_host = matches!(part, Part::Host | Part::Zone);
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        if *byte != b'%' {
            if is_host && byte.is_ascii() && needs_escape(*byte, part) {
                return Err(format!("invalid character {} in host name", quote(&[*byte])));
            }
            out.push(*byte);
            at += 1;
            continue;
        }
        let all = &text[at..text.len().min(at + 3)];
        let wrong = || format!("invalid URL escape {}", quote(all));
        let [_, high, low] = all else { return Err(wrong()) };
        let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let (high, low) = digit(high).zip(digit(low)).ok_or_else(wrong)?;
        let byte = high << 4 | low;
        // In hosts they are for what is no ASCII, and for the sign itself.
        let is_wrong = match part {
            Part::Host => high < 8 && all != b"%25",
            Part::Zone => all != b"%25" && byte != b' ' && needs_escape(byte, Part::Host),
            _ => false,
        };
        if is_wrong {
            return Err(wrong());
        }
        out.push(byte);
        at += 3;
    }
    Ok(out)
}
