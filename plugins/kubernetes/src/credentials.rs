//! Secrets among the settings of pods: in variables, in files of a ConfigMap, and which entries of a Secret are some.
//!
//! What a secret is, the SDK says. What is added here is what only Kubernetes has: settings that name a Secret rather
//! than being one, and whole files as the value of an entry.

use std::collections::BTreeMap;

use tollgate_sdk::secrets::{Glance, class, find, is_telling, password_in_pairs, password_in_url, token, words};

/// The secret in the value of the setting `name`: what it is, in words.
pub fn in_setting(name: &str, text: &str) -> Option<&'static str> {
    if names_object(name, text) { None } else { find(name, text) }
}

/// A secret in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InFile {
    /// 1-based.
    pub line: usize,
    /// The setting, when it is one.
    pub name: Option<String>,
    pub what: &'static str,
}

/// The secrets in a file called `key`: settings written as properties, INI, YAML, JSON or for a shell, and texts that
/// cannot be anything else. Comments do not count.
pub fn in_file(key: &str, text: &str) -> Vec<InFile> {
    let is_code = is_code(key, text);
    let mut names = Names::new();
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if !is_comment(line) {
            found.extend(in_line(line, is_code, &mut names).map(|(name, what)| InFile { line: at + 1, name, what }));
        }
    }
    found
}

/// The names of settings that were met, and whether they tell anything: a dashboard in one line has thousands of them,
/// and few that differ.
type Names<'t> = BTreeMap<&'t str, bool>;

fn in_line<'t>(line: &'t str, is_code: bool, names: &mut Names<'t>) -> Option<(Option<String>, &'static str)> {
    let glance = Glance::at(line);
    let judged = |pair: &Pair<'_>| {
        let is_possible = !pair.is_bare || !is_code && is_plain(pair.text);
        let what = if is_possible { in_setting(pair.name, pair.text) } else { None };
        what.filter(|_| !is_type(pair.text)).map(|what| (Some(pair.name.to_owned()), what))
    };
    // What looks like a secret under whatever name is found below, but for what a command line says.
    let mut is_telling = |name: &'t str| may_tell(name) && *names.entry(name).or_insert_with(|| is_telling(name));
    if glance.may_have_json()
        && let Some(found) = in_json(line, &mut is_telling).find_map(|pair| judged(&pair))
    {
        return Some(found);
    }
    if glance.may_have_pair()
        && let Some((name, rest)) = named(line)
        && (is_telling(name) || glance.may_have_flag())
    {
        let pair = pair(name, rest);
        let is_looked_at = is_telling(name) || has_flag(pair.text);
        if let Some(found) = is_looked_at.then(|| judged(&pair)).flatten() {
            return Some(found);
        }
    }
    let of_redis = || {
        let begins = line.starts_with("requirepass ") || line.starts_with("masterauth ");
        let (name, text) = begins.then(|| line.split_once(' ')).flatten()?;
        Some((Some(name.to_owned()), find(name, text.trim())?))
    };
    let by_looks = || {
        let of_url = glance.may_have_url().then(|| password_in_url(line)).flatten();
        let of_connection = || (!is_code && may_connect(line, glance)).then(|| password_in_pairs(line)).flatten();
        let of_token = || glance.may_have_token().then(|| token(line)).flatten();
        of_url.or_else(of_connection).or_else(of_token).map(|what| (None, what))
    };
    of_redis().or_else(by_looks)
}

fn may_connect(line: &str, glance: Glance) -> bool {
    // Most lines have no `j`, and looking for one letter is quick.
    let is_of_java = || line.match_indices('j').any(|(at, _)| line[at..].starts_with("jdbc:"));
    glance.may_have_pairs() || glance.may_have_pair() && line.contains('=') && is_of_java()
}

/// A name and what is written after it.
#[derive(Clone, Copy)]
struct Pair<'l> {
    name: &'l str,
    text: &'l str,
    /// Without quotes.
    is_bare: bool,
}

/// Longer than a private key in one line.
pub const MAX_SETTING: usize = 8 << 10;

/// The name of `name = value`, `name: value`, `export NAME=value`, `- name: value`, and what stands after it.
fn named(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_prefix("- ").unwrap_or(line).trim_start();
    let line = line.strip_prefix("export ").unwrap_or(line);
    let at = line.bytes().position(|byte| matches!(byte, b'=' | b':'))?;
    let (name, rest) = (line[..at].trim().trim_matches(['"', '\'']), &line[at + 1..]);
    let is_name =
        !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.'));
    // Nobody sets something to pages of text.
    let is_value = !rest.starts_with(['=', '~', '>', ':']) && rest.len() <= MAX_SETTING;
    (is_name && is_value).then_some((name, rest))
}

fn pair<'l>(name: &'l str, rest: &'l str) -> Pair<'l> {
    let text = rest.trim_start_matches('=').trim().trim_end_matches([',', ';']).trim_end();
    let quoted = ['"', '\''].iter().find_map(|quote| {
        let inner = text.strip_prefix(*quote)?;
        inner.find(*quote).map(|end| &inner[..end])
    });
    match quoted {
        Some(text) => Pair { name, text, is_bare: false },
        None => {
            let text = text.split_once(" #").map_or(text, |(text, _)| text.trim_end());
            Pair { name, text, is_bare: true }
        }
    }
}

