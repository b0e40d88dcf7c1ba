//! Secrets in the lines of a file: settings written as properties, INI, YAML or JSON, scripts, and texts that cannot be
//! anything else.
//!
//! Files are long, and few of their lines have a secret: a [`Glance`] at each says which of the closer looks may find
//! anything, and what no such look could find is passed over.

use std::collections::BTreeMap;

use super::{
    Glance, is_telling, pair_with_password,
    pairs::{Named, Pair, Quote, defined, in_json, may_tell},
    password_in_url, token, words_with_secrets,
};

/// How the lines of a file are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// `name = value` and `name: value`, up to the end of the line.
    Settings,
    /// Commands of a shell, and what they write into other files: a value is a word, and what the shell puts together
    /// is not written there. Settings of cloud-init may be read this way as well.
    Script,
    /// A program, in which a bare word after `=` is an expression.
    Code,
}

impl Format {
    /// The format of a file, by its name and its first line.
    pub fn of(name: &str, text: &str) -> Self {
        const CODE: [&str; 15] =
            ["py", "js", "ts", "mjs", "rb", "go", "php", "lua", "pl", "groovy", "java", "tpl", "tmpl", "sql", "rego"];
        const SCRIPT: [&str; 7] = ["sh", "bash", "ksh", "zsh", "ps1", "bat", "cmd"];
        let ends = |ends: &[&str]| name.rsplit_once('.').is_some_and(|(_, end)| ends.contains(&end));
        let interpreter = text.lines().next().and_then(|first| first.strip_prefix("#!"));
        match interpreter {
            _ if ends(&CODE) => Self::Code,
            Some(interpreter) if !interpreter.contains("sh") => Self::Code,
            None if !ends(&SCRIPT) => Self::Settings,
            _ => Self::Script,
        }
    }
}

/// A secret in a line of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InFile {
    /// 1-based.
    pub line: usize,
    /// The setting, when it is one.
    pub name: Option<String>,
    pub what: &'static str,
}

/// Says what secret the value of a setting is, in words: [`find`](super::find), or what is left of it where a setting
/// may name a secret instead.
pub type Judge<'j> = dyn Fn(&str, &str) -> Option<&'static str> + 'j;

/// The secrets in the lines of a file, one of each line. Comments do not count.
pub fn in_file(format: Format, text: &str, judge: &Judge<'_>) -> Vec<InFile> {
    let mut names = BTreeMap::new();
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim_ascii().trim()));
    let found = |(at, line)| {
        let (name, what) = Line { format, line, judge }.secret(&mut names)?;
        Some(InFile { line: at, name: name.map(str::to_owned), what })
    };
    lines.filter(|(_, line)| !is_comment(line)).filter_map(found).collect()
}

/// The names of settings that were met, and whether they tell anything: a dashboard in one line has thousands of them,
/// and few that differ.
type Names<'t> = BTreeMap<&'t str, bool>;

/// The name of a setting, when it is one, and what secret it is.
type Secret<'t> = (Option<&'t str>, &'static str);

#[derive(Clone, Copy)]
struct Line<'t, 'j> {
    format: Format,
    line: &'t str,
    judge: &'j Judge<'j>,
}

