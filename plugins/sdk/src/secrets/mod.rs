//! What is a secret: by the name it has, and by what it looks like. For rules about settings of any format.
//!
//! Names decide first. A password is one whatever it is set to, for the service starts with it; a key that
//! somebody else issues is one only when it could work, so that `API_KEY=your-key-here` is none. Without a
//! telling name, only text that cannot be anything else is a secret: tokens of known formats, private keys,
//! passwords in URLs and in flags.

mod base64;
mod connections;
mod lines;
mod pairs;
mod tokens;

pub use base64::from_base64;
pub use connections::key_in_pairs;
pub use lines::{Format, InFile, Judge, in_file};
pub use pairs::MAX_SETTING;
pub use tokens::token;

use tokens::{Glance, distinct};

/// Who decides whether a value works.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// The service takes what it is given: passwords, secrets that sign.
    Password,
    /// Somebody else issued it: API keys, tokens of other services.
    Key,
}

impl Class {
    pub fn describe(self) -> &'static str {
        match self {
            Self::Password => "a password",
            Self::Key => "a key",
        }
    }
}

/// The secret in `text`, which is the value of something called `name`: what it is, in words. The text itself
/// is nobody's business.
pub fn find(name: &str, text: &str) -> Option<&'static str> {
    find_within(name, text, 0)
}

/// Values that are commands, whose flags have values that are commands: nobody writes more of them in one another, and
/// each reads the rest of the text again.
const DEPTH: usize = 4;

fn find_within(name: &str, text: &str, depth: usize) -> Option<&'static str> {
    if is_public(name) || is_stand_in(text) || connections::is_of_emulator(text) {
        return None;
    }
    let by_name = class(name).filter(|class| could_work(*class, name, text)).map(|class| match class {
        // A service that has it itself need not be random about it: that does not make a password of it.
        Class::Password if words(name).last().is_some_and(|word| word == "KEY") => Class::Key.describe(),
        class => class.describe(),
    });
    by_name
        .or_else(|| neo4j(name, text))
        .or_else(|| token(text))
        .or_else(|| password_in_url(text))
        .or_else(|| password_in_pairs(text))
        .or_else(|| (hints(name) && is_random(text)).then_some("a key"))
        .or_else(|| {
            let has_flag = text.starts_with('-') || text.contains(" -");
            if has_flag && depth < DEPTH { in_command(text, depth + 1) } else { None }
        })
}

/// `NEO4J_AUTH` is a user, a slash and a password.
fn neo4j(name: &str, text: &str) -> Option<&'static str> {
    let (_, password) = text.split_once('/').filter(|_| name.eq_ignore_ascii_case("NEO4J_AUTH"))?;
    (!is_stand_in(password)).then_some("a password")
}

/// The secret among the words of a command line: the index of the word that holds it, and what it is. `None` in
/// `words` is a word that is not known.
pub fn find_in_words(words: &[Option<&str>]) -> Vec<(usize, &'static str)> {
    words_with_secrets(words, &find).collect()
}

/// As [`find_in_words`], where `judge` says what the settings among the words are.
fn words_with_secrets(words: &[Option<&str>], judge: &Judge<'_>) -> impl Iterator<Item = (usize, &'static str)> {
    let program = words.iter().flatten().find_map(|word| program(word)).unwrap_or_default();
    words.iter().enumerate().filter_map(move |(at, word)| {
        let word = (*word)?;
        let before = at.checked_sub(1).and_then(|before| words[before]).unwrap_or_default();
        let secret = match (attached(program, word), word.split_once('=')) {
            (Some(text), _) => secret_of(Some(Class::Password), "", text),
            (None, Some((name, text))) if is_name(name) => judge(name, text),
            _ if is_flag_before_value(program, before) && !word.starts_with('-') => {
                let what = secret_of(flag_class(program, before), before, word);
                // What only this program calls a password, nobody else has a say in.
                what.filter(|_| class(before).is_none() || judge(before, word).is_some())
            }
            _ if word.contains(char::is_whitespace) => in_command(word, 0),
            _ => token(word).or_else(|| password_in_url(word)),
        };
        secret.map(|what| (at, what))
    })
}

