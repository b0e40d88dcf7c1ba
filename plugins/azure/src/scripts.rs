//! Secrets in the scripts with which machines start, and in commands that extensions run on them.

use std::borrow::Cow;

use tollgate_sdk::secrets::{self, Format, from_base64, in_file};

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
    String::from_utf8(from_base64(text.trim_ascii())?).ok()
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
