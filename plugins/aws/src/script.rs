//! Secrets in the scripts with which machines start: shell, PowerShell, or settings of cloud-init, plain or in base64.

use tollgate_sdk::{
    Value,
    secrets::{Format, from_base64, in_file},
};

use crate::credentials::in_setting;

/// The secrets in a script: what they are, and in which line.
pub fn secrets_in(text: &str) -> Vec<String> {
    let decoded = decoded(text).and_then(|bytes| String::from_utf8(bytes).ok());
    let found = in_file(Format::Script, decoded.as_deref().unwrap_or(text), &in_setting);
    found.iter().map(|found| format!("{} in line {}", found.what, found.line)).collect()
}

/// What is known of a script up to its first part that is not: whole lines, and the whole words of the line that is
/// cut. It is cut later where a URL with a password goes on with the host.
pub fn beginning(script: Value<'_>) -> String {
    let known = script.known_start();
    let decoded = decoded_start(known);
    let known = decoded.as_deref().unwrap_or(known);
    if known.ends_with('@') {
        return format!("{known}host");
    }
    let (lines, cut) = known.split_at(known.rfind('\n').map_or(0, |end| end + 1));
    format!("{lines}{}", whole_words(cut))
}

/// The text that begins with what this is the base64 of: four letters are three bytes, and the last character may be
/// cut in between.
fn decoded_start(known: &str) -> Option<String> {
    if known.contains(char::is_whitespace) || !known.is_ascii() {
        return None;
    }
    let bytes = decoded(&known[..known.len() / 4 * 4])?;
    match str::from_utf8(&bytes) {
        Ok(text) => Some(text.to_owned()),
        Err(cut) if cut.error_len().is_none() => str::from_utf8(&bytes[..cut.valid_up_to()]).ok().map(str::to_owned),
        Err(_) => None,
    }
}

/// The line up to its last blank outside quotes: the word that is cut there, or the text in quotes, goes on. So does
/// what stands after `name: ` or `name = `, however many words of it there are.
fn whole_words(line: &str) -> &str {
    let is_setting = line.split_whitespace().take(3).any(|word| word == "=" || word.ends_with(':'));
    let (mut open, mut is_escaped, mut end) = (None, false, 0);
    for (at, c) in line.char_indices() {
        match open {
            _ if is_escaped => is_escaped = false,
            _ if c == '\\' => is_escaped = true,
            Some(quote) if c == quote => open = None,
            None if matches!(c, '"' | '\'' | '`') => open = Some(c),
            None if c.is_whitespace() => end = at,
            _ => {}
        }
    }
    if is_setting { "" } else { &line[..end] }
}

/// What this is the base64 of, when it is one. Tools break it into lines.
fn decoded(text: &str) -> Option<Vec<u8>> {
    from_base64(&text.split_ascii_whitespace().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::{decoded_start, secrets_in, whole_words};

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
        assert_eq!(secrets_in("DB_SECRET=prod/orders run --secret prod/orders"), [""; 0]);
        assert_eq!(secrets_in("\n\nAPI_TOKEN=b7c1f09a2e44\n"), ["a key in line 3"]);
    }

    #[test]
    fn base64_that_is_cut() {
        assert_eq!(decoded_start("IyEvYmluL3NoCmV4").as_deref(), Some("#!/bin/sh\nex"));
        assert_eq!(decoded_start("IyEvYmluL3NoCmV4c").as_deref(), Some("#!/bin/sh\nex"));
        // `é` is two bytes, of which one is there.
        assert_eq!(decoded_start("YWFhYWHD").as_deref(), Some("aaaaa"));
        for text in ["", "#!/bin/sh", "//////////8=", "a b c d e f g h i", "éééé"] {
            assert_eq!(decoded_start(text), None, "{text}");
        }
    }

    #[test]
    fn lines_that_are_cut() {
        for (line, words) in [
            ("mysql -phunter2 -h ", "mysql -phunter2 -h"),
            ("PASSWORD=hunter2 HOST=", "PASSWORD=hunter2"),
            ("PASSWORD=hunter2", ""),
            ("PASSWORD='correct horse ", ""),
            ("run \"a \\\" b ", "run"),
            ("- password: correct horse ", ""),
            ("password = correct horse ", ""),
            ("é: ", ""),
            ("", ""),
        ] {
            assert_eq!(whole_words(line), words, "{line}");
        }
    }
}
