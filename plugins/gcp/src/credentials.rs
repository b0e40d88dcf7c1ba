//! Secrets in settings of Google Cloud: what the SDK finds, less what only names a secret that lies in Secret Manager.

use tollgate_sdk::secrets;

/// The secret in `text`, which is the value of the setting `name`: what it is, in words.
pub fn in_setting(name: &str, text: &str) -> Option<&'static str> {
    if names_another(name, text) { None } else { secrets::find(name, text) }
}

/// The first secret in a script or in the configuration of cloud-init: what it is, and in which line.
pub fn in_script(text: &str) -> Option<(&'static str, usize)> {
    text.lines().enumerate().find_map(|(at, line)| Some((in_line(line.trim())?, at + 1)))
}

fn in_line(line: &str) -> Option<&'static str> {
    let is_comment = line.starts_with('#') || line.starts_with("//");
    if line.is_empty() || is_comment {
        return None;
    }
    let setting = ["- ", "export ", "set ", "$env:", "$"]
        .iter()
        .fold(line, |line, begin| line.strip_prefix(begin).unwrap_or(line).trim_start());
    let assigned = setting.split_once(['=', ':']).and_then(|(name, text)| assigned(name.trim(), text));
    assigned.or_else(|| if is_filled_in(line) { None } else { secrets::find("", line) })
}

/// `NAME=text`, `name: text`, `"name": "text",`.
fn assigned(name: &str, text: &str) -> Option<&'static str> {
    let name = name.trim_matches(['"', '\'']);
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let text = text.trim().trim_end_matches([',', ';']).trim_end();
    let quoted = ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.split_once(*quote));
    let text = quoted.map_or_else(|| text.split_whitespace().next().unwrap_or_default(), |(inner, _)| inner);
    if is_name && !is_filled_in(text) { in_setting(name, text) } else { None }
}

/// Whether the script takes it from elsewhere: `$(gcloud …)`, `${NAME}`, `$1`, or a call.
fn is_filled_in(text: &str) -> bool {
    text.contains(['$', '`', '%', '{', '(', '<']) || text.starts_with(['|', '>', '&', '*', '!', '@'])
}

/// Whether the text says where the secret is: `projects/…/secrets/…`, `sm://…`, or the name of one.
fn names_another(name: &str, text: &str) -> bool {
    let is_stored = ["projects/", "sm://", "sm@", "gs://", "berglas://"].iter().any(|begin| text.starts_with(begin));
    let is_name = text.contains(['-', '/']) && text.chars().all(|c| c.is_ascii_lowercase() || "-_/".contains(c));
    let ends = |word: &str| secrets::words(name).last().is_some_and(|last| last == word);
    is_stored || is_name && (ends("SECRET") || ends("SECRETS"))
}

/// What is written into a store of secrets so that it can be replaced by hand later.
pub fn is_placeholder(text: &str) -> bool {
    const PARTS: &[&str] = &[
        "change",
        "replace",
        "placeholder",
        "dummy",
        "todo",
        "tbd",
        "fixme",
        "your",
        "example",
        "initial",
        "default",
        "not-set",
        "not_set",
        "notset",
        "unset",
        "empty",
        "fake",
        "temp",
        "xxx",
        "fill",
        "manual",
        "update",
        "set-me",
        "set_me",
        "setme",
        "...",
    ];
    let lower = text.trim().to_ascii_lowercase();
    lower.is_empty() || secrets::is_stand_in(text) || PARTS.iter().any(|part| lower.contains(part))
}

#[cfg(test)]
mod tests {
    use super::{in_script, in_setting};

    #[test]
    fn settings() {
        for (name, text, is_secret) in [
            ("DB_PASSWORD", "hunter2", true),
            ("DB_PASSWORD", "projects/shop/secrets/db/versions/1", false),
            ("DB_PASSWORD", "sm://db-password", false),
            ("DB_SECRET", "orders-db", false),
            ("JWT_SECRET", "b7c1f09a2e44", true),
        ] {
            assert_eq!(in_setting(name, text).is_some(), is_secret, "{name}={text}");
        }
    }

    #[test]
    fn scripts() {
        for (text, line) in [
            ("#!/bin/sh\nexport DB_PASSWORD=hunter2\n", Some(2)),
            ("DB_PASSWORD=$(gcloud secrets versions access latest --secret=db)", None),
            ("# DB_PASSWORD=hunter2", None),
            ("mysql -u root -phunter2 -e 'select 1'", Some(1)),
            ("curl https://app:hunter2@example.com/x", Some(1)),
            ("apt-get install -y nginx", None),
        ] {
            assert_eq!(in_script(text).map(|(_, at)| at), line, "{text}");
        }
    }
}
