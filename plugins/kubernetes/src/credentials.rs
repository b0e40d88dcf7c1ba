//! Secrets among the settings of pods: in variables, in files of a ConfigMap, and which entries of a Secret are some.
//!
//! What a secret is, and what the lines of a file say of one, the SDK says. What is added here is what only Kubernetes
//! has: settings that name a Secret rather than being one.

use tollgate_sdk::secrets::{self, Format, InFile, class, find, words};

/// The secret in the value of the setting `name`: what it is, in words.
pub fn in_setting(name: &str, text: &str) -> Option<&'static str> {
    if names_object(name, text) { None } else { find(name, text) }
}

/// The secrets in a file called `key`.
pub fn in_file(key: &str, text: &str) -> Vec<InFile> {
    secrets::in_file(Format::of(key, text), text, &in_setting)
}

/// The secrets among the words of a command line: the index of the word that holds it, and what it is. `None` is a word
/// that is not known.
pub fn in_words(words: &[Option<&str>]) -> Vec<(usize, &'static str)> {
    let at = |index: usize| words.get(index).copied().flatten().unwrap_or_default();
    // What a shell or another interpreter is told is looked at line by line, for it may have comments.
    let is_shell = |word: &str| {
        matches!(word.rsplit('/').next().unwrap_or_default(), "sh" | "ash" | "bash" | "dash" | "ksh" | "zsh")
    };
    let in_shell = words.iter().flatten().any(|word| is_shell(word));
    let is_script = |word: &str| word.contains('\n') || in_shell && word.contains(char::is_whitespace);
    // `--tls-secret=web-tls` and `--tls-secret web-tls`.
    let is_secret = |index: usize| match at(index).split_once('=') {
        _ if is_script(at(index)) => false,
        Some((name, text)) if !name.contains(char::is_whitespace) => !names_object(name, text),
        _ => index == 0 || !names_object(at(index - 1), at(index)),
    };
    let found = secrets::find_in_words(words).into_iter().filter(|(index, _)| is_secret(*index));
    let format = if in_shell { Format::Script } else { Format::Code };
    let scripts = words.iter().enumerate().filter_map(|(index, word)| {
        let script = (*word).filter(|text| is_script(text))?;
        let inside = secrets::in_file(format, script, &in_setting);
        inside.first().map(|first| (index, first.what))
    });
    let mut all: Vec<_> = found.chain(scripts).collect();
    all.sort_by_key(|(index, _)| *index);
    all.dedup_by_key(|(index, _)| *index);
    all
}

/// Words before `SECRET` that make it a secret itself. Elsewhere in a cluster it is more often the name of an object.
const OWN: &[&str] = &[
    "JWT",
    "CLIENT",
    "APP",
    "APPLICATION",
    "SESSION",
    "COOKIE",
    "SIGNING",
    "API",
    "HMAC",
    "SHARED",
    "WEBHOOK",
    "CSRF",
    "ENCRYPTION",
    "CONSUMER",
    "OAUTH",
    "OAUTH2",
    "OIDC",
    "RPC",
    "HASURA",
    "NEXTAUTH",
    "NUXT",
    "ADMIN",
    "STATE",
];

/// Whether the setting says which Secret is meant, or which entry of one, rather than being one:
/// `TLS_SECRET: web-tls`, `secretKey: db-password`.
fn names_object(name: &str, text: &str) -> bool {
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let is_name = |text: &str| {
        let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | '/' | '_');
        !text.is_empty() && text.chars().all(is_part) && !is_made(text)
    };
    match words[..] {
        [.., before, "SECRET" | "SECRETS"] => is_name(text) && !OWN.contains(&before),
        ["SECRET" | "SECRETS"] => is_name(text),
        // As external secrets write it.
        ["SECRET", "KEY"] if name.starts_with("secretKey") => {
            is_name(text) && (class(text).is_some() || text.contains(['-', '.', '/']))
        }
        _ => false,
    }
}

/// Whether a text in small letters was made by a machine: nobody calls an object `3f9a7c1d5e8b2046`.
fn is_made(text: &str) -> bool {
    text.len() >= 16 && !text.contains(['-', '.', '/']) && text.bytes().filter(u8::is_ascii_digit).count() >= 4
}

/// What an entry of a Secret is, by its name: its value is withheld.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryOfSecret {
    Secret,
    /// A user, a host, a certificate: it may stand beside a secret, and is none.
    Public,
    /// A file of settings or a URL, with a secret in it or without.
    Unclear,
}

impl EntryOfSecret {
    pub fn of(key: &str) -> Self {
        let words = words(key);
        let last = words.last().map(String::as_str).unwrap_or_default();
        let is_listed = |list: &[&str]| list.contains(&last);
        // `ca.pem`, `fullchain.pem`.
        let is_certificate = last == "PEM" && ["ca", "cert", "chain", "public"].iter().any(|part| key.contains(part));
        match () {
            () if class(key).is_some() => Self::Secret,
            () if is_listed(PUBLIC) || is_certificate => Self::Public,
            () if is_listed(FILES) && !tells(key) => Self::Unclear,
            () => Self::Secret,
        }
    }
}

