//! Lines, indentation, and columns of `=` in a text.

use std::ops::Range;

/// A text seen as lines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines<'a> {
    pub(super) text: &'a str,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text }
    }

    pub(super) fn start(self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |line| line + 1)
    }

    /// The end of the line of `at`, before its line ending.
    pub(super) fn end(self, at: usize) -> usize {
        let end = self.text[at..].find('\n').map_or(self.text.len(), |length| at + length);
        if end > at && self.text.as_bytes()[end - 1] == b'\r' { end - 1 } else { end }
    }

    /// The start of the next line, or the end of the text.
    pub(super) fn next(self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |length| at + length + 1)
    }

    /// The blanks that start the line of `at`.
    pub(super) fn indent(self, at: usize) -> &'a str {
        let line = self.text[self.start(at)..at].trim_start_matches('\u{feff}');
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    pub(super) fn is_one_line(self, range: &Range<usize>) -> bool {
        !self.text[range.clone()].contains('\n')
    }

    pub(super) fn ending(self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if at > 0 && self.text.as_bytes()[at - 1] == b'\r' => "\r\n",
            _ => "\n",
        }
    }

    /// `inserted` with the line endings of this text.
    pub(super) fn endings(self, inserted: String) -> String {
        match self.ending() {
            "\n" => inserted,
            ending => inserted.replace('\n', ending),
        }
    }
}

/// `key = value`, in a body or an object.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: Range<usize>,
    pub(super) value: Range<usize>,
    /// Its `=` is put in one column with those of its neighbours: on one line, or a heredoc.
    pub(super) aligns: bool,
}

impl Entry {
    pub(super) fn new(lines: Lines<'_>, key: Range<usize>, value: Range<usize>) -> Self {
        let aligns = lines.is_one_line(&(key.start..value.end)) || lines.text[value.clone()].starts_with("<<");
        Self { key, value, aligns }
    }

    /// The blanks between the key and its `=`.
    fn gap(&self, text: &str) -> Option<Range<usize>> {
        let between = &text[self.key.end..self.value.start];
        let gap = between.len() - between.trim_start_matches([' ', '\t']).len();
        between[gap..].starts_with('=').then_some(self.key.end..self.key.end + gap)
    }

    fn width(&self, text: &str) -> usize {
        text[self.key.clone()].chars().count()
    }
}

/// How many blanks stand before the `=` of a one-line entry `name` that follows `entries`, and which gaps of its
/// neighbours have to become how wide.
///
/// Neighbours that are in no common column now are left alone.
pub(super) fn align(lines: Lines<'_>, entries: &[Entry], name: &str) -> (usize, Vec<(Range<usize>, usize)>) {
    let text = lines.text;
    let mut run: Vec<&Entry> = Vec::new();
    for entry in entries.iter().rev().take_while(|entry| entry.aligns) {
        let adjacent = run.last().is_none_or(|below| lines.next(entry.value.end) == lines.start(below.key.start));
        let alone =
            text[lines.start(entry.key.start)..entry.key.start].trim_start_matches('\u{feff}').trim().is_empty();
        if !adjacent || !alone {
            break;
        }
        run.push(entry);
    }
    let own = name.chars().count();
    let gaps: Option<Vec<_>> = run.iter().map(|entry| Some((entry.gap(text)?, entry.width(text)))).collect();
    let Some(gaps) = gaps.filter(|gaps| !gaps.is_empty()) else { return (1, Vec::new()) };
    let column = gaps[0].0.len() + gaps[0].1;
    if gaps.iter().any(|(gap, width)| gap.len() + width != column) {
        return (1, Vec::new());
    }
    let column = column.max(own + 1);
    let moved = gaps.into_iter().filter(|(gap, width)| gap.len() + width != column);
    (column - own, moved.map(|(gap, width)| (gap, column - width)).collect())
}