/// All `"name": "value"` of a line whose names tell something.
fn in_json<'l>(line: &'l str, is_telling: &mut dyn FnMut(&'l str) -> bool) -> impl Iterator<Item = Pair<'l>> {
    let bytes = line.as_bytes();
    // Where the quote before the last one stands, and that one.
    let (mut open, mut close) = (None, None);
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let here = at;
            at += 1;
            if bytes[here] == b'"' {
                (open, close) = (close, Some(here));
            } else if bytes[here] == b':'
                && let (Some(open), Some(close)) = (open, close)
                && close + 1 == here
                && is_telling(&line[open + 1..close])
                && let Some(text) = quoted(&line[here + 1..])
            {
                return Some(Pair { name: &line[open + 1..close], text, is_bare: false });
            }
        }
        None
    })
}

/// The text in quotes that comes next.
fn quoted(rest: &str) -> Option<&str> {
    let rest = rest.trim_start().strip_prefix('"')?;
    let mut is_escaped = false;
    let end = rest.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    })?;
    Some(&rest[..end])
}

/// Whether a name may tell anything, at a glance: all words that do have one of these beginnings.
fn may_tell(name: &str) -> bool {
    let bytes = name.as_bytes();
    (2..bytes.len()).any(|at| {
        let [first, second, third] = [bytes[at - 2] | 0x20, bytes[at - 1] | 0x20, bytes[at] | 0x20];
        match first {
            b'p' => matches!((second, third), (b'a', b's') | (b'w', b'd')),
            b's' => matches!((second, third), (b'e', b'c' | b'e') | (b'a', b'l') | (b'i', b'g')),
            b'k' => (second, third) == (b'e', b'y'),
            b't' => (second, third) == (b'o', b'k'),
            b'c' => matches!((second, third), (b'o', b'o') | (b'r', b'e')),
            b'a' => (second, third) == (b'u', b't'),
            b'd' => (second, third) == (b's', b'n'),
            b'l' => (second, third) == (b'i', b'c'),
            _ => false,
        }
    })
}

/// Whether the text may be a command line that is told a secret.
fn has_flag(text: &str) -> bool {
    text.starts_with('-') || text.as_bytes().windows(2).any(|two| two == b" -")
}

/// Whether a bare word is a text rather than a call, a reference or the beginning of something larger.
fn is_plain(text: &str) -> bool {
    let is_structure = text.starts_with(['|', '>', '&', '*', '!', '@', '%', '$']);
    let has_syntax = text.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '`'));
    !is_structure && !has_syntax && !text.contains("${") && !text.contains("$(")
}

/// What stands for a value in descriptions of one.
fn is_type(text: &str) -> bool {
    matches!(text, "string" | "String" | "str" | "text" | "integer" | "int" | "number" | "boolean" | "object" | "any")
}

fn is_comment(line: &str) -> bool {
    line.is_empty() || ["#", ";", "//", "-- ", "/*", "* ", "<!--"].iter().any(|begin| line.starts_with(begin))
}

/// Whether it is a program, in which a bare word after `=` is an expression. Those for a shell write texts bare.
fn is_code(key: &str, text: &str) -> bool {
    let ends =
        ["py", "js", "ts", "mjs", "rb", "go", "php", "lua", "pl", "groovy", "java", "tpl", "tmpl", "sql", "rego"];
    let is_named = key.rsplit_once('.').is_some_and(|(_, end)| ends.contains(&end));
    let first = text.lines().next().unwrap_or_default();
    is_named || first.starts_with("#!") && !first.contains("sh")
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
    use super::{EntryOfSecret, in_file, in_setting};

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

    /// The lines with a secret.
    fn check(key: &str, text: &str, expected: &[usize]) {
        let lines: Vec<usize> = in_file(key, text).iter().map(|found| found.line).collect();
        assert_eq!(lines, expected, "{text}");
    }

    #[test]
    fn files() {
        check("a.properties", "# password=old\nspring.datasource.password=hunter2\nuser.password=${DB}\n", &[2]);
        check("a.yaml", "db:\n  password: hunter2 # dev\n  user: app\ntoken: \"\"\npassword: |\n  x\n", &[2]);
        check("a.yaml", "password: string\nexistingSecret: web\npasswordSecretRef: { name: a }\n", &[]);
        check("a.json", r#"{"auths":{"r.io":{"username":"a","password":"hunter2"}}}"#, &[1]);
        check("a.json", r#"{"title": "Password \" resets", "expr": "rate(token_total[5m])"}"#, &[]);
        check("a.ini", "; password = x\n[db]\npassword = hunter2\npassword = `cat f`\n", &[3]);
        check("a.sh", "#!/bin/sh\nexport PGPASSWORD=hunter2\nTOKEN=$(cat /token)\nTOKEN=\"$1\"\n", &[2]);
        check("a.py", "password = settings.password\ntoken = 'b7c1f09a2e'\nif token == 'a': pass\n", &[2]);
        check("redis.conf", "requirepass hunter2\nmasterauth $PASS\n", &[1]);
        check("c", "url: postgres://app:hunter2@db/app\ncs: Server=db;Password=Passw0rd;\n", &[1, 2]);
        check("id_rsa", &["-----BEGIN RSA PRIVATE", " KEY-----\nMII\n"].concat(), &[1]);
        check("é", "é: 'é\npässword: x\n\":\"\n=\n:\n", &[]);
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
