//! Inline suppressions: `# tollgate: ignore[rule] reason="…" expires=YYYY-MM-DD`.
//!
//! A comment at the end of a line speaks of that line, one on a line of its own of the next line of code, and
//! either speaks of the whole block when that line is the header of one.

mod hcl;
mod template;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use tollgate_api::SuppressedBy;
use tollgate_source::{FileId, SourceMap, Span, WorldPath};

const MARKER: &str = "tollgate:";

/// All suppressions of the files of a run.
#[derive(Debug, Default)]
pub(crate) struct Suppressions {
    by_file: BTreeMap<WorldPath, Vec<Suppression>>,
}

/// One rule suppressed by one comment.
#[derive(Debug)]
struct Suppression {
    rule: String,
    reason: Option<String>,
    expires: Option<String>,
    /// The first word that means nothing here.
    unread: Option<String>,
    span: Span,
    /// 1-based, both included.
    lines: (u32, u32),
    used: bool,
}

/// What is wrong with a suppression, for the host's own rules.
pub(crate) struct Complaint {
    pub(crate) rule: &'static str,
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Suppressions {
    /// Reads the comments of `files`.
    pub(crate) fn read(sources: &SourceMap, files: impl IntoIterator<Item = FileId>) -> Self {
        let mut all = Self::default();
        for id in files {
            let source = sources.get(id);
            // Most files have none, and parsing them again only to see that would double the work.
            // JSON has no comments.
            if source.path.as_str().ends_with(".json") || !source.text.contains(MARKER) {
                continue;
            }
            let name = source.path.file_name();
            let excuses = if template::is_one(&source) {
                template::excuses(id, &source)
            } else if name.ends_with(".yml") || name.ends_with(".yaml") {
                yaml::excuses(id, &source)
            } else {
                hcl::excuses(id, &source)
            };
            let found: Vec<Suppression> = excuses.iter().flat_map(suppressions_of).collect();
            if !found.is_empty() {
                all.by_file.insert(source.path.clone(), found);
            }
        }
        all
    }

    /// The suppression of `rule` at any of `places`, which are file and 1-based line.
    pub(crate) fn find(&mut self, rule: &str, places: &[(&WorldPath, u32)], today: &str) -> Option<SuppressedBy> {
        for (file, line) in places {
            for one in self.by_file.get_mut(*file).into_iter().flatten() {
                if one.rule != rule || !(one.lines.0..=one.lines.1).contains(line) {
                    continue;
                }
                one.used = true;
                if let Some(reason) = one.reason.clone().filter(|_| one.is_valid(today)) {
                    return Some(SuppressedBy { kind: "inline".to_owned(), reason, expires: one.expires.clone() });
                }
            }
        }
        None
    }

    /// What is wrong with the suppressions. Those of rules outside of `checked` may be needed another time and
    /// are not called unused.
    pub(crate) fn complaints(&self, known: &BTreeSet<&str>, checked: &BTreeSet<&str>, today: &str) -> Vec<Complaint> {
        let invalid = crate::host_rules::SUPPRESSION_INVALID;
        let mut complaints = Vec::new();
        for one in self.by_file.values().flatten() {
            let complain = |rule, message: String, help: String| Complaint { rule, span: one.span, message, help };
            if one.rule.is_empty() {
                let help = "write `ignore[family/rule] reason=\"…\"`".to_owned();
                complaints.push(complain(invalid, "this suppression names no rule".to_owned(), help));
            } else if !known.contains(one.rule.as_str()) {
                let help = match tollgate_source::did_you_mean(&one.rule, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`tollgate rules` lists the rules there are".to_owned(),
                };
                complaints.push(complain(invalid, format!("there is no rule `{}` to suppress", one.rule), help));
            } else if let Some(word) = &one.unread {
                let help = "write `reason=\"…\"` and, when it shall end, `expires=YYYY-MM-DD`".to_owned();
                complaints.push(complain(invalid, format!("`{word}` means nothing in a suppression"), help));
            } else if one.reason.is_none() {
                let help = "add `reason=\"…\"`: who reads this in a year needs to know".to_owned();
                complaints.push(complain(invalid, format!("this suppression of `{}` gives no reason", one.rule), help));
            } else if let Some(date) = one.expires.as_deref().filter(|date| !is_date(date)) {
                let help = "write `expires=YYYY-MM-DD`".to_owned();
                complaints.push(complain(invalid, format!("`{date}` is no date"), help));
            } else if one.is_expired(today) {
                let date = one.expires.as_deref().unwrap_or_default();
                let help = "fix what it was written for, or decide again with a new date".to_owned();
                complaints.push(complain(
                    invalid,
                    format!("this suppression of `{}` expired on {date}", one.rule),
                    help,
                ));
            } else if !one.used && checked.contains(one.rule.as_str()) {
                let rule = crate::host_rules::SUPPRESSION_UNUSED;
                let message = format!("this suppression of `{}` suppresses nothing", one.rule);
                complaints.push(complain(rule, message, "remove the comment".to_owned()));
            }
        }
        complaints
    }
}

impl Suppression {
    /// Whether it may take effect at all: an excuse that was misspelled must not last for ever.
    fn is_valid(&self, today: &str) -> bool {
        self.unread.is_none() && !self.is_expired(today)
    }