/// The secret in a line for a shell.
fn in_command(text: &str, depth: usize) -> Option<&'static str> {
    let is_between = |c: char| c.is_whitespace() || matches!(c, ';' | '|' | '&' | '(' | ')');
    let words = text.split(is_between).filter(|word| !word.is_empty());
    let words: Vec<_> = words.map(|word| Some(word.trim_matches(['"', '\'']))).collect();
    words_with_secrets(&words, &|name, text| find_within(name, text, depth)).next().map(|(_, what)| what)
}

fn secret_of(class: Option<Class>, name: &str, text: &str) -> Option<&'static str> {
    let class = class?;
    (!is_stand_in(text) && could_work(class, name, text)).then(|| class.describe())
}

/// Programs with flags that say nothing by their names.
fn program(word: &str) -> Option<&'static str> {
    let name = word.rsplit('/').next().unwrap_or_default();
    let known = [
        "mysql",
        "mysqladmin",
        "mysqldump",
        "mariadb",
        "mariadb-admin",
        "mariadb-dump",
        "redis-cli",
        "valkey-cli",
        "sqlcmd",
        SECURE_STRING,
    ];
    known.into_iter().find(|known| *known == name)
}

/// What PowerShell makes of a text, so that it may be passed on as a password.
const SECURE_STRING: &str = "ConvertTo-SecureString";

/// `mysql -pSECRET`.
fn attached<'w>(program: &str, word: &'w str) -> Option<&'w str> {
    let is_client = program.starts_with("mysql") || program.starts_with("mariadb");
    word.strip_prefix("-p").filter(|text| is_client && !text.is_empty())
}

fn is_flag_before_value(program: &str, word: &str) -> bool {
    // `requirepass` stands without dashes in configuration that is given as words.
    let may_be = word.starts_with('-') || matches!(word, "requirepass" | "masterauth" | SECURE_STRING);
    may_be && flag_class(program, word).is_some()
}

fn flag_class(program: &str, flag: &str) -> Option<Class> {
    match (program, flag) {
        ("redis-cli" | "valkey-cli", "-a")
        | ("sqlcmd", "-P")
        | (SECURE_STRING, SECURE_STRING | "-String" | "-AsPlainText") => Some(Class::Password),
        _ if flag.contains('=') => None,
        _ => class(flag),
    }
}

/// What may stand before `=` as the name of a flag or of a variable.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

// ---- Names

/// The words of a name in upper case: `spring.datasource.keyStorePassword` ends in `KEY`, `STORE`, `PASSWORD`.
/// What is before the last dot is where the setting belongs, not what it is.
pub fn words(name: &str) -> Vec<String> {
    let last = name.rsplit('.').find(|part| !part.is_empty()).unwrap_or_default();
    let mut words: Vec<String> = Vec::new();
    let mut previous = '_';
    for c in last.chars() {
        if !c.is_ascii_alphanumeric() {
            previous = '_';
            continue;
        }
        let begins = previous == '_' || (previous.is_ascii_lowercase() && c.is_ascii_uppercase());
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(c.to_ascii_uppercase());
        }
        previous = c;
    }
    words
}

/// What may follow the telling word: `PASSWORD_1`, `SECRET_KEY_BASE`, `API_KEY_PROD`.
const TRAILING: &[&str] = &[
    "BASE",
    "PROD",
    "PRODUCTION",
    "DEV",
    "DEVELOPMENT",
    "TEST",
    "STAGING",
    "LOCAL",
    "PRIMARY",
    "SECONDARY",
    "OLD",
    "NEW",
    "CURRENT",
    "PREVIOUS",
    "DEFAULT",
    "VALUE",
    "BASE64",
    "B64",
    "HEX",
    "PLAIN",
    "PLAINTEXT",
];

