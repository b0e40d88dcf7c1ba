//! Secrets in the scripts with which machines start: shell, PowerShell, or settings of cloud-init, plain or in base64.

use tollgate_sdk::{
    Value,
    secrets::{find_in_words, password_in_pairs, password_in_url, token},
};

use crate::credentials::in_setting;

/// The secrets in a script: what they are, and in which line.
pub fn secrets_in(text: &str) -> Vec<String> {
    let decoded = decoded(text);
    let text = decoded.as_deref().unwrap_or(text);
    let lines = text.lines().enumerate();
    lines.filter_map(|(at, line)| in_line(line.trim()).map(|what| format!("{what} in line {}", at + 1))).collect()
}

/// The lines with which a script begins whose rest is not known. The line that is cut is left out, unless it ends where
/// a URL with a password goes on with the host.
pub fn beginning(script: Value<'_>) -> String {
    let known = script.known_start();
    if known.ends_with('@') {
        return format!("{known}host");
    }
    known[..known.rfind('\n').unwrap_or(0)].to_owned()
}

fn in_line(line: &str) -> Option<&'static str> {
    let is_comment = line.starts_with('#') || line.starts_with("//") || line.starts_with("REM ");
    if line.is_empty() || is_comment {
        return None;
    }
    // `- content: …` of cloud-init, `export`, and how variables begin in PowerShell.
    let setting = ["- ", "export ", "set ", "$env:", "$"]
        .iter()
        .fold(line, |line, begin| line.strip_prefix(begin).unwrap_or(line).trim_start());
    let by_name = || setting.find(['=', ':']).and_then(|at| of_setting(setting[..at].trim(), &setting[at + 1..]));
    let words: Vec<_> = line.split([' ', '\t', ';', '|', '&', '(', ')']).filter(|word| !word.is_empty()).collect();
    let words: Vec<_> = words.iter().map(|word| Some(*word)).collect();
    let is_plain = |at: &usize| words[*at].is_none_or(|word| !is_filled_in(word));
    let by_words = || find_in_words(&words).into_iter().find(|(at, _)| is_plain(at)).map(|(_, what)| what);
    by_name()
        .or_else(by_words)
        .or_else(|| password_in_url(line))
        .or_else(|| line.contains(';').then(|| password_in_pairs(line)).flatten())
        .or_else(|| token(line))
}

/// `NAME=text`, `name: text`, `"name": "text",`.
fn of_setting(name: &str, text: &str) -> Option<&'static str> {
    let name = name.trim_matches(['"', '\'']);
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let text = text.trim().trim_end_matches([',', ';']).trim_end();
    let quoted = ['"', '\''].iter().find_map(|quote| {
        let inner = text.strip_prefix(*quote)?;
        inner.find(*quote).map(|end| &inner[..end])
    });
    let text = quoted.unwrap_or_else(|| text.split_whitespace().next().unwrap_or_default());
    if !is_name || is_filled_in(text) { None } else { in_setting(name, text) }
}

/// Whether the script takes it from elsewhere: `$(aws …)`, `${NAME}`, `$1`, or a call.
fn is_filled_in(text: &str) -> bool {
    text.contains(['$', '`', '%', '{', '(', '<', '[']) || text.starts_with(['|', '>', '&', '*', '!', '@'])
}

/// The text of which this is the base64, when it is a text.
fn decoded(text: &str) -> Option<String> {
    const MAX: usize = 64 << 10;
    let compact: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    if compact.len() < 8 || compact.len() > MAX || !compact.len().is_multiple_of(4) {
        return None;
    }
    let padding = compact.iter().rev().take_while(|byte| **byte == b'=').count();
    let body = &compact[..compact.len() - padding.min(2)];
    let mut bytes = Vec::with_capacity(compact.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in body {
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
    use super::secrets_in;

    #[test]
    fn scripts() {
        for (text, is_secret) in [
            ("#!/bin/sh\nexport DB_PASSWORD=hunter2\n", true),
            ("DB_PASSWORD=$(aws ssm get-parameter --name /db/password)", false),
            ("DB_PASSWORD=\"${PASSWORD}\"", false),
            ("# DB_PASSWORD=hunter2", false),
            ("mysql -u root -phunter2 -e 'select 1'", true),
            ("curl https://app:hunter2@example.com/x", true),
            ("#cloud-config\nchpasswd:\n  password: hunter2\n", true),
            ("IyEvYmluL3NoCmV4cG9ydCBEQl9QQVNTV09SRD1odW50ZXIyCg==", true),
            ("IyEvYmluL3NoCmVjaG8gaGVsbG8K", false),
            ("apt-get install -y password-store", false),
            ("é: é\n=\n:\n==== ====", false),
        ] {
            assert_eq!(!secrets_in(text).is_empty(), is_secret, "{text}");
        }
        assert_eq!(secrets_in("\n\nAPI_TOKEN=b7c1f09a2e44\n"), ["a key in line 3"]);
    }
}
