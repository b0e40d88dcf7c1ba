//! Secrets in settings of Google Cloud: what the SDK finds, less what only names a secret that lies in Secret Manager.

use tollgate_sdk::secrets::{self, Format, in_file};

/// The secret in `text`, which is the value of the setting `name`: what it is, in words.
pub fn in_setting(name: &str, text: &str) -> Option<&'static str> {
    if names_another(name, text) { None } else { secrets::find(name, text) }
}

/// The first secret in a script or in the configuration of cloud-init: what it is, and in which line.
pub fn in_script(text: &str) -> Option<(&'static str, usize)> {
    in_file(Format::Script, text, &in_setting).first().map(|found| (found.what, found.line))
}

/// Whether the text says where the secret is: `projects/…/secrets/…`, `sm://…`, or the name of one.
fn names_another(name: &str, text: &str) -> bool {
    let is_stored = ["projects/", "sm://", "sm@", "gs://", "berglas://"].iter().any(|begin| text.starts_with(begin));
    let is_name = text.contains(['-', '/']) && text.chars().all(|c| c.is_ascii_lowercase() || "-_/".contains(c));
    let ends = |word: &str| secrets::words(name).last().is_some_and(|last| last == word);
    // `gcloud secrets versions access latest --secret=db`
    is_stored || is_name && (ends("SECRET") || ends("SECRETS")) || name == "--secret"
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
            ("DB_PASSWORD=\"$(gcloud secrets versions access latest --secret=db)\"", None),
            ("gcloud secrets versions access latest --secret db", None),
            ("apt-get install -y nginx", None),
        ] {
            assert_eq!(in_script(text).map(|(_, at)| at), line, "{text}");
        }
    }
}
