//! Encodings of bytes. What cannot be decoded gives the text of Go's error: Sprig hands it on as if it were the result.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::value::Value;

use super::{Function, Type, shared};
use shared::{bytes, digests};

pub(super) const FUNCTIONS: &[Function] = &[
    digests("b32dec", &[Type::Text], |_, given| Ok(decoded(base32_decode(bytes(&given[0]))))),
    digests("b32enc", &[Type::Text], |_, given| Ok(Value::text(base32_encode(bytes(&given[0]))))),
    digests("b64dec", &[Type::Text], |_, given| Ok(decoded(base64_decode(bytes(&given[0]))))),
    digests("b64enc", &[Type::Text], |_, given| Ok(Value::text(STANDARD.encode(bytes(&given[0]))))),
];

fn decoded(outcome: Result<Vec<u8>, String>) -> Value {
    match outcome {
        Ok(bytes) => Value::text(bytes),
        Err(error) => Value::text(error),
    }
}

fn digit64(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

/// The bytes behind standard base64. Line ends are passed over and bits that are left are not looked at.
///
/// # Errors
/// Go's, with the byte that is wrong.
pub(super) fn base64_decode(text: &[u8]) -> Result<Vec<u8>, String> {
    let wrong = |at: usize| Err(format!("illegal base64 data at input byte {at}"));
    let is_line_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut at = 0;
    loop {
        let mut digits = [0; 4];
        let mut count = 0;
        while count < 4 {
            let Some(byte) = text.get(at) else {
                return if count == 0 { Ok(out) } else { wrong(at - count) };
            };
            at += 1;
            if let Some(digit) = digit64(*byte) {
                digits[count] = digit;
                count += 1;
            } else if is_line_end(byte) {
                continue;
            } else if *byte != b'=' || count < 2 {
                return wrong(at - 1);
            } else {
                break;
            }
        }
        let [a, b, c, d] = digits;
        out.extend(&[a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d][..count - 1]);
        if count == 4 {
            continue;
        }
        let skip = |at: usize| at + text[at..].iter().take_while(|byte| is_line_end(byte)).count();
        if count == 2 {
            at = skip(at);
            match text.get(at) {
                None => return wrong(text.len()),
                Some(b'=') => at += 1,
                Some(_) => return wrong(at - 1),
            }
        }
        at = skip(at);
        return if at < text.len() { wrong(at) } else { Ok(out) };
    }
}

const ALPHABET32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn base32_encode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len().div_ceil(5) * 8);
    for chunk in bytes.chunks(5) {
        let group = (0..5).fold(0u64, |group, index| group << 8 | u64::from(chunk.get(index).copied().unwrap_or(0)));
        let digits = (chunk.len() * 8).div_ceil(5);
        out.extend((0..8).map(|index| match index < digits {
            true => ALPHABET32[(group >> (35 - 5 * index) & 31) as usize],
            false => b'=',
        }));
    }
    out
}

/// The bytes behind standard base32. Line ends are taken out first, and what stands behind the padding does not count.
fn base32_decode(text: &[u8]) -> Result<Vec<u8>, String> {
    let wrong = |at: usize| Err(format!("illegal base32 data at input byte {at}"));
    let text: Vec<u8> = text.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    let mut out = Vec::with_capacity(text.len() / 8 * 5);
    let mut at = 0;
    while at < text.len() {
        let mut group = 0u64;
        let mut count = 0;
        let mut is_end = false;
        while count < 8 {
            let Some(byte) = text.get(at) else { return wrong(text.len() - count) };
            at += 1;
            let left = text.len() - at;
            if *byte == b'=' && count >= 2 && left < 8 {
                if left + count < 7 {
                    return wrong(text.len());
                }
                let padding = &text[at..];
                if let Some(k) = (0..7 - count).find(|k| padding.get(*k).is_some_and(|byte| *byte != b'=')) {
                    return wrong(at + k - 1);
                }
                if matches!(count, 3 | 6) {
                    return wrong(at - 1);
                }
                is_end = true;
                break;
            }
            let Some(digit) = ALPHABET32.iter().position(|known| known == byte) else { return wrong(at - 1) };
            group = group << 5 | digit as u64;
            count += 1;
        }
        group <<= 5 * (8 - count);
        out.extend(&group.to_be_bytes()[3..][..count * 5 / 8]);
        if is_end {
            break;
        }
    }
    Ok(out)
}