/// What makes a telling word tell something else: `ALLOW_EMPTY_PASSWORD`, `MAX_TOKEN`, `PUBLIC_ACCESS_KEY`.
const CANCELLING: &[&str] = &[
    "PUBLIC",
    "PUBLISHABLE",
    "ANON",
    "MAX",
    "MIN",
    "ALLOW",
    "DISABLE",
    "ENABLE",
    "RANDOM",
    "REQUIRE",
    "EMPTY",
    "NUM",
    "WITHOUT",
    "NO",
];

/// Ends of names, joined, of what the service itself accepts.
const PASSWORDS: &[&str] = &[
    "PASSWORD",
    "PASSWORDS",
    "PASSWD",
    "PASSPHRASE",
    "SECRET",
    "SECRETS",
    "SECRETKEY",
    "ENCRYPTIONKEY",
    "SIGNINGKEY",
    "MASTERKEY",
    "JWTKEY",
    "HMACKEY",
    "COOKIEKEY",
    "SESSIONKEY",
    "ERLANGCOOKIE",
    "REQUIREPASS",
    "MASTERAUTH",
    "MASTERPASS",
    "DBPASS",
    "ROOTPASS",
    "ADMINPASS",
    "USERPASS",
    "ROOTTOKENID",
];

/// Ends of names, joined, of what somebody else issues.
const KEYS: &[&str] = &[
    "TOKEN",
    "APIKEY",
    "ACCESSKEY",
    "PRIVATEKEY",
    "ACCOUNTKEY",
    "AUTHKEY",
    "SHAREDKEY",
    "SSHKEY",
    "SERVICEKEY",
    "SERVICEROLEKEY",
    "LICENSEKEY",
    "DEPLOYKEY",
    "STORAGEKEY",
    "CLIENTSECRET",
    "APPSECRET",
    "SECRETACCESSKEY",
];

/// Whole words only: `COMPASS` and `WHATSAPP_KEY` are no secrets.
const WHOLE: &[&str] = &["PASS", "PWD"];

/// Names that look like one.
const NOT_SECRET: &[&str] = &["PWD", "OLDPWD", "INITIALCLUSTERTOKEN", "ETCDINITIALCLUSTERTOKEN"];

/// Words of names whose keys belong to the service itself, or to an emulation that takes anything.
const OWN: &[&str] = &["ADMIN", "INIT", "ROOT", "BOOTSTRAP", "MASTER"];
const FOREIGN: &[&str] = &["AWS", "S3", "SQS", "SNS", "DYNAMODB", "LOCALSTACK", "GCP", "AZURE", "STRIPE", "GITHUB"];

/// What a name says its value is.
pub fn class(name: &str) -> Option<Class> {
    let mut words = words(name);
    if NOT_SECRET.contains(&words.concat().as_str()) || words.iter().any(|word| CANCELLING.contains(&word.as_str())) {
        return None;
    }
    let is_trailing = |word: &String| TRAILING.contains(&word.as_str()) || word.bytes().all(|b| b.is_ascii_digit());
    while words.len() > 1 && words.last().is_some_and(is_trailing) {
        words.pop();
    }
    let joined = words.concat();
    let ends = |list: &[&str]| list.iter().any(|end| joined.ends_with(end));
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let is_laravel = joined == "APPKEY";
    if ends(KEYS) {
        return Some(if has(OWN) && !has(FOREIGN) { Class::Password } else { Class::Key });
    }
    let is_whole = words.last().is_some_and(|word| WHOLE.contains(&word.as_str()));
    if ends(PASSWORDS) || is_whole || is_laravel {
        let is_issued = joined.ends_with("KEY") && has(FOREIGN);
        return Some(if is_issued { Class::Key } else { Class::Password });
    }
    None
}

/// Whether the name of a setting alone makes its value worth a look.
pub fn is_telling(name: &str) -> bool {
    class(name).is_some() || hints(name)
}

/// Meant for everybody, whatever it looks like.
fn is_public(name: &str) -> bool {
    words(name).iter().any(|word| matches!(word.as_str(), "PUBLIC" | "PUBLISHABLE" | "ANON"))
}

