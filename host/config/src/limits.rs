//! Amounts with a unit.

/// Reads `4G`, `128MiB`, `500 k`, `1000`: decimal units for one letter or with `B`, binary ones with `i`.
pub fn parse_amount(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(text.len());
    let amount: u64 = text[..digits].replace('_', "").parse().ok()?;
    let unit = text[digits..].trim().to_ascii_lowercase();
    let unit = unit.strip_suffix('b').unwrap_or(&unit);
    let (letter, base) = match unit.strip_suffix('i') {
        Some(letter) => (letter, 1024u64),
        None => (unit, 1000),
    };
    let power = match letter {
        "" if base == 1000 => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        _ => return None,
    };
    amount.checked_mul(base.pow(power))
}

#[cfg(test)]
mod tests {
    use super::parse_amount;

    #[test]
    fn amounts() {
        for (text, expected) in [
            ("4G", Some(4_000_000_000)),
            ("128MiB", Some(128 << 20)),
            ("500 k", Some(500_000)),
            ("1_000", Some(1000)),
            ("10B", Some(10)),
            ("", None),
            ("4X", None),
            ("-1", None),
            ("i", None),
            ("99999999999T", None),
        ] {
            assert_eq!(parse_amount(text), expected, "{text}");
        }
    }
}
