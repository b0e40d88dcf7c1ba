//! What is drawn of a text: lines as wide as a plan in JSON are cut around what they are about, and a label that
//! covers a whole file stands at its first line.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

/// Lines of more characters are cut.
const WIDE: usize = 240;
/// Characters that stay before and after the ends of a label, and of a line without one.
const BEFORE: usize = 60;
const AFTER: usize = 120;
/// A label over more lines than this says no more than its first line does.
const TALL: usize = 40;
const CUT: &str = "…";

/// `text` as it is drawn, and where `labels` are in it.
pub(crate) fn excerpt(text: &Arc<str>, labels: &[Range<usize>]) -> (Arc<str>, Vec<Range<usize>>) {
    let labels: Vec<Range<usize>> = labels.iter().map(|label| lowered(text, label)).collect();
    let cuts = cuts(text, &labels);
    if cuts.is_empty() {
        return (Arc::clone(text), labels);
    }
    let mut out = String::new();
    let mut from = 0;
    for cut in &cuts {
        out.push_str(&text[from..cut.start]);
        out.push_str(CUT);
        from = cut.end;
    }
    out.push_str(&text[from..]);
    let moved = |at: usize| {
        let before = cuts.iter().take_while(|cut| cut.end <= at);
        before.fold(at, |at, cut| at - cut.len() + CUT.len())
    };
    let labels = labels.into_iter().map(|label| moved(label.start)..moved(label.end)).collect();
    (Arc::from(out), labels)
}

/// The label within the text, and not over too many lines.
fn lowered(text: &str, label: &Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(label.start);
    let end = text.floor_char_boundary(label.end).max(start);
    match text[start..end].match_indices('\n').nth(TALL - 1) {
        Some(_) => start..line_end(text, start),
        None => start..end,
    }
}

/// What is left out of the lines around `labels`, in order.
fn cuts(text: &str, labels: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut lines: BTreeMap<usize, usize> = BTreeMap::new();
    for label in labels {
        // One line of context on either side.
        let mut start = line_start(text, line_start(text, label.start).saturating_sub(1));
        let last = line_end(text, label.end) + 1;
        while start <= last.min(text.len()) {
            let end = line_end(text, start);
            lines.insert(start, end);
            start = end + 1;
        }
    }
    let wide = lines.into_iter().filter(|(start, end)| text[*start..*end].chars().nth(WIDE).is_some());
    wide.flat_map(|(start, end)| cuts_of_line(text, start..end, labels)).collect()
}

fn cuts_of_line(text: &str, line: Range<usize>, labels: &[Range<usize>]) -> Vec<Range<usize>> {
    let on_line = |at: &usize| (line.start..=line.end).contains(at);
    let mut edges: Vec<usize> = labels.iter().flat_map(|label| [label.start, label.end]).filter(on_line).collect();
    if edges.is_empty() {
        edges.push(line.start);
    }
    edges.sort_unstable();
    let mut cuts = Vec::new();
    let mut from = line.start;
    for edge in edges {
        let kept_from =
            text[line.start..edge].char_indices().rev().nth(BEFORE - 1).map_or(line.start, |(at, _)| line.start + at);
        if kept_from > from {
            cuts.push(from..kept_from);
        }
        let kept_to = text[edge..line.end].char_indices().nth(AFTER).map_or(line.end, |(at, _)| edge + at);
        from = from.max(kept_to);
    }
    if from < line.end {
        cuts.push(from..line.end);
    }
    cuts
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `labels` are where each begins and ends.
    fn shown(text: &str, labels: &[(usize, usize)]) -> (String, Vec<String>) {
        let labels: Vec<Range<usize>> = labels.iter().map(|(start, end)| *start..*end).collect();
        let (shown, moved) = excerpt(&Arc::from(text), &labels);
        (shown.to_string(), moved.into_iter().map(|label| shown[label].to_owned()).collect())
    }

    #[test]
    fn what_fits_stays_as_it_is() {
        let text = "a\nbb\nccc\n";
        assert_eq!(shown(text, &[(2, 4)]), (text.to_owned(), vec!["bb".to_owned()]));
        assert_eq!(shown("", &[(0, 0)]), (String::new(), vec![String::new()]));
        assert_eq!(shown("é", &[(1, 9)]), ("é".to_owned(), vec!["é".to_owned()]));
        let far = format!("a\n\n\n{}\n", "x".repeat(1000));
        assert_eq!(shown(&far, &[(0, 1)]).0, far);
    }

    #[test]
    fn wide_lines_are_cut_around_labels() {
        let text = format!("k\n{}<here>{}<there>{}\nend", "é".repeat(500), "-".repeat(500), "ü".repeat(500));
        let here = text.find("<here>").expect("it is in it");
        let there = text.find("<there>").expect("it is in it");
        let (cut, labels) = shown(&text, &[(there, there + 7), (here, here + 6)]);
        assert_eq!(labels, ["<there>", "<here>"]);
        let (before, after) = (BEFORE, AFTER);
        let expected = format!(
            "k\n…{}<here>{}…{}<there>{}…\nend",
            "é".repeat(before),
            "-".repeat(after),
            "-".repeat(before),
            "ü".repeat(after)
        );
        assert_eq!(cut, expected);
    }

    #[test]
    fn a_label_wider_than_the_page_keeps_its_ends() {
        let text = format!("[{}]", "x".repeat(5000));
        let (cut, labels) = shown(&text, &[(0, text.len())]);
        assert_eq!(cut, labels[0]);
        assert!(cut.starts_with("[xxx") && cut.ends_with("xxx]") && cut.contains('…') && cut.len() < 300, "{cut}");
    }

    #[test]
    fn context_is_cut_too_and_tall_labels_stand_at_their_first_line() {
        let text = format!("{}\nhere\n{}", "x".repeat(300), "y\n".repeat(100));
        let (cut, labels) = shown(&text, &[(301, text.len())]);
        assert_eq!(labels, ["here"]);
        assert!(cut.starts_with(&format!("{}…\nhere\ny\n", "x".repeat(AFTER))));
    }
}