/// Whether a name says that a value may be a secret, if it looks like one.
fn hints(name: &str) -> bool {
    let last = words(name).pop().unwrap_or_default();
    ["KEY", "KEYS", "AUTH", "SALT", "CREDENTIAL", "CREDENTIALS", "SIGNATURE", "SEED", "COOKIE", "DSN", "LICENSE"]
        .contains(&last.as_str())
}

// ---- Text

/// Whether the text stands for a secret that comes from elsewhere, or says that there is none.
pub fn is_stand_in(text: &str) -> bool {
    let text = text.trim().trim_matches(['"', '\'']);
    let lower = text.to_ascii_lowercase();
    let is_word = [
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "none",
        "null",
        "nil",
        "undefined",
        "disabled",
        "enabled",
        "random",
        "auto",
        "required",
        "optional",
    ]
    .contains(&lower.as_str());
    let is_blank = !text.chars().any(char::is_alphanumeric);
    let is_marked = text.starts_with('<') && text.ends_with('>');
    is_word || is_blank || is_marked || is_reference(text, &lower) || is_hash(text, &lower)
}

/// A variable that somebody fills in later, a place in a secret store, a file.
fn is_reference(text: &str, lower: &str) -> bool {
    let variable = text.strip_prefix('$').and_then(|rest| rest.chars().next());
    let is_variable = variable.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '{' | '('));
    // `$1` of a script.
    let is_variable = is_variable || variable.is_some() && text.len() == 2;
    let is_template = ["{{", "%env(", "%(", "[[", "#{", "@@"].iter().any(|begin| lower.starts_with(begin));
    let is_stored = [
        "op://",
        "vault:",
        "arn:aws:",
        "ssm:",
        "ssm://",
        "secret://",
        "secretsmanager:",
        "file:",
        "env:",
        "ref+",
        "enc[",
        "projects/",
        "keyvault:",
        "@microsoft.keyvault(",
        "docker-secret:",
        "bao:",
        "aws-sm:",
        "gcp-sm:",
    ]
    .iter()
    .any(|begin| lower.starts_with(begin));
    let is_path = [
        "/run/",
        "/etc/",
        "/var/",
        "/app/",
        "/opt/",
        "/secrets/",
        "/usr/",
        "/data/",
        "/mnt/",
        "/tmp/",
        "/config/",
        "/keys/",
        "/certs/",
        "/ssl/",
        "/srv/",
        "./",
        "../",
        "~/",
    ]
    .iter()
    .any(|begin| lower.starts_with(begin));
    let is_path = is_path
        || ["/home", "/root"].iter().any(|home| lower.strip_prefix(home).is_some_and(|rest| rest.starts_with('/')));
    let is_framed = text.strip_prefix('%').is_some_and(|rest| rest.contains('%'));
    let is_file =
        text.contains('/') && [".pem", ".key", ".crt", ".p12", ".jks", ".txt"].iter().any(|end| lower.ends_with(end));
    is_variable || is_template || is_framed || is_stored || is_path || is_file
}

/// What is left of a password after hashing: bad enough, but no password.
fn is_hash(text: &str, lower: &str) -> bool {
    let is_crypt = text.starts_with('$') && text.matches('$').count() >= 3;
    is_crypt
        || ["{ssha}", "{sha}", "{crypt}", "{bcrypt}", "pbkdf2", "scram-sha-256$", "argon2"]
            .iter()
            .any(|begin| lower.starts_with(begin))
}

/// Whether the value of a secret could work. A placeholder for a password does, and whoever reads the file
/// knows it; one for a key that somebody else issues does not.
fn could_work(class: Class, name: &str, text: &str) -> bool {
    let text = text.trim().trim_matches(['"', '\'']);
    match class {
        // `--password=PASSWORD` says how it is used.
        Class::Password => !text.is_empty() && !text.eq_ignore_ascii_case(name.trim_start_matches('-')),
        Class::Key => {
            let lower = text.to_ascii_lowercase();
            let is_number = text.len() < 8 && text.bytes().all(|b| b.is_ascii_digit());
            // `MyCloudflareApiToken`
            let is_described =
                lower.starts_with("my") && ["token", "key", "secret"].iter().any(|end| lower.ends_with(end));
            let is_placeholder = PLACEHOLDERS.contains(&lower.as_str())
                || IN_PLACEHOLDERS.iter().any(|part| lower.contains(part))
                || is_described;
            !is_number && !is_placeholder && !text.starts_with("http")
        }
    }
}

