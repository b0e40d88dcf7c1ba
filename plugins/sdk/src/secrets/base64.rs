//! Scripts that are written in base64.

/// Larger than the scripts that any service takes.
const MAX: usize = 88 << 10;

/// What this is the base64 of, when it is one: in the common alphabet, padded, without blanks.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    let body = text.trim_end_matches('=');
    if text.len() < 8 || text.len() > MAX || !text.len().is_multiple_of(4) || text.len() - body.len() > 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in body.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).unwrap_or_default());
            bits &= (1 << count) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::from_base64;

    #[test]
    fn texts() {
        assert_eq!(from_base64("aHVudGVyMg==").as_deref(), Some(&b"hunter2"[..]));
        assert_eq!(from_base64("aHVudGVy").as_deref(), Some(&b"hunter"[..]));
        for text in ["", "aHVu", "aHVudGV", "aHVu dGVy", "aHVudG===", "=aHVudGV", "éééé"] {
            assert_eq!(from_base64(text), None, "{text}");
        }
    }
}
