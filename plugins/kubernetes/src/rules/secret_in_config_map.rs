//! Secrets where everybody looks for settings.

use tollgate_sdk::{
    Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value,
    secrets::{InFile, MAX_SETTING, is_telling},
};

use crate::credentials::{in_file, in_setting};

pub const RULE: Rule = Rule {
    id: "kubernetes/secret-in-config-map",
    level: Level::Warning,
    severity: 70,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &["v1/ConfigMap"],
    summary: "A password, key or token is written in a ConfigMap",
    page: include_str!("secret_in_config_map.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R274"],
    check: Check::Resource(check),
};

/// Bytes of a line that somebody may have written as the value of a setting that is not called for a secret: a URL, the
/// flags of a command.
const LINE: usize = 1 << 10;

fn check(cx: &mut Context<'_>, map: Resource<'_>) {
    let data = map.attr("data");
    for (key, value) in data.entries() {
        judge(cx, map, key, value);
    }
    if data.may_have_more() {
        cx.undecided(data);
    }
}

/// A value that is not known is not written here.
fn judge(cx: &mut Context<'_>, map: Resource<'_>, key: &str, value: Value<'_>) {
    let Read::Known(text) = value.string() else { return };
    let address = map.address();
    // An entry with one line is a setting by the name of the entry, or a file that has one: a dashboard has pages.
    let is_short = text.len() <= LINE || text.len() <= MAX_SETTING && is_telling(key);
    let is_setting = is_short && text.trim().lines().nth(1).is_none();
    let setting = if is_setting { in_setting(key, text.trim()) } else { None };
    let message = match setting {
        Some(secret) => format!("`{key}` of `{address}` holds {secret}"),
        None => match written_in(map, key, text).as_slice() {
            [] => return,
            [only] => format!("`{key}` of `{address}` holds {}", describe(only)),
            [first, others @ ..] => {
                format!("`{key}` of `{address}` holds {}, and {} more", describe(first), others.len())
            }
        },
    };
    let _finding = cx
        .report(value, message)
        .because("a ConfigMap is for settings: whoever may read the namespace reads it, tools print it, and it is in the history of the repository and in every clone")
        .help("change it, since it is known; then keep it in a Secret that is not committed, mounted as a file or read with `secretKeyRef`")
        // What is shown of the text must not have it either.
        .detail("secret", "");
}

/// The secrets in a file, without what a script beside it puts another text for.
fn written_in(map: Resource<'_>, key: &str, text: &str) -> Vec<InFile> {
    let mut found = in_file(key, text);
    let data = map.attr("data");
    found.retain(|secret| {
        let line = text.lines().nth(secret.line - 1).unwrap_or_default();
        let word = line.split_whitespace().last().unwrap_or_default().trim_matches(['"', '\'']);
        let mut scripts = data.entries().filter(|(name, _)| *name != key).filter_map(|(_, one)| one.string().known());
        word.is_empty() || !scripts.any(|script| substitutes(script, word))
    });
    found
}

/// Whether a script has `sed` write something else for a word: `s/word/…/`.
fn substitutes(script: &str, word: &str) -> bool {
    ['/', '|', '#', '@', ','].iter().any(|sign| script.contains(&format!("s{sign}{word}{sign}")))
}

fn describe(found: &InFile) -> String {
    match &found.name {
        Some(name) => format!("{} in line {}, `{name}`", found.what, found.line),
        None => format!("{} in line {}", found.what, found.line),
    }
}