impl<'t> Line<'t, '_> {
    fn secret(self, names: &mut Names<'t>) -> Option<Secret<'t>> {
        let glance = Glance::at(self.line);
        // What looks like a secret under whatever name is found below, but for what a command line says.
        let mut is_telling = |name: &'t str| may_tell(name) && *names.entry(name).or_insert_with(|| is_telling(name));
        let in_json = if glance.may_have_json() {
            in_json(self.line, &mut is_telling).find_map(|pair| self.judged(pair))
        } else {
            None
        };
        in_json
            .or_else(|| self.named(glance, &mut is_telling))
            .or_else(|| defined(self.line).and_then(|pair| self.judged(pair)))
            .or_else(|| self.in_words(glance))
            .or_else(|| self.of_redis())
            .or_else(|| self.by_looks(glance))
    }

    fn judged(self, pair: Pair<'t>) -> Option<Secret<'t>> {
        let is_written = match (self.format, pair.quote) {
            (Format::Script, quote) => !is_put_together(pair.text, quote),
            (Format::Settings, Quote::Bare) => is_plain(pair.text),
            (Format::Code, Quote::Bare) => false,
            (Format::Settings | Format::Code, Quote::Single | Quote::Double) => true,
        };
        let what = if is_written && !is_type(pair.text) { (self.judge)(pair.name, pair.text) } else { None };
        what.map(|what| (Some(pair.name), what))
    }

    fn named(self, glance: Glance, is_telling: &mut dyn FnMut(&'t str) -> bool) -> Option<Secret<'t>> {
        let named = glance.may_have_pair().then(|| Named::in_line(self.line)).flatten()?;
        let is_script = self.format == Format::Script;
        if !is_script && !glance.may_have_flag() && !is_telling(named.name) {
            return None;
        }
        let pair = if is_script { named.with_word() } else { named.with_line() }?;
        let is_looked_at = is_script || is_telling(pair.name) || has_flag(pair.text);
        let is_text = !named.is_variable || pair.quote != Quote::Bare;
        if is_looked_at && is_text { self.judged(pair) } else { None }
    }

    /// In the words of a command: flags, and variables that are set for it.
    fn in_words(self, glance: Glance) -> Option<Secret<'t>> {
        if self.format != Format::Script || !glance.may_have_pair() && !glance.may_have_flag() {
            return None;
        }
        let words =
            self.line.split([' ', '\t', ';', '|', '&', ')']).map(in_parenthesis).filter(|word| !word.is_empty());
        let written = |word: &'t str| {
            let quote = if word.contains('\'') { Quote::Single } else { Quote::Bare };
            (!is_put_together(word, quote)).then(|| word.trim_matches(['"', '\'']))
        };
        let words: Vec<Option<&str>> = words.map(written).collect();
        words_with_secrets(&words, self.judge).next().map(|(_, what)| (None, what))
    }

    fn of_redis(self) -> Option<Secret<'t>> {
        let (name, text) = has_redis(self.line).then(|| self.line.split_once(' ')).flatten()?;
        (self.judge)(name, text.trim()).map(|what| (Some(name), what))
    }

    /// Under whatever name, or none.
    fn by_looks(self, glance: Glance) -> Option<Secret<'t>> {
        let of_url = glance.may_have_url().then(|| password_in_url(self.line)).flatten();
        let of_connection = || self.connects(glance).then(|| self.connection()).flatten();
        let of_token = || glance.may_have_token().then(|| token(self.line)).flatten();
        of_url.or_else(of_connection).or_else(of_token).map(|what| (None, what))
    }

    fn connects(self, glance: Glance) -> bool {
        let has_equals = || glance.may_have_pair() && self.line.contains('=');
        // Most lines have no `j`, and looking for one letter is quick.
        let is_of_java = || self.line.match_indices('j').any(|(at, _)| self.line[at..].starts_with("jdbc:"));
        match self.format {
            Format::Code => false,
            Format::Script => has_equals(),
            Format::Settings => glance.may_have_pairs() || has_equals() && is_of_java(),
        }
    }

    fn connection(self) -> Option<&'static str> {
        let is_script = self.format == Format::Script;
        pair_with_password(self.line, |value| !is_script || !is_put_together(value, Quote::Single))
    }
}

/// The word that begins after `(`, `$(` and the like. In `a=f(b)` none does: that is a call.
fn in_parenthesis(word: &str) -> &str {
    let opens = |at: &usize| word[..*at].is_empty() || word[..*at].ends_with(['$', '<', '>', '(', '"', '\'', '`']);
    word.rfind('(').filter(opens).map_or(word, |at| &word[at + 1..])
}

/// `requirepass SECRET` of Redis.
fn has_redis(line: &str) -> bool {
    line.starts_with("requirepass ") || line.starts_with("masterauth ")
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

/// Whether a script takes a text from elsewhere, or parts of it: `$(aws …)`, `${NAME}`, `$1`, a call.
fn is_put_together(text: &str, quote: Quote) -> bool {
    let is_format = text.contains("%s") || text.contains("%{") || text.matches('%').nth(1).is_some();
    let has_place = ["${", "$(", "{{", "{}", "`"].iter().any(|begin| text.contains(begin)) || is_format;
    let starts = |starts: &[char]| text.trim_start_matches(['"', '\'']).starts_with(starts);
    let is_marked =
        [('[', ']'), ('{', '}')].iter().any(|(open, close)| text.starts_with(*open) && text.ends_with(*close));
    has_place
        || is_marked
        || match quote {
            Quote::Bare => text.contains(['$', '{', '(', '<', '[']) || starts(&['|', '>', '&', '*', '!', '@', '%']),
            Quote::Double => has_variable(text),
            // Single quotes may stand in double ones, or in a text that the shell writes into a file, and there a
            // variable is one all the same. Those are in capitals; one capital alone is as likely in a password.
            Quote::Single => text.as_bytes().windows(3).any(|three| {
                let is_capital = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
                three[0] == b'$' && is_capital(three[1]) && is_capital(three[2])
            }),
        }
}

fn has_variable(text: &str) -> bool {
    let is_begin = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@');
    text.as_bytes().windows(2).any(|two| two[0] == b'$' && is_begin(two[1]))
}

/// What stands for a value in descriptions of one, and which versions of a package called for secrets are meant.
fn is_type(text: &str) -> bool {
    let is_version = || {
        text.strip_prefix(['^', '~'])
            .is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()) && version.contains('.'))
    };
    matches!(text, "string" | "String" | "str" | "text" | "integer" | "int" | "number" | "boolean" | "object" | "any")
        || is_version()
}