/// Whether a file is called for the secret that it is: `credentials.json`, `password.txt`.
fn tells(key: &str) -> bool {
    let stem = key.rsplit_once('.').map_or("", |(stem, _)| stem);
    let words = words(stem);
    let last = words.last().map(String::as_str).unwrap_or_default();
    class(stem).is_some() || matches!(last, "CREDENTIAL" | "CREDENTIALS" | "KEY" | "KUBECONFIG")
}

const PUBLIC: &[&str] = &[
    "USER",
    "USERS",
    "USERNAME",
    "LOGIN",
    "EMAIL",
    "HOST",
    "HOSTS",
    "HOSTNAME",
    "PORT",
    "DATABASE",
    "DB",
    "DBNAME",
    "NAME",
    "NAMESPACE",
    "REGION",
    "BUCKET",
    "ENDPOINT",
    "TYPE",
    "PROVIDER",
    "PROJECT",
    "ID",
    "SERVER",
    "INSECURE",
    "DESCRIPTION",
    "EXPIRATION",
    "ENABLED",
    "GROUPS",
    "MODE",
    "TTL",
    "VERSION",
    "CRT",
    "CER",
    "CERT",
    "CERTIFICATE",
    "CA",
    "CACERT",
    "CABUNDLE",
    "PUB",
    "AUTHENTICATION",
    "TOKENID",
];

const FILES: &[&str] = &[
    "YAML",
    "YML",
    "JSON",
    "TOML",
    "INI",
    "CONF",
    "CONFIG",
    "CFG",
    "CNF",
    "PROPERTIES",
    "XML",
    "ENV",
    "TPL",
    "TMPL",
    "TXT",
    "SH",
    "PY",
    "LUA",
    "SQL",
    "RULES",
    "URL",
    "URI",
    "DSN",
    "ADDRESS",
    "SETTINGS",
    "VALUES",
];

#[cfg(test)]
mod tests {
    use super::{EntryOfSecret, in_file, in_setting, in_words};

    #[test]
    fn settings() {
        for (name, text, is_secret) in [
            ("DB_PASSWORD", "hunter2", true),
            ("JWT_SECRET", "my-secret", true),
            ("SECRET", "3f9a7c1d5e8b2046", true),
            ("SECRET", "Hunter2", true),
            ("DB_PASSWORD", "$(PASSWORD)", false),
            ("DATABASE_URL", "postgres://app:$(DB_PASSWORD)@db:5432/app", false),
            ("TLS_SECRET", "web-tls", false),
            ("PULL_SECRET", "regcred", false),
            ("CERT_SECRET", "ingress/tls", false),
            ("secretKey", "db-password", false),
            ("secretKey", "minio123", true),
            ("DB_PASSWORD_FILE", "/run/secrets/db", false),
            ("TOKEN_TTL", "3600", false),
            ("SECRET_NAME", "web", false),
        ] {
            assert_eq!(in_setting(name, text).is_some(), is_secret, "{name}={text}");
        }
    }

    #[test]
    fn words_of_commands() {
        for (words, expected) in [
            (&["server", "--password=S3cr3tPassw0rd9"][..], Some(1)),
            (&["server", "--db-url=postgres://app:S3cr3t@db/app"], Some(1)),
            (&["redis-server", "--requirepass", "hunter2"], Some(2)),
            (&["sh", "-c", "# for mysql\nmysql -u root -phunter2 shop"], Some(2)),
            (&["server", "--password=$(DB_PASSWORD)", "--url=postgres://app:$(DB_PASSWORD)@db/app"], None),
            (&["sh", "-c", "redis-cli -a \"$REDIS_PASSWORD\" ping"], None),
            (&["sh", "-c", "# --password=hunter2 is for tests\nexec server"], None),
            (&["sh", "-c", "exec server --tls-secret=web-tls"], None),
            (&["server", "--tls-secret=web-tls", "--pull-secret", "ingress/regcred"], None),
            (&["server", "--secret-name=ingress-nginx-admission", "--token-ttl=3600"], None),
            (&["server", "--password-file=/run/secrets/db", "--key=/usr/local/certificates/key"], None),
        ] {
            let words: Vec<_> = words.iter().copied().map(Some).collect();
            assert_eq!(in_words(&words).first().map(|found| found.0), expected, "{words:?}");
        }
    }

    #[test]
    fn files() {
        let text =
            "existingSecret: web\nTLS_SECRET=web-tls\n- --default-tls-secret=ingress/web-tls\npassword: hunter2\n";
        for key in ["a.yaml", "a.sh"] {
            assert_eq!(in_file(key, text).iter().map(|found| found.line).collect::<Vec<_>>(), [4], "{key}");
        }
    }

    #[test]
    fn entries_of_secrets() {
        use EntryOfSecret::{Public, Secret, Unclear};
        for (key, expected) in [
            ("password", Secret),
            ("tls.key", Secret),
            (".dockerconfigjson", Secret),
            ("something", Secret),
            ("token-secret", Secret),
            ("credentials.json", Secret),
            ("key.json", Secret),
            ("ca.crt", Public),
            ("ca-bundle.pem", Public),
            ("admin-user", Public),
            ("adminUser", Public),
            ("AWS_ACCESS_KEY_ID", Public),
            ("alertmanager.yaml", Unclear),
            ("DATABASE_URL", Unclear),
        ] {
            assert_eq!(EntryOfSecret::of(key), expected, "{key}");
        }
    }
}