const PLACEHOLDERS: &[&str] = &[
    "test",
    "testing",
    "local",
    "localstack",
    "foo",
    "bar",
    "baz",
    "mock",
    "mocked",
    "dev",
    "development",
    "fakekey",
    "unused",
    "x",
    "key",
    "secret",
    "token",
    "none",
    "na",
    "n/a",
    "tbd",
    "empty",
    "default",
    "abc",
    "abcd",
    "abc123",
    "accesskey",
    "secretkey",
    "access",
    "secretaccesskey",
    "some-key",
    "anything",
    "not-needed",
    "not_needed",
    "not-used",
    "not_used",
    "notused",
    "ignored",
    "ollama",
    "lm-studio",
    "demo",
];

const IN_PLACEHOLDERS: &[&str] = &[
    "your",
    "changeme",
    "change-me",
    "change_me",
    "replace",
    "placeholder",
    "example",
    "dummy",
    "fake",
    "xxx",
    "insert",
    "todo",
    "put-",
    "put_",
    "enter-",
    "enter_",
    "sample",
    "...",
];

/// Whether the text was made by a machine rather than by somebody who can spell: long, varied, and going from
/// letters to digits and from lower to upper case all the time.
fn is_random(text: &str) -> bool {
    let is_alphabet = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '_' | '-');
    let sort = |c: char| match c {
        c if c.is_ascii_digit() => Some(0),
        c if c.is_ascii_lowercase() => Some(1),
        c if c.is_ascii_uppercase() => Some(2),
        _ => None,
    };
    let sorts: Vec<_> = text.chars().filter_map(sort).collect();
    let changes = sorts.windows(2).filter(|pair| pair[0] != pair[1]).count();
    text.len() >= 20 && text.chars().all(is_alphabet) && distinct(text) >= 10 && changes * 5 >= sorts.len()
}

/// `scheme://user:password@host`.
pub fn password_in_url(text: &str) -> Option<&'static str> {
    let has_password = text.match_indices("://").any(|(at, separator)| {
        let authority = &text[at + separator.len()..];
        let end = authority.find(['/', '?', '#', ' ', ',', '"', '\'', '\n']).unwrap_or(authority.len());
        let user_info = authority[..end].rsplit_once('@').map(|(user_info, _)| user_info);
        let password = user_info.and_then(|user_info| user_info.split_once(':')).map(|(_, password)| password);
        password.is_some_and(|password| {
            // `%s` of a format; `%40` is how a URL writes `@`.
            let is_format =
                password.strip_prefix('%').is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_hexdigit()));
            !is_stand_in(password) && !password.contains(['$', '{']) && !is_format
        })
    });
    has_password.then_some("a password in a URL")
}

/// `Server=db;User Id=sa;Password=…`, `jdbc:…?user=…&password=…`, and [keys](key_in_pairs) there.
pub fn password_in_pairs(text: &str) -> Option<&'static str> {
    pair_with_password(text, |_| true).or_else(|| key_in_pairs(text))
}

/// The password among pairs, if it `is_written`.
fn pair_with_password(text: &str, is_written: impl Fn(&str) -> bool) -> Option<&'static str> {
    let pairs = text.split([';', '&', '?', ' ', ',']).filter_map(|pair| pair.split_once('='));
    let mut passwords = pairs
        .filter(|(name, _)| ["password", "pwd", "passwd"].iter().any(|known| name.trim().eq_ignore_ascii_case(known)));
    passwords.any(|(_, value)| !is_stand_in(value) && is_written(value)).then_some("a password in a connection string")
}

#[cfg(test)]
mod tests {
    use super::{Class, class, find, find_in_words};