fn is_comment(line: &str) -> bool {
    const BEGINS: [&str; 7] = ["#", ";", "//", "-- ", "/*", "<!--", "REM "];
    // `* * * * * command` is a line of cron.
    let is_of_cron = |c: char| c == '*' || c.is_ascii_digit();
    let is_inner = || line.strip_prefix("* ").is_some_and(|rest| !rest.starts_with(is_of_cron));
    line.is_empty() || BEGINS.iter().any(|begin| line.starts_with(begin)) || is_inner()
}

#[cfg(test)]
mod tests {
    use super::{Format, in_file};
    use crate::secrets::find;

    /// The lines with a secret.
    fn check(name: &str, text: &str, expected: &[usize]) {
        let found = in_file(Format::of(name, text), text, &find);
        let lines: Vec<usize> = found.iter().map(|found| found.line).collect();
        assert_eq!(lines, expected, "{text}");
    }

    #[test]
    fn formats() {
        for (name, text, format) in [
            ("a.properties", "a=b", Format::Settings),
            ("a", "", Format::Settings),
            ("a.py", "#!/bin/sh", Format::Code),
            ("a", "#!/usr/bin/env python3", Format::Code),
            ("a", "#!/usr/bin/env bash\na=b", Format::Script),
            ("a.sh", "a=b", Format::Script),
        ] {
            assert_eq!(Format::of(name, text), format, "{name} {text}");
        }
    }