    /// The last day is still covered. A date that cannot be read covers nothing.
    fn is_expired(&self, today: &str) -> bool {
        self.expires.as_deref().is_some_and(|date| !is_date(date) || date < today)
    }
}

/// A day of the calendar, `YYYY-MM-DD`.
pub fn is_date(text: &str) -> bool {
    let shape = |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    if text.len() != 10 || !text.bytes().enumerate().all(shape) {
        return false;
    }
    let number = |range: std::ops::Range<usize>| text[range].parse::<u32>().unwrap_or(0);
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=days).contains(&day)
}

/// A comment, and the 1-based lines that it speaks of, both included.
struct Excuse {
    text: String,
    span: Span,
    lines: (u32, u32),
}

fn suppressions_of(excuse: &Excuse) -> Vec<Suppression> {
    let Some(rest) = excuse.text.trim_start().strip_prefix(MARKER) else { return Vec::new() };
    let Some(rest) = rest.trim_start().strip_prefix("ignore") else { return Vec::new() };
    let (rules, rest) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((rules, rest)) => (rules.split(',').map(str::trim).map(str::to_owned).collect(), rest),
        None => (vec![String::new()], rest),
    };
    let lines = excuse.lines;
    let mut reason = None;
    let mut expires = None;
    let mut unread = None;
    for (name, value) in assignments(rest) {
        match name.as_str() {
            "reason" => reason = Some(value),
            "expires" => expires = Some(value),
            _ => unread = unread.or(Some(name)),
        }
    }
    rules
        .into_iter()
        .map(|rule| Suppression {
            rule,
            reason: reason.clone().filter(|reason| !reason.trim().is_empty()),
            expires: expires.clone(),
            unread: unread.clone(),
            span: excuse.span,
            lines,
            used: false,
        })
        .collect()
}

