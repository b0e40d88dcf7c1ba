//! Rules that a configuration declares: a type, an attribute, and what it must say. No code runs for them but that of
//! the plugin `declared`.
//!
//! ```toml
//! [declare."acme/large-database"]
//! types   = ["aws_db_instance"]
//! require = { attribute = "instance_class", one-of = ["db.t4g.small", "db.t4g.medium"] }
//! message = "`{address}` is of class `{value}`"
//! help    = "ask the platform team for anything larger"
//! ```

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use serde_json::{Value as Json, json};
use tollgate_api::{Fix, Level, type_matches};
use tollgate_source::{Diagnostic, Span, did_you_mean};

use crate::tree::{Item, Key, Node};

/// A rule that a configuration declares.
#[derive(Clone, Debug)]
pub struct DeclaredRule {
    pub id: String,
    pub level: Level,
    /// 0.0–10.0.
    pub severity: f64,
    /// Resource types it reads; `*` stands for any run of characters.
    pub types: Vec<String>,
    /// One line: the message without its placeholders filled in.
    pub summary: String,
    pub why: String,
    pub help: String,
    pub fix: Fix,
    /// What the plugin is told, without the number of the rule.
    pub definition: Json,
    /// Where each of its types is written.
    pub type_spans: Vec<Span>,
    /// The paths of attributes it asks about, each where it is written.
    pub attributes: Vec<(String, Span)>,
    pub tests: Vec<DeclaredTest>,
    /// Its name, where it is declared.
    pub span: Span,
}

/// A test that stands beside a declared rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeclaredTest {
    pub name: String,
    /// Name and text of each file, with comments that announce verdicts.
    pub files: Vec<(String, String)>,
    /// The same files after all fixes; none when fixes are not asked about.
    pub fixed: Vec<(String, String)>,
    pub span: Span,
}

/// The operators of a condition: each has exactly one.
const OPERATORS: [&str; 10] =
    ["exists", "equals", "not-equals", "one-of", "none-of", "matches", "at-least", "at-most", "contains", "refers-to"];
const RULE_KEYS: [&str; 12] =
    ["level", "severity", "types", "data", "where", "require", "forbid", "message", "why", "help", "tests", "summary"];
/// What a condition has beside its operator.
const CONDITION_KEYS: [&str; 3] = ["attribute", "default", "fix"];
/// What a message may show.
const PLACEHOLDERS: [&str; 4] = ["address", "name", "attribute", "value"];
const TEST_KEYS: [&str; 4] = ["name", "text", "files", "fixed"];

/// Reads the table `declare`.
pub(crate) fn read(node: &Node, errors: &mut Vec<Diagnostic>) -> Vec<DeclaredRule> {
    let entries = node.table("`declare`", errors);
    entries.iter().filter_map(|(key, node)| Reader { key, errors }.rule(node)).collect()
}

