//! Secrets in settings of AWS: what the SDK finds, less what only names a secret that lies in one of AWS's stores; and
//! which attributes of resources are secrets.

use tollgate_sdk::{Ref, Value, secrets};

/// The secret in `text`, which is the value of the setting `name`: what it is, in words.
pub fn in_setting(name: &str, text: &str) -> Option<&'static str> {
    if names_another(name, text) { None } else { secrets::find(name, text) }
}

/// Words before `SECRET` with which it is the secret itself. Elsewhere it is more often the name of one.
const OWN: &[&str] = &[
    "JWT",
    "CLIENT",
    "APP",
    "SESSION",
    "COOKIE",
    "SIGNING",
    "API",
    "HMAC",
    "SHARED",
    "WEBHOOK",
    "CSRF",
    "ENCRYPTION",
    "OAUTH",
    "OAUTH2",
    "OIDC",
    "AUTH",
    "NEXTAUTH",
    "ADMIN",
];

/// Whether the text says where the secret is: an ARN, the path of a parameter, the name of a secret, an alias of a key.
fn names_another(name: &str, text: &str) -> bool {
    let is_name =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
    let is_path = text.starts_with('/') && text[1..].contains('/') && is_name(text);
    if text.starts_with("arn:aws") || text.starts_with("alias/") || is_path {
        return true;
    }
    let words = secrets::words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let is_secret = match words[..] {
        ["SECRET" | "SECRETS"] => true,
        [.., before, "SECRET" | "SECRETS"] => !OWN.contains(&before),
        _ => false,
    };
    is_secret && is_name(text) && text.contains(['-', '/'])
}

/// Attributes of resources and data sources whose value is a secret: the type, and how the attribute begins.
const SECRETS: &[(&str, &str)] = &[
    ("random_password", "result"),
    ("tls_private_key", "private_key_"),
    ("aws_secretsmanager_secret_version", "secret_string"),
    ("aws_secretsmanager_secret_version", "secret_binary"),
    ("aws_secretsmanager_random_password", "random_password"),
    ("aws_iam_access_key", "secret"),
    ("aws_iam_access_key", "ses_smtp_password"),
    ("aws_db_instance", "password"),
    ("aws_rds_cluster", "master_password"),
    ("aws_elasticache_replication_group", "auth_token"),
];

/// The secret attribute behind a value: the reference to it.
pub fn secret_behind<'a>(value: &Value<'a>) -> Option<Ref<'a>> {
    value.refs().find(|one| {
        let ty = type_of(one.address());
        SECRETS.iter().any(|(known, begin)| *known == ty && one.path().starts_with(begin))
    })
}

/// The type in an address: `module.db["a.b"].data.aws_x.y[0]` is of `aws_x`.
fn type_of(address: &str) -> &str {
    let mut depth = 0_usize;
    let mut parts = address.split(|c| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == '.' && depth == 0
    });
    while let Some(part) = parts.next() {
        match part {
            "module" => drop(parts.next()),
            "data" | "ephemeral" => {}
            ty => return ty,
        }
    }
    ""
}

/// What is written with a setting that somebody fills in later by hand, as is usual for secrets that only begin here.
pub fn is_placeholder(text: &str) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    let parts = [
        "change",
        "placeholder",
        "replace",
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
    lower.is_empty() || secrets::is_stand_in(text) || parts.iter().any(|part| lower.contains(part))
}

#[cfg(test)]
mod tests {
    use super::{in_setting, is_placeholder, type_of};

    #[test]
    fn settings() {
        for (name, text, is_secret) in [
            ("DB_PASSWORD", "hunter2", true),
            ("JWT_SECRET", "my-secret", true),
            ("DB_PASSWORD", "/prod/db/password", false),
            ("DB_PASSWORD", "arn:aws-us-gov:ssm:us-gov-west-1:1:parameter/p", false),
            ("ENCRYPTION_KEY", "alias/orders", false),
            ("DB_SECRET", "prod/orders", false),
            ("SECRET", "orders-db", false),
        ] {
            assert_eq!(in_setting(name, text).is_some(), is_secret, "{name}={text}");
        }
        assert_eq!(in_setting("DB_PASSWORD", "hunter2"), Some("a password"));
        assert_eq!(in_setting("secret_key", "hunter2"), Some("a key"));
    }

    #[test]
    fn types_in_addresses() {
        assert_eq!(type_of("random_password.db"), "random_password");
        assert_eq!(type_of("module.a[\"x.y\"].module.b.data.aws_x.y[0]"), "aws_x");
        assert_eq!(type_of(""), "");
    }

    #[test]
    fn placeholders() {
        assert!(is_placeholder("CHANGE_ME") && is_placeholder("{}") && !is_placeholder("hunter2"));
    }
}