/// `name = value`, with or without blanks and quotes; a word alone is a name without a value.
fn assignments(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = rest[end..].trim_start();
        let Some(value) = rest.strip_prefix('=') else {
            found.push((name, String::new()));
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        found.push((name, value.to_owned()));
        rest = after.trim_start();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether `rule` is suppressed on `line` of `text`, and the complaints.
    fn check(text: &str, rule: &str, line: u32) -> (Option<String>, Vec<String>) {
        check_file("main.tf", text, rule, line)
    }

    fn check_file(name: &str, text: &str, rule: &str, line: u32) -> (Option<String>, Vec<String>) {
        let sources = SourceMap::new();
        let path = WorldPath::new(name).expect("inside");
        let id = sources.add(path.clone(), text);
        let mut all = Suppressions::read(&sources, [id]);
        let found = all.find(rule, &[(&path, line)], "2026-11-20").map(|by| by.reason);
        let known = BTreeSet::from(["a/b", "a/c"]);
        (found, all.complaints(&known, &known, "2026-11-20").into_iter().map(|c| c.message).collect())
    }

    #[test]
    fn places() {
        let reason = || Some("r".to_owned());
        let end = "x = 1 # tollgate: ignore[a/b] reason=\"r\"\ny = 2";
        assert_eq!(check(end, "a/b", 1), (reason(), vec![]));
        assert_eq!(check(end, "a/b", 2).0, None);
        assert_eq!(check("// tollgate: ignore[a/b, a/c] reason=\"r\"\n\n# other\nx = 1", "a/b", 4).0, reason());
        let header = "r \"t\" \"n\" { # tollgate: ignore[a/b] reason=r\n  x = 1\n  b {\n    y = 2\n  }\n}\nz = 1";
        assert_eq!(
            [check(header, "a/b", 1).0, check(header, "a/b", 4).0, check(header, "a/b", 7).0],
            [reason(), reason(), None]
        );
        let inner = "r {\n  # tollgate: ignore[a/b] reason=r\n  b {\n    y = 2\n  }\n  z = 1\n}";
        assert_eq!([check(inner, "a/b", 4).0, check(inner, "a/b", 6).0], [reason(), None]);
    }

    #[test]
    fn places_in_yaml() {
        let reason = || Some("r".to_owned());
        let check = |text: &str, line| check_file("compose.yaml", text, "a/b", line).0;
        let comment = "# tollgate: ignore[a/b] reason=\"r\"";
        let end = format!("a: 1 {comment}\nb: 2\n");
        assert_eq!([check(&end, 1), check(&end, 2)], [reason(), None]);
        let header = format!("services:\n  {comment}\n  web:\n    image: x\n    ports:\n      - 1\n  db: {{}}\n");
        assert_eq!([check(&header, 3), check(&header, 6), check(&header, 7)], [reason(), reason(), None]);
        let item = format!("a:\n  - b: 1 {comment}\n    c: 2\n  - d: 3\n");
        assert_eq!([check(&item, 2), check(&item, 3), check(&item, 4)], [reason(), reason(), None]);
    }

    #[test]
    fn places_in_templates() {
        let reason = || Some("r".to_owned());
        let check = |text: &str, line| check_file("app/templates/x.yaml", text, "a/b", line).0;
        for comment in ["# tollgate: ignore[a/b] reason=\"r\"", "{{- /* tollgate: ignore[a/b] reason=\"r\" */ -}}"] {
            let end = format!("a: {{{{ .x }}}} {comment}\nb: 2\n");
            assert_eq!([check(&end, 1), check(&end, 2)], [reason(), None]);
            let header = format!(
                "{comment}\nspec:\n  a: {{{{ .b }}}}\n{{{{- if .c }}}}\n  d: {{{{ toYaml .e | nindent 4 }}}}\n{{{{- end }}}}\nother: 1\n"
            );
            assert_eq!([check(&header, 3), check(&header, 5), check(&header, 7)], [reason(), reason(), None]);
            let item = format!("l:\n  {comment}\n  - a: {{{{ .b }}}}\n    c: 1\n  - d: 2\n");
            assert_eq!([check(&item, 3), check(&item, 4), check(&item, 5)], [reason(), reason(), None]);
        }
        let (_, told) = check_file("templates/x.yaml", "a: {{ .b }} # tollgate: ignore[a/b]\n", "a/b", 1);
        assert_eq!(told, ["this suppression of `a/b` gives no reason"]);
    }

    #[test]
    fn complaints() {
        for (comment, expected) in [
            ("ignore[a/b]", "this suppression of `a/b` gives no reason"),
            ("ignore", "this suppression names no rule"),
            ("ignore[a/x] reason=r", "there is no rule `a/x` to suppress"),
            ("ignore[a/b] reason=r expires=2026-11-19", "this suppression of `a/b` expired on 2026-11-19"),
            ("ignore[a/b] reason=r expires=soon", "`soon` is no date"),
            ("ignore[a/b] reason=r expires=2027-13-45", "`2027-13-45` is no date"),
            ("ignore[a/b] reason=r expires = 2020-01-01", "this suppression of `a/b` expired on 2020-01-01"),
            ("ignore[a/b] reason='r' until=2027-01-01", "`until` means nothing in a suppression"),
            ("ignore[a/c] reason=r", "this suppression of `a/c` suppresses nothing"),
        ] {
            let (found, complaints) = check(&format!("x = 1 # tollgate: {comment}"), "a/b", 1);
            assert_eq!((found, complaints), (None, vec![expected.to_owned()]), "{comment}");
        }
        assert_eq!(
            check("x = 1 # tollgate: ignore[a/b] reason=r expires=2026-11-20", "a/b", 1).0,
            Some("r".to_owned())
        );
    }
}
