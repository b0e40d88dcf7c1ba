//! Comments of templates, which are no YAML: `#` of what they write, and `{{/* */}}` of their own. They speak of a line
//! and of all that is indented deeper below it.

use tollgate_source::{FileId, SourceFile, Span};

use super::{Excuse, MARKER};

/// Whether a file is a template of a chart: it lies in `templates/` and has actions.
pub(super) fn is_one(source: &SourceFile) -> bool {
    source.path.as_str().split('/').any(|folder| folder == "templates") && source.text.contains("{{")
}

pub(super) fn excuses(id: FileId, source: &SourceFile) -> Vec<Excuse> {
    let lines: Vec<&str> = source.text.lines().collect();
    let mut found = Vec::new();
    let mut start = 0;
    for (at, line) in source.text.split_inclusive('\n').enumerate() {
        if let Some((from, text, is_own)) = comment(line) {
            let first = if is_own { next_code_line(&lines, at + 1) } else { at };
            let span = Span::new(id, start + from, start + line.trim_end().len());
            found.push(Excuse { text, span, lines: (number(first), number(last_line(&lines, first))) });
        }
        start += line.len();
    }
    found
}

/// The comment with a marker in a line: where it begins, what it says, and whether nothing stands before it.
fn comment(line: &str) -> Option<(usize, String, bool)> {
    let marker = line.find(MARKER)?;
    let before = line[..marker].trim_end();
    let (opening, closing) = if before.ends_with("/*") { ("/*", "*/") } else { ("#", "\n") };
    let from = before.strip_suffix(opening)?;
    let text = line[marker..].split(closing).next().unwrap_or_default().trim_end().to_owned();
    let from = if opening == "/*" { from.trim_end().trim_end_matches('-').trim_end_matches('{') } else { from };
    Some((from.len(), text, from.trim().is_empty()))
}

/// The first line from `at` on that writes something.
fn next_code_line(lines: &[&str], at: usize) -> usize {
    let is_code = |line: &&str| {
        let words = line.trim();
        !words.is_empty() && !words.starts_with('#') && !words.starts_with("{{/*") && !words.starts_with("{{- /*")
    };
    (at..lines.len()).find(|at| is_code(&lines[*at])).unwrap_or(at)
}

/// The last line of what begins in line `first`: actions alone on their lines are indented as anybody likes.
fn last_line(lines: &[&str], first: usize) -> usize {
    let column = |line: &str| line.len() - line.trim_start().len();
    let Some(own) = lines.get(first).map(|line| column(line)) else { return first };
    let mut last = first;
    for (at, line) in lines.iter().enumerate().skip(first + 1) {
        let words = line.trim();
        if words.is_empty() || words.starts_with("{{") {
            continue;
        }
        if column(line) <= own {
            break;
        }
        last = at;
    }
    // An action that writes what is below, with `nindent`.
    let writes = |line: &&str| line.trim().starts_with("{{") && line.contains("indent");
    if last == first && lines.get(first + 1).is_some_and(writes) { first + 1 } else { last }
}

fn number(line: usize) -> u32 {
    u32::try_from(line + 1).unwrap_or(u32::MAX)
}