    #[test]
    fn names() {
        for name in [
            "POSTGRES_PASSWORD",
            "PGPASSWORD",
            "DB_PASS",
            "MYSQL_PWD",
            "ORACLE_PWD",
            "JWT_SECRET",
            "SECRET_KEY_BASE",
            "DJANGO_SECRET_KEY",
            "N8N_ENCRYPTION_KEY",
            "APP_KEY",
            "RABBITMQ_ERLANG_COOKIE",
            "ADMIN_PASSWORD_2",
            "spring.datasource.password",
            "keyStorePassword",
            "--requirepass",
            "GRAPHQL_ADMIN_SECRET",
            "DOCKER_INFLUXDB_INIT_ADMIN_TOKEN",
            "VAULT_DEV_ROOT_TOKEN_ID",
            "MINIO_SECRET_KEY",
            "PASS",
        ] {
            assert_eq!(class(name), Some(Class::Password), "{name}");
        }
        for name in [
            "GITHUB_TOKEN",
            "NPM_TOKEN",
            "OPENAI_API_KEY",
            "openaiApiKey",
            "AWS_SECRET_ACCESS_KEY",
            "S3_SECRET_KEY",
            "GOOGLE_CLIENT_SECRET",
            "STRIPE_PRIVATE_KEY",
        ] {
            assert_eq!(class(name), Some(Class::Key), "{name}");
        }
        for name in [
            "POSTGRES_PASSWORD_FILE",
            "PASSWORD_MIN_LENGTH",
            "TOKEN_EXPIRY",
            "JWT_SECRET_PATH",
            "TOKEN_URL",
            "PWD",
            "ALLOW_EMPTY_PASSWORD",
            "MYSQL_RANDOM_ROOT_PASSWORD",
            "MAX_TOKENS",
            "AWS_ACCESS_KEY_ID",
            "COMPASS",
            "BYPASS",
            "TOKEN_COOKIE_NAME",
            "NEXT_PUBLIC_API_KEY",
            "STRIPE_PUBLISHABLE_KEY",
            "SECRETS_BACKEND",
            "KEY",
            "ETCD_INITIAL_CLUSTER_TOKEN",
            "traefik.http.routers.password-reset.rule",
            "PASSWORD_HASH",
            "",
            ".",
            "_",
        ] {
            assert_eq!(class(name), None, "{name}");
        }
    }