    #[test]
    fn settings() {
        check("a.properties", "# password=old\nspring.datasource.password=hunter2\nuser.password=${DB}\n", &[2]);
        check("a.yaml", "db:\n  password: hunter2 # dev\n  user: app\ntoken: \"\"\npassword: |\n  x\n", &[2]);
        check("a.yaml", "password: string\npassword: the password of it\npasswordRef: { name: a }\n", &[]);
        check("a.json", r#"{"auths":{"r.io":{"username":"a","password":"hunter2"}}}"#, &[1]);
        check(
            "a.json",
            r#"{"title": "Password \" resets", "@types/jsonwebtoken": "^8.3.3", "expr": "rate(token_total[5m])"}"#,
            &[],
        );
        check("a.ini", "; password = x\n[db]\npassword = hunter2\npassword = `cat f`\n", &[3]);
        check("args", "- --password=hunter2\nopts: \"-Dpassword=hunter2\"\nopts: \"-Xmx1g\"\n", &[1, 2]);
        check("redis.conf", "requirepass hunter2\nmasterauth $PASS\n", &[1]);
        check("c", "url: postgres://app:hunter2@db/app\ncs: Server=db;Password=Passw0rd;\n", &[1, 2]);
        check("crontab", "* * * * * curl https://app:hunter2@db/\n* https://app:hunter2@db/ is read\n", &[1]);
        check("id_rsa", &["-----BEGIN RSA PRIVATE", " KEY-----\nMII\n"].concat(), &[1]);
        check("é", "é: 'é\npässword: x\n\":\"\n=\n:\n", &[]);
    }

    #[test]
    fn code() {
        check("a.py", "password = settings.password\ntoken = 'b7c1f09a2e'\nif token == 'a': pass\n", &[2]);
        check("a.php", "define('DB_PASSWORD', 'hunter2');\ndefine('DB_PASSWORD', getenv('P'));\n", &[1]);
        check("a.php", "$password = 'hunter2';\n$password = get_password();\n$password = $other;\n", &[1]);
    }

    #[test]
    fn scripts() {
        for (line, is_secret) in [
            ("export DB_PASSWORD=hunter2", true),
            ("DB_PASSWORD=hunter2 psql -h db", true),
            ("DB_PASSWORD='Pa$$w0rd(1)'", true),
            ("DB_PASSWORD=\"hunter2\"; export DB_PASSWORD", true),
            ("$password = \"hunter2\"", true),
            ("$env:DB_PASSWORD = 'hunter2'", true),
            ("$password = ConvertTo-SecureString \"hunter2\" -AsPlainText -Force", true),
            ("New-LocalUser -Password (ConvertTo-SecureString -AsPlainText 'hunter2' -Force)", true),
            ("$password = ConvertTo-SecureString $plain -AsPlainText -Force", false),
            ("setx DB_PASSWORD=hunter2", true),
            ("mysql -u root -phunter2 -e 'select 1'", true),
            ("run --db-password hunter2 --verbose", true),
            ("echo \"DB_PASSWORD=hunter2\" >> .env", true),
            ("if [ -z \"$X\" ]; then DB_PASSWORD=hunter2; fi", true),
            ("curl https://app:hunter2@example.com/x", true),
            ("curl 'http://a/b?user=a&password=hunter2'", true),
            ("curl -d '{\"password\": \"hunter2\"}' http://a", true),
            ("  password: hunter2", true),
            ("  password: correct horse battery", true),
            ("requirepass hunter2", true),
            ("* * * * * root mysql -phunter2", true),
            ("DB_PASSWORD=$(aws ssm get-parameter --name /db/password)", false),
            ("DB_PASSWORD=\"${PASSWORD}\"", false),
            ("DB_PASSWORD=\"a-$PASSWORD\"", false),
            ("DB_PASSWORD='a-$PASSWORD'", false),
            ("DB_PASSWORD=a$1", false),
            ("DB_PASSWORD=`cat f`; export DB_PASSWORD", false),
            ("if true; then password=`cat f`; fi", false),
            ("printf 'password: \"%s\"' $X", false),
            ("password: \"%s\"", false),
            ("password: <password>", false),
            ("password: \"[password]\"", false),
            ("password: '{password}'", false),
            ("curl -d '{\"password\": \"$PASSWORD\"}' http://a", false),
            ("curl \"http://a/b?user=a&password=$PASSWORD\"", false),
            ("run --db-password \"$DB_PASSWORD\" --token-file /t", false),
            ("$password = Get-Secret db", false),
            ("  --token=TOKEN    the token of the API", false),
            ("  token: the token of the API", false),
            ("# DB_PASSWORD=hunter2", false),
            ("REM set DB_PASSWORD=hunter2", false),
            ("apt-get install -y password-store", false),
            ("X=$(mysql -phunter2 -e 'select 1')", true),
            ("(PGPASSWORD=hunter2 psql)", true),
            ("python -c 'connect(password=read(\"f\"))'", false),
            ("==== ====", false),
        ] {
            check("a.sh", line, if is_secret { &[1] } else { &[] });
        }
    }

    /// Whoever uses it says what only names a secret, also of the words of a command.
    #[test]
    fn judges() {
        let judge = |name: &str, text: &str| if text == "prod/orders" { None } else { find(name, text) };
        let lines = "DB_SECRET=prod/orders\nrun --secret prod/orders --secret=prod/orders\nDB_SECRET=hunter2\n";
        assert_eq!(in_file(Format::Script, lines, &judge).iter().map(|found| found.line).collect::<Vec<_>>(), [3]);
    }

    /// What would take time that grows faster than the line would not be done in the time of a test, and what calls
    /// itself for each part of one would have no stack left.
    #[test]
    fn long_lines() {
        let long = |part: &str| part.repeat((1 << 17) / part.len());
        for part in [
            "a",
            " ",
            "\"",
            "=",
            ":",
            "=-a",
            "/AKIA",
            "eyJ",
            "eyJ.",
            "://",
            "://a:b",
            "a@",
            "\"password\":\"",
            "\"password\":",
            "\\\"password\":\"",
            " -a",
            " --password ",
            "password=",
            ";password=",
            "mysql -p",
            "$",
            "%s",
            "'",
        ] {
            let text = long(part);
            for name in ["a.sh", "a.json", "a.py"] {
                for begin in ["", "password=", "\"password\":\"", "run "] {
                    let text = format!("{begin}{text}..\n");
                    let _found = in_file(Format::of(name, &text), &text, &find);
                }
            }
        }
    }
}
