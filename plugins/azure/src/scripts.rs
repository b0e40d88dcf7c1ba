//! Secrets in the scripts with which machines start, and in commands that extensions run on them.

use std::borrow::Cow;

use tollgate_sdk::secrets::{self, Format, in_file};

/// The first secret in a script or in settings of cloud-init, plain or in base64: what it is, and in which line.
pub fn in_script(text: &str) -> Option<(&'static str, usize)> {
    let text = decoded(text).map_or(Cow::Borrowed(text), Cow::Owned);
    in_file(Format::Script, &text, &in_setting).first().map(|found| (found.what, found.line))
}

/// `az keyvault secret show --secret orders-db` only names one.
fn in_setting(name: &str, text: &str) -> Option<&'static str> {
    let is_name = text.contains(['-', '/']) && text.chars().all(|c| c.is_ascii_lowercase() || "-_/".contains(c));
    let ends = |word: &str| secrets::words(name).last().is_some_and(|last| last == word);
    let names_another = text.starts_with("https://") && text.contains(".vault.azure.net/")
        || is_name && (ends("SECRET") || ends("SECRETS") || name == "--secret");
    if names_another { None } else { secrets::find(name, text) }
}

/// The text that this is the base64 of, when it is one.
fn decoded(text: &str) -> Option<String> {
    const MAX: usize = 88 << 10;
    let text = text.trim_ascii();
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
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::in_script;

    #[test]
    fn scripts() {
        for (text, line) in [
            ("#!/bin/sh\nexport DB_PASSWORD=hunter2\n", Some(2)),
            ("IyEvYmluL3NoCmV4cG9ydCBEQl9QQVNTV09SRD1odW50ZXIyCg==", Some(2)),
            ("IyEvYmluL3NoCmVjaG8gaGVsbG8K", None),
            ("DB_PASSWORD=$(az keyvault secret show --vault-name v --name db --query value -o tsv)", None),
            ("# DB_PASSWORD=hunter2", None),
            ("mysql -u root -phunter2 -e 'select 1'", Some(1)),
            ("DB_SECRET=orders/db", None),
            ("", None),
        ] {
            assert_eq!(in_script(text).map(|(_, line)| line), line, "{text}");
        }
    }
}
