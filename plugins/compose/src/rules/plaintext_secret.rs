//! Secrets that everybody reads who reads the file.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value, secrets};

pub const RULE: Rule = Rule {
    id: "compose/plaintext-secret",
    level: Level::Error,
    severity: 75,
    precision: Precision::High,
    inputs: &["compose"],
    types: &["compose/service"],
    summary: "A password, key or token is written in the file",
    page: include_str!("plaintext_secret.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R231"],
    check: Check::Resource(check),
};

/// Mappings of names to texts: where, how a message calls an entry, and the derived attribute that says which of
/// their texts come from elsewhere.
const MAPPINGS: &[(&[&str], &str, &str)] = &[
    (&["environment"], "variable", "environment_sources"),
    (&["build", "args"], "build argument", "build_args_sources"),
    (&["labels"], "label", "labels_sources"),
    (&["annotations"], "annotation", "annotations_sources"),
];

/// Command lines.
const COMMANDS: &[(&[&str], &str, &str)] = &[
    (&["command"], "command", "command_sources"),
    (&["entrypoint"], "entrypoint", "entrypoint_sources"),
    (&["healthcheck", "test"], "health check", "healthcheck_test_sources"),
];

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    let at = |path: &[&str]| path.iter().fold(service.body(), |value, name| value.attr(name));
    for (path, what, sources) in MAPPINGS {
        let mapping = at(path);
        let sources = service.attr(sources);
        for (name, value) in mapping.entries() {
            if let Some(secret) = value.string().known().and_then(|text| secrets::find(name, text)) {
                let place = format!("the {what} `{name}`");
                report(cx, service, value, secret, &place, &sources.attr(name));
            }
        }
        // What the rest of an open mapping comes from is another file.
        if mapping.is_unknown() {
            cx.undecided(mapping);
        }
    }
    for (path, what, sources) in COMMANDS {
        let line = at(path);
        let sources = service.attr(sources);
        let values: Vec<_> = line.each().collect();
        let words: Vec<_> = values.iter().map(|word| word.string().known()).collect();
        for (index, secret) in secrets::find_in_words(&words) {
            report(cx, service, values[index], secret, &format!("the {what}"), &sources.attr(&index.to_string()));
        }
        if line.is_unknown() {
            cx.undecided(line);
        }
    }
}

/// `source` says where the text comes from, when it is not written as it is.
fn report(
    cx: &mut Context<'_>,
    service: Resource<'_>,
    value: Value<'_>,
    secret: &str,
    place: &str,
    source: &Value<'_>,
) {
    let is_default = match source.string() {
        Read::Known("default") => true,
        Read::Absent | Read::Null => false,
        // A file of variables, or the environment: where it belongs.
        Read::Known(_) | Read::Unknown => return,
    };
    let address = service.address();
    let message = if is_default {
        format!("{place} of `{address}` falls back to {secret} that is written in the file")
    } else {
        format!("{place} of `{address}` holds {secret}, written in the file")
    };
    let finding = cx
        .report(value, message)
        .because("it is in the history of the repository, in every clone and in `docker inspect`, for good: whoever reads one of them has it")
        .help("change it, since it is known; then hand it over as a file under `secrets`, or as `${NAME:?}` from a file that is not committed")
        // What is shown of the line must not have it either.
        .detail("secret", "");
    if is_default {
        finding.possible();
    }
}