struct Reader<'r> {
    key: &'r Key,
    errors: &'r mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn error(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        let (error, help) = (Diagnostic::error(message).at(span), help.into());
        self.errors.push(if help.is_empty() { error } else { error.help(help) });
    }

    /// What is wrong is told, and the rule left out.
    fn rule(mut self, node: &Node) -> Option<DeclaredRule> {
        let before = self.errors.len();
        let (id, span) = (self.key.name.clone(), self.key.span);
        let is_word = |text: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        if !id.split_once('/').is_some_and(|(family, name)| is_word(family) && is_word(name)) {
            self.error(
                span,
                format!("`{id}` is no name for a rule"),
                "write `family/bad-thing`, e.g. `acme/large-database`",
            );
        }
        let mut rule = DeclaredRule {
            id,
            level: Level::Error,
            severity: 5.0,
            types: Vec::new(),
            type_spans: Vec::new(),
            summary: String::new(),
            why: String::new(),
            help: String::new(),
            fix: Fix::None,
            definition: json!({}),
            attributes: Vec::new(),
            tests: Vec::new(),
            span,
        };
        let what = format!("rule `{}`", rule.id);
        let (mut message, mut has_conditions) = (String::new(), false);
        for (key, node) in node.table(&what, self.errors) {
            match (key.name.as_str(), &node.item) {
                ("level", Item::String(text)) => match text.parse::<Level>() {
                    Ok(level) => rule.level = level,
                    Err(error) => self.error(node.span, error, "levels are error, warning, info, off and forbid"),
                },
                ("severity", Item::Number(number)) if number.as_f64().is_some_and(|it| (0.0..=10.0).contains(&it)) => {
                    rule.severity = number.as_f64().unwrap_or_default();
                }
                ("severity", _) => {
                    self.error(node.span, "`severity` is a number from 0 to 10", "as in CVSS: 9 and more is critical")
                }
                ("types", _) => {
                    for (text, span) in node.strings("types", self.errors) {
                        if !is_type(&text) {
                            self.error(
                                span,
                                format!("`{text}` is no type"),
                                "types are names, in which `*` stands for anything, e.g. `aws_db_*`",
                            );
                        }
                        rule.types.push(text);
                        rule.type_spans.push(span);
                    }
                }
                ("data", Item::Bool(_)) => {}
                ("message", Item::String(text)) => {
                    self.placeholders(text, node.span);
                    message.clone_from(text);
                }
                ("summary", Item::String(text)) => rule.summary.clone_from(text),
                ("why", Item::String(text)) => rule.why.clone_from(text),
                ("help", Item::String(text)) => rule.help.clone_from(text),
                (name @ ("where" | "require" | "forbid"), Item::Table(_) | Item::Array(_)) => {
                    has_conditions |= name != "where";
                    let conditions = match &node.item {
                        Item::Array(items) => items.as_slice(),
                        _ => std::slice::from_ref(node),
                    };
                    for condition in conditions {
                        self.condition(name, condition, &mut rule);
                    }
                }
                ("tests", Item::Array(tests)) => {
                    for test in tests {
                        rule.tests.extend(self.test(test));
                    }
                }
                (name, _) if RULE_KEYS.contains(&name) => {
                    let expected = match name {
                        "data" => "a boolean",
                        "where" | "require" | "forbid" => "a condition, or an array of them",
                        "tests" => "an array of tables",
                        _ => "a string",
                    };
                    self.error(node.span, format!("`{name}` is {expected}, not {}", node.kind()), "");
                }
                (name, _) if CONDITION_KEYS.contains(&name) || OPERATORS.contains(&name) => {
                    let example = match name {
                        "fix" => {
                            "require = { attribute = \"…\", equals = true, fix = { set = true, safety = \"safe\" } }"
                        }
                        "default" => "require = { attribute = \"…\", equals = true, default = true }",
                        _ => "require = { attribute = \"…\", equals = \"…\" }",
                    };
                    self.error(
                        key.span,
                        format!("`{name}` stands in a condition, not beside it"),
                        format!("write it inside of the condition: `{example}`"),
                    );
                }
                (name, _) => self.unknown(key.span, &what, name, &RULE_KEYS),
            }
        }
        for (is_missing, name, example) in [
            (rule.types.is_empty(), "types", "`types = [\"aws_db_instance\"]`"),
            (message.is_empty(), "message", "`message = \"`{address}` is …\"`"),
            (!has_conditions, "require", "`require = { attribute = \"…\", equals = \"…\" }`, or `forbid`"),
        ] {
            if is_missing {
                self.error(span, format!("{what} has no `{name}`"), format!("add {example}"));
            }
        }
        if rule.summary.is_empty() {
            rule.summary = summary(&message);
        }
        let Json::Object(mut definition) = node.to_json() else { return None };
        for key in ["tests", "level", "severity", "summary"] {
            definition.remove(key);
        }
        definition.insert("types".to_owned(), json!(rule.types));
        rule.definition = Json::Object(definition);
        (self.errors.len() == before).then_some(rule)
    }

    fn condition(&mut self, of: &str, node: &Node, rule: &mut DeclaredRule) {
        let what = format!("a condition of `{of}`");
        let before = self.errors.len();
        let mut operators: Vec<(&Key, &Node)> = Vec::new();
        let mut has_attribute = false;
        for (key, node) in node.table(&what, self.errors) {
            match (key.name.as_str(), &node.item) {
                ("attribute", Item::String(path)) if is_path(path) => {
                    has_attribute = true;
                    rule.attributes.push((path.clone(), node.span));
                }
                ("attribute", _) => {
                    has_attribute = true;
                    self.error(
                        node.span,
                        "`attribute` is the path of an attribute",
                        "e.g. `instance_class` or `metadata_options.http_tokens`",
                    );
                }
                ("default", Item::String(_) | Item::Bool(_) | Item::Number(_)) => {}
                ("fix", Item::Table(_)) if of == "require" => self.fix(node, rule),
                ("fix", _) => self.error(
                    node.span,
                    "`fix` is a table in a condition of `require`",
                    "e.g. `fix = { set = true, safety = \"safe\" }`",
                ),
                (name, _) if OPERATORS.contains(&name) => operators.push((key, node)),
                (name, _) => {
                    let known: Vec<&str> = CONDITION_KEYS.into_iter().chain(OPERATORS).collect();
                    self.unknown(key.span, &what, name, &known);
                }
            }
        }
        if !has_attribute {
            self.error(node.span, format!("{what} names no attribute"), "add `attribute = \"…\"`");
        }
        match operators.as_slice() {
            [(key, node)] => self.operand(key, node),
            // A misspelled operator is told already.
            [] if self.errors.len() > before => {}
            [] => self.error(node.span, format!("{what} asks nothing"), format!("add one of {}", OPERATORS.join(", "))),
            [_, (key, _), ..] => {
                self.error(
                    key.span,
                    format!("{what} asks two things at once"),
                    "write two conditions, in an array: all of them must hold",
                );
            }
        }
    }

    fn operand(&mut self, key: &Key, node: &Node) {
        let is_scalar = matches!(node.item, Item::String(_) | Item::Bool(_) | Item::Number(_));
        let (is_good, expected) = match key.name.as_str() {
            "exists" => (matches!(node.item, Item::Bool(_)), "a boolean"),
            "one-of" | "none-of" => {
                (matches!(&node.item, Item::Array(items) if !items.is_empty()), "an array of values")
            }
            "matches" | "refers-to" => (
                matches!(node.item, Item::String(_)),
                "a pattern, in which `*` stands for anything and `?` for one character",
            ),
            "at-least" | "at-most" => (matches!(node.item, Item::Number(_)), "a number"),
            _ => (is_scalar, "a string, a number or a boolean"),
        };
        if !is_good {
            self.error(node.span, format!("`{}` takes {expected}, not {}", key.name, node.kind()), "");
        }
        if let ("matches" | "refers-to", Item::String(pattern)) = (key.name.as_str(), &node.item)
            && let Some(sign) = sign_of_regex(pattern)
        {
            self.error(
                node.span,
                format!("`{pattern}` looks like a regular expression: `{sign}` has no meaning in a pattern"),
                "a pattern is the whole text; `*` stands for any characters and `?` for one, also for one that is \
                 meant as it stands here; `one-of` lists alternatives",
            );
        }
    }

    /// Tells what is between braces and is nothing that a message may show. `{{` stands for a brace.
    fn placeholders(&mut self, message: &str, span: Span) {
        let known = PLACEHOLDERS.map(|name| format!("`{{{name}}}`")).join(", ");
        let mut at = 0;
        while let Some(open) = message[at..].find('{').map(|found| at + found) {
            let inside = &message[open + 1..];
            if inside.starts_with('{') {
                at = open + 2;
                continue;
            }
            let Some(length) = inside.find(['{', '}']).filter(|end| inside[*end..].starts_with('}')) else {
                self.error(
                    within(span, message, open..open + 1),
                    "`{` is not closed in this message",
                    format!("a message may show {known}; write `{{{{` for a brace"),
                );
                at = open + 1;
                continue;
            };
            let (name, end) = (&inside[..length], open + length + 2);
            if !PLACEHOLDERS.contains(&name) {
                let near = did_you_mean(name, PLACEHOLDERS).or_else(|| did_you_mean(name.trim(), PLACEHOLDERS));
                let near = near.map(|near| format!("did you mean `{{{near}}}`? ")).unwrap_or_default();
                self.error(
                    within(span, message, open..end),
                    format!("a message cannot show `{{{name}}}`"),
                    format!("{near}A message may show {known}; write `{{{{` for a brace"),
                );
            }
            at = end;
        }
    }

    fn fix(&mut self, node: &Node, rule: &mut DeclaredRule) {
        let (mut is_set, mut fix) = (false, Fix::Unsafe);
        for (key, node) in node.table("`fix`", self.errors) {
            match (key.name.as_str(), &node.item) {
                ("set", Item::Table(_)) => self.error(node.span, "`set` is a value or an array of values", ""),
                ("set", _) => is_set = true,
                ("safety", Item::String(text)) if text == "safe" => fix = Fix::Safe,
                ("safety", Item::String(text)) if text == "unsafe" => {}
                ("safety", _) => self.error(
                    node.span,
                    "`safety` is \"safe\" or \"unsafe\"",
                    "safe is what changes nothing that anybody relies on",
                ),
                (name, _) => self.unknown(key.span, "`fix`", name, &["set", "safety"]),
            }
        }
        if !is_set {
            self.error(node.span, "`fix` sets nothing", "add `set = …`: what the attribute is to be");
        }
        // One fix that may surprise makes the rule one that may.
        rule.fix = match (rule.fix, fix) {
            (Fix::Unsafe, _) | (_, Fix::Unsafe) => Fix::Unsafe,
            _ => Fix::Safe,
        };
    }

    fn test(&mut self, node: &Node) -> Option<DeclaredTest> {
        let before = self.errors.len();
        let mut test = DeclaredTest { name: String::new(), files: Vec::new(), fixed: Vec::new(), span: node.span };
        for (key, node) in node.table("a test", self.errors) {
            match (key.name.as_str(), &node.item) {
                ("name", Item::String(text)) => test.name.clone_from(text),
                ("text", Item::String(text)) => test.files.push(("main.tf".to_owned(), text.clone())),
                ("files", Item::Table(files)) => test.files.extend(self.texts(files)),
                ("fixed", Item::String(text)) => test.fixed.push(("main.tf".to_owned(), text.clone())),
                ("fixed", Item::Table(files)) => test.fixed.extend(self.texts(files)),
                (name, _) if TEST_KEYS.contains(&name) => {
                    self.error(
                        node.span,
                        format!("`{name}` is a text, not {}", node.kind()),
                        "`files` is a table: names to texts",
                    );
                }
                (name, _) => self.unknown(key.span, "a test", name, &TEST_KEYS),
            }
        }
        if test.name.is_empty() || test.files.is_empty() {
            self.error(
                node.span,
                "a test has a `name`, and a `text` or `files`",
                "comments such as `# finding: acme/large-database` announce what must be found",
            );
        }
        (self.errors.len() == before).then_some(test)
    }

    fn texts(&mut self, files: &[(Key, Node)]) -> Vec<(String, String)> {
        let mut texts = Vec::new();
        for (key, node) in files {
            match &node.item {
                Item::String(text) => texts.push((key.name.clone(), text.clone())),
                _ => self.error(node.span, format!("the file `{}` is a text, not {}", key.name, node.kind()), ""),
            }
        }
        texts
    }

    fn unknown(&mut self, span: Span, of: &str, name: &str, known: &[&str]) {
        let help = match did_you_mean(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known keys are {}", known.join(", ")),
        };
        self.error(span, format!("{of} has no key `{name}`"), help);
    }
}