    #[test]
    fn values() {
        for (name, text) in [
            ("POSTGRES_PASSWORD", "postgres"),
            ("POSTGRES_PASSWORD", "changeme"),
            ("MYSQL_ROOT_PASSWORD", "1234"),
            ("JWT_SECRET", "your-256-bit-secret"),
            ("PAYMENTS_API_KEY", "9f8e7d6c5b4a"),
            ("DATABASE_URL", "postgres://app:hunter2@db:5432/app"),
            ("BROKERS", "amqp://a:b@one,amqp://c:d@two"),
            ("ConnectionStrings__Default", "Server=db;User Id=sa;Password=Passw0rd"),
            ("JDBC_URL", "jdbc:mysql://db/app?user=app&password=hunter2"),
            ("REDIS_ARGS", "--requirepass hunter2 --appendonly yes"),
            ("JAVA_OPTS", "-Xmx1g -Djavax.net.ssl.keyStorePassword=hunter2"),
            ("NEO4J_AUTH", "neo4j/hunter2"),
            ("CONFIG_KEY", "7d9fA03kLm2Qx8Zr5TbV1c"),
        ] {
            assert!(find(name, text).is_some(), "{name}={text}");
        }
        for (name, text) in [
            ("POSTGRES_PASSWORD", ""),
            ("POSTGRES_PASSWORD", "<password>"),
            ("POSTGRES_PASSWORD", "$POSTGRES_PASSWORD"),
            ("POSTGRES_PASSWORD", "${PASSWORD}"),
            ("POSTGRES_PASSWORD", "$1"),
            ("POSTGRES_PASSWORD", "/run/secrets/db_password"),
            ("POSTGRES_PASSWORD", "***"),
            ("JWT_SECRET_KEY", "%kernel.project_dir%/config/private.pem"),
            ("CF_DNS_API_TOKEN", "MyCloudflareApiToken"),
            ("MYSQL_RANDOM_ROOT_PASSWORD", "yes"),
            ("ADMIN_PASSWORD", "$2y$10$abcdefghijklmnopqrstuv"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("OPENAI_API_KEY", "your-api-key"),
            ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
            ("DATABASE_URL", "postgres://db:5432/app"),
            ("DATABASE_URL", "postgres://app@db:5432/app"),
            ("DATABASE_URL", "postgres://app:$PASSWORD@db/app"),
            ("DATABASE_URL", "postgres://%s:%s@db/app"),
            ("PARTITION_KEY", "my-app-production-2024-main"),
            ("NEO4J_AUTH", "none"),
            ("IMAGE", "sha256-7d9fa03k"),
            ("SUPABASE_ANON_KEY", "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2lnbmF0dXJlc2lnbmF0dXJl"),
        ] {
            assert_eq!(find(name, text), None, "{name}={text}");
        }
    }

    /// Put together here, so that no scanner takes this file for a leak.
    #[test]
    fn formats() {
        for (parts, what) in [
            (["AKIA", "3H5KD72MPQ9XWZTN"], Some("an access key of AWS")),
            (["Bearer ghp", "_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"], Some("a token of GitHub")),
            (["ghp", "_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"], None),
            (["-----BEGIN RSA PRIVATE", " KEY-----\nMII"], Some("a private key")),
            (["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0", ".c2lnbmF0dXJlc2lnbmF0dXJl"], Some("a signed token (JWT)")),
        ] {
            assert_eq!(find("X", &parts.concat()), what, "{}…", parts[0]);
        }
    }

    #[test]
    fn command_lines() {
        let found = |line: &[&str]| {
            let words: Vec<_> = line.iter().map(|word| (*word != "?").then_some(*word)).collect();
            find_in_words(&words).into_iter().map(|found| found.0).collect::<Vec<_>>()
        };
        assert_eq!(found(&["redis-server", "--requirepass", "hunter2", "--appendonly", "yes"]), [2]);
        assert_eq!(found(&["redis-server", "--requirepass", "?"]), [0; 0]);
        assert_eq!(found(&["redis-server", "--requirepass", "$REDIS_PASSWORD"]), [0; 0]);
        assert_eq!(found(&["app", "--db-password=hunter2", "--token-ttl", "3600"]), [1]);
        assert_eq!(found(&["app", "--password-file", "/run/secrets/p", "--no-password"]), [0; 0]);
        assert_eq!(found(&["CMD", "mysqladmin", "ping", "-h", "localhost", "-phunter2"]), [5]);
        assert_eq!(found(&["CMD-SHELL", "mysqladmin ping -u root -p$MYSQL_ROOT_PASSWORD"]), [0; 0]);
        assert_eq!(found(&["CMD-SHELL", "redis-cli -a hunter2 ping"]), [1]);
        assert_eq!(
            found(&["CMD-SHELL", "/opt/mssql-tools/bin/sqlcmd -h -1 -S localhost -U sa -P Hunter_22 -Q 'SELECT 1'"]),
            [1]
        );
        assert_eq!(found(&["sh", "-c", "PGPASSWORD=hunter2 psql -h db"]), [2]);
        assert_eq!(found(&["nginx", "-p", "/etc/nginx"]), [0; 0]);
        assert_eq!(found(&["app", "--url=postgres://a:b@db/x"]), [1]);
        assert_eq!(found(&["app", "--opts=-Da=b -Dpassword=hunter2", "--password=PASSWORD"]), [1]);
        assert_eq!(found(&["ConvertTo-SecureString", "-String", "hunter2", "-AsPlainText", "-Force"]), [2]);
        assert_eq!(found(&["ConvertTo-SecureString", "-String", "$plain", "-AsPlainText", "-Force"]), [0; 0]);
        // A blank of another kind.
        assert_eq!(found(&["app -v\u{a0}x", "run\r--password=hunter2"]), [1]);
    }
}
