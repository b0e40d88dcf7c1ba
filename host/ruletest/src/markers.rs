//! Comments that announce verdicts: `# finding: family/rule`, `# possible: …`, `# undecided: …`, each with
//! `(N)` when there are several on a line.

use std::collections::BTreeMap;

/// Verdicts by kind and 1-based line.
pub(crate) type Verdicts = BTreeMap<(String, u32, &'static str), usize>;

const KINDS: [&str; 3] = ["finding", "possible", "undecided"];

/// Adds what `text` announces for `rule`. A marker alone on its line speaks of the next line that is no
/// marker.
pub(crate) fn announced(path: &str, text: &str, rule: &str, into: &mut Verdicts) {
    let mut pending: Vec<(&'static str, usize)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let (code, markers) = split(line, rule);
        if code.trim().is_empty() && !markers.is_empty() {
            pending.extend(markers);
            continue;
        }
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        for (kind, count) in pending.drain(..).chain(markers) {
            *into.entry((path.to_owned(), number, kind)).or_default() += count;
        }
    }
}

/// The text without markers, so that what a fix leaves can be compared.
pub(crate) fn stripped(text: &str, rule: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let (code, markers) = split(line, rule);
        if markers.is_empty() {
            out.push_str(line);
        } else if code.trim().is_empty() {
            continue;
        } else {
            out.push_str(code.trim_end());
        }
        out.push('\n');
    }
    out
}

/// The code of a line, and its markers.
fn split<'l>(line: &'l str, rule: &str) -> (&'l str, Vec<(&'static str, usize)>) {
    let mut code = line;
    let mut markers = Vec::new();
    for kind in KINDS {
        let marker = format!("# {kind}: {rule}");
        let Some(at) = line.find(&marker) else { continue };
        let rest = &line[at + marker.len()..];
        // Another rule may begin with the same name.
        if rest.starts_with(|c: char| c.is_alphanumeric() || c == '-') {
            continue;
        }
        let count = rest.trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')')?.0.trim().parse().ok());
        markers.push((kind, count.unwrap_or(1)));
        if at < code.len() {
            code = &line[..at];
        }
    }
    (code, markers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_speak_of_their_line_or_the_next() {
        let text = "a = 1 # finding: x/y\n# undecided: x/y (2)\n# possible: x/y\nb = 2\nc = 3 # finding: x/y-z\n";
        let mut found = Verdicts::new();
        announced("f", text, "x/y", &mut found);
        let found: Vec<_> = found.into_iter().map(|((_, line, kind), count)| (line, kind, count)).collect();
        assert_eq!(found, [(1, "finding", 1), (4, "possible", 1), (4, "undecided", 2)]);
        assert_eq!(stripped(text, "x/y"), "a = 1\nb = 2\nc = 3 # finding: x/y-z\n");
    }
}