/// The message as it is of no resource in particular.
fn summary(message: &str) -> String {
    let text = message
        .replace("{{", "")
        .replace("`{address}`", "a resource")
        .replace("`{value}`", "…")
        .replace(['{', '}'], "");
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The place of a part of a string; where the string is written with escapes or on several lines, the whole of it.
fn within(span: Span, text: &str, part: Range<usize>) -> Span {
    let range = span.range();
    if range.len() != text.len() + 2 {
        return span;
    }
    let start = range.start + 1;
    Span::new(span.file, start + part.start, start + part.end)
}

/// What in a pattern means something in a regular expression only, and is hardly meant as it stands: `$Latest`,
/// `db.*`, `a+b` and `(x)` may be values.
fn sign_of_regex(pattern: &str) -> Option<&str> {
    if pattern.starts_with('^') {
        return Some("^");
    }
    if pattern.ends_with('$') {
        return Some("$");
    }
    const SIGNS: [&str; 20] = [
        "\\d", "\\w", "\\s", "\\b", "\\D", "\\W", "\\S", "\\.", "\\/", "\\*", "\\?", "|", "[^", "(?", "]+", "]*", "]{",
        ")+", ".+", ")?",
    ];
    let sign = SIGNS.into_iter().filter_map(|sign| Some((pattern.find(sign)?, sign))).min();
    // `[a-z`
    let class = pattern.match_indices('[').find_map(|(at, _)| {
        let mut inside = pattern[at + 1..].char_indices();
        let is_class = inside.next().is_some_and(|(_, first)| first.is_alphanumeric());
        let (dash, _) = inside.next().filter(|(_, second)| is_class && *second == '-')?;
        Some((at, &pattern[at..at + 2 + dash]))
    });
    sign.into_iter().chain(class).min().map(|(_, sign)| sign)
}

fn is_type(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '*' | ':'))
}

/// Types and attributes that a rule names, that are no known ones, and that differ from a known one by a slip of the
/// finger: nothing of that name would ever be found. `known` are types with the attributes that are known of each.
pub fn slips(rules: &[DeclaredRule], known: &BTreeMap<String, BTreeSet<String>>) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    let mut warn = |span: Span, message: String, near: &str| {
        warnings.push(Diagnostic::warning(message).at(span).help(format!("did you mean `{near}`?")));
    };
    for rule in rules {
        for (ty, span) in rule.types.iter().zip(&rule.type_spans) {
            let is_name = !ty.contains('*') && !known.contains_key(ty);
            if let Some(near) = known.keys().find(|near| is_name && is_slip(ty, near)) {
                warn(*span, format!("`{}` reads a type `{ty}` that is not known", rule.id), near);
            }
        }
        let is_read = |ty: &str| rule.types.iter().any(|pattern| type_matches(pattern, ty));
        let attributes: BTreeSet<&str> =
            known.iter().filter(|(ty, _)| is_read(ty)).flat_map(|(_, names)| names).map(String::as_str).collect();
        for (path, span) in &rule.attributes {
            let first = path.split('.').next().unwrap_or_default();
            let is_name = !attributes.contains(first);
            if let Some(near) = attributes.iter().find(|near| is_name && is_slip(first, near)) {
                warn(*span, format!("`{}` asks about an attribute `{first}` that is not known", rule.id), near);
            }
        }
    }
    warnings
}

/// Whether `name` is `other` with one character too many, too few, or wrong, or with two neighbours exchanged. The
/// plural is no slip: `subnet_id` and `subnet_ids` are both names.
fn is_slip(name: &str, other: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (name.chars().collect(), other.chars().collect());
    let is_plural = name.strip_suffix('s') == Some(other) || other.strip_suffix('s') == Some(name);
    if is_plural || a.len().min(b.len()) < 4 {
        return false;
    }
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&a[..a.len() - end], &b[..b.len() - end]) {
        ([_], [_] | []) | ([], [_]) => true,
        ([a, b], [c, d]) => (a, b) == (d, c),
        _ => false,
    }
}

fn is_path(path: &str) -> bool {
    let is_step = |step: &str| {
        !step.is_empty() && step.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '/'))
    };
    path.split('.').all(is_step)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use tollgate_source::{Diagnostic, FileId};

    use super::{is_slip, sign_of_regex, slips};
    use crate::Document;

    fn parse(rest: &str) -> (String, Document, Vec<Diagnostic>) {
        let text = format!("[declare.\"a/b\"]\n{rest}\n");
        let (document, errors) = Document::parse(FileId(0), &text);
        (text, document, errors)
    }

    #[test]
    fn regular_expressions_are_no_patterns() {
        for (pattern, sign) in [
            ("^acme-[a-z]+$", Some("^")),
            ("[a-", Some("[a-")),
            ("acme-[a-z]+", Some("[a-")),
            ("acme$", Some("$")),
            ("a|b", Some("|")),
            ("v\\d", Some("\\d")),
            ("x.+", Some(".+")),
            ("$Latest", None),
            ("db.*", None),
            ("a+b", None),
            ("acme-*", None),
            ("[::1]:80", None),
            ("caf\u{e9}-[", None),
        ] {
            assert_eq!(sign_of_regex(pattern), sign, "{pattern}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_where_it_is() {
        const GOOD: &str = "require = { attribute = \"x\", equals = 1 }";
        for (rest, place, message) in [
            ("message = \"a {vlaue}\"", "{vlaue}", "a message cannot show `{vlaue}`"),
            ("message = \"a {address\"", "{", "`{` is not closed in this message"),
            ("message = \"a {address {value}\"", "{", "`{` is not closed in this message"),
            ("message = \"m\"\nfix = { set = 1 }", "fix", "`fix` stands in a condition, not beside it"),
            ("message = \"m\"\ndefault = 1", "default", "`default` stands in a condition, not beside it"),
        ] {
            let (text, _, errors) = parse(&format!("types = [\"aws_lb\"]\n{GOOD}\n{rest}"));
            let [error] = errors.as_slice() else { panic!("one error: {errors:?}") };
            assert_eq!(error.message, message);
            assert_eq!(error.span.map(|span| &text[span.range()]), Some(place), "{rest}");
        }
        let (_, _, errors) = parse(&format!("types = [\"aws_lb?\"]\n{GOOD}\nmessage = \"m\""));
        assert_eq!(errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>(), ["`aws_lb?` is no type"]);
        let (_, document, errors) =
            parse(&format!("types = [\"aws_lb\"]\n{GOOD}\nmessage = \"`{{address}}` {{{{x}}\""));
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(document.declared.len(), 1);
    }

    #[test]
    fn slips_are_told_and_other_names_are_not() {
        for (name, other, expected) in [
            ("bukcet", "bucket", true),
            ("aws_s3_buckett", "aws_s3_bucket", true),
            ("subnet_ids", "subnet_id", false),
            ("port", "ports", false),
            ("bucket", "bucket_prefix", false),
            ("acl", "ack", false),
        ] {
            assert_eq!(is_slip(name, other), expected, "{name}");
        }
        let (text, document, _) = parse(
            "types = [\"aws_s3_bucket\", \"aws_s3_buckett\"]\nmessage = \"m\"\nrequire = [{ attribute = \"bukcet\", equals = 1 }, { attribute = \"acl\", equals = 1 }]",
        );
        let known = BTreeMap::from([("aws_s3_bucket".to_owned(), BTreeSet::from(["bucket".to_owned()]))]);
        let told = slips(&document.declared, &known);
        let places: Vec<_> = told.iter().filter_map(|one| one.span).map(|span| &text[span.range()]).collect();
        assert_eq!(places, ["\"aws_s3_buckett\"", "\"bukcet\""]);
    }
}
