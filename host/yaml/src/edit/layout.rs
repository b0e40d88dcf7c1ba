//! Lines and columns of the text, and where what belongs to a node begins and ends.
//!
//! Columns are bytes: in blocks, nothing but blanks, dashes and the like stands before what is measured.

use std::ops::Range;

use tollgate_source::{FileId, Span, TextEdit};

use super::{
    Target,
    find::{Found, Step, walk},
};
use crate::{Content, Node, Pair, Style};

#[derive(Clone, Copy, Debug)]
pub(super) struct Layout<'t> {
    pub(super) text: &'t str,
    root: &'t Node,
}

impl<'t> Layout<'t> {
    pub(super) fn new(target: Target<'t>) -> Self {
        Self { text: target.text, root: &target.document.root }
    }

    pub(super) fn line_start(self, at: usize) -> usize {
        let start = self.text[..at].rfind('\n').map_or(0, |line| line + 1);
        // A byte order mark takes no column.
        if self.text[start..at].starts_with('\u{feff}') { start + '\u{feff}'.len_utf8() } else { start }
    }

    /// The end of the line of `at`, before its line ending.
    pub(super) fn line_end(self, at: usize) -> usize {
        let end = self.text[at..].find('\n').map_or(self.text.len(), |length| at + length);
        if end > at && self.text.as_bytes()[end - 1] == b'\r' { end - 1 } else { end }
    }

    /// The start of the next line, or the end of the text.
    pub(super) fn next_line(self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |length| at + length + 1)
    }

    pub(super) fn column(self, at: usize) -> usize {
        at - self.line_start(at)
    }

    /// Whether nothing but blanks stands before `at` on its line.
    pub(super) fn begins_line(self, at: usize) -> bool {
        self.text[self.line_start(at)..at].bytes().all(|byte| byte == b' ')
    }

    /// `inserted` with the line endings of this text.
    pub(super) fn edit(self, file: FileId, range: Range<usize>, inserted: String) -> TextEdit {
        let text = match self.text.find('\n') {
            Some(at) if self.text[..at].ends_with('\r') => inserted.replace('\n', "\r\n"),
            _ => inserted,
        };
        TextEdit { span: Span::new(file, range.start, range.end), text }
    }

    /// Where the node begins, its tag and anchor included.
    pub(super) fn start_of(self, node: &Node) -> usize {
        let properties = [node.tag.as_ref().map(|tag| tag.span), node.anchor.as_ref().map(|anchor| anchor.span)];
        properties.into_iter().flatten().chain([node.span]).map(|span| span.range().start).min().unwrap_or_default()
    }

    /// Where its tag and anchor end.
    fn properties_end(node: &Node) -> Option<usize> {
        let properties = [node.tag.as_ref().map(|tag| tag.span), node.anchor.as_ref().map(|anchor| anchor.span)];
        properties.into_iter().flatten().map(|span| span.range().end).max()
    }

    /// Where what introduces a value ends: the `:` of its key, or the dash, and its tag and anchor.
    pub(super) fn head_end(self, parent: Option<(&'t Node, Step)>, node: &'t Node) -> Option<usize> {
        let introduced = match (parent, parent.map(|(parent, _)| &parent.content)) {
            (Some((_, Step::Value(at))), Some(Content::Mapping(pairs))) => self.colon_end(&pairs[at]),
            (Some((parent, Step::Item(at))), _) if !parent.is_flow => self.dash(parent, at).map(|dash| dash + 1),
            _ => None,
        };
        Self::properties_end(node).or(introduced)
    }

    /// Behind the `:` of an entry.
    fn colon_end(self, pair: &'t Pair) -> Option<usize> {
        let key = self.end_of(None, &pair.key)?;
        let rest = &self.text[key..];
        let blanks = rest.len() - rest.trim_start().len();
        rest[blanks..].starts_with(':').then_some(key + blanks + 1)
    }

    /// The dash of an item of a block sequence: in its column, on the last line that has one there.
    pub(super) fn dash(self, sequence: &Node, at: usize) -> Option<usize> {
        let Content::Sequence(items) = &sequence.content else { return None };
        let first = sequence.span.range().start;
        let column = self.column(first);
        let mut line = self.line_start(self.start_of(items.get(at)?));
        loop {
            let dash = line + column;
            let is_dash = self.text.as_bytes().get(dash) == Some(&b'-');
            if is_dash && (dash == first || self.begins_line(dash)) {
                return Some(dash);
            }
            if line <= first {
                return None;
            }
            line = self.line_start(line - 1);
        }
    }

    /// Where the node ends: behind its last character, for a block scalar before the line break after it.
    /// `parent` is needed for a value that is not written.
    pub(super) fn end_of(self, parent: Option<(&'t Node, Step)>, node: &'t Node) -> Option<usize> {
        let span = node.span.range();
        match &node.content {
            _ if node.is_flow => {
                // A pair that stands for a mapping ends where its value does.
                match &node.content {
                    Content::Mapping(pairs) if !self.text[span.clone()].starts_with('{') => {
                        let at = pairs.len().checked_sub(1)?;
                        self.end_of(Some((node, Step::Value(at))), &pairs[at].value)
                    }
                    _ => Some(span.end),
                }
            }
            Content::Scalar(_, Style::Literal | Style::Folded) => {
                let header = self.block_header(parent, node)?;
                let header_end = self.line_end(header);
                let keeps = self.text[header..header_end].split('#').next().is_some_and(|header| header.contains('+'));
                if keeps && span.end > header_end {
                    return Some(self.text[..span.end].strip_suffix('\n').map_or(span.end, str::len))
                        .map(|end| if self.text[..end].ends_with('\r') { end - 1 } else { end });
                }
                Some(self.text[..span.end].trim_end_matches(['\n', '\r', ' ']).len().max(header_end))
            }
            Content::Scalar(..) if node.is_empty() => {
                if let Some(end) = Self::properties_end(node) {
                    return Some(end);
                }
                match parent {
                    Some((mapping, Step::Value(at))) => {
                        let Content::Mapping(pairs) = &mapping.content else { return None };
                        self.colon_end(&pairs[at]).or_else(|| self.end_of(None, &pairs[at].key))
                    }
                    Some((sequence, Step::Item(at))) => self.dash(sequence, at).map(|dash| dash + 1),
                    _ => Some(span.end),
                }
            }
            Content::Scalar(..) | Content::Alias(..) => Some(span.end),
            Content::Sequence(items) => {
                let at = items.len().checked_sub(1)?;
                self.end_of(Some((node, Step::Item(at))), &items[at])
            }
            Content::Mapping(pairs) => self.entry_end(node, pairs.len().checked_sub(1)?),
        }
    }

    /// Where an entry ends.
    pub(super) fn entry_end(self, mapping: &'t Node, at: usize) -> Option<usize> {
        let Content::Mapping(pairs) = &mapping.content else { return None };
        self.end_of(Some((mapping, Step::Value(at))), &pairs[at].value)
    }

    /// The `|` or `>` of a block scalar.
    pub(super) fn block_header(self, parent: Option<(&'t Node, Step)>, node: &'t Node) -> Option<usize> {
        let from = match self.head_end(parent, node) {
            Some(end) => end,
            // A document may be one: behind its `---`.
            None => self.text[..node.span.range().start].rfind("---").map_or(0, |at| at + 3),
        };
        let rest = &self.text[from..];
        let blanks = rest.len() - rest.trim_start().len();
        rest[blanks..].starts_with(['|', '>']).then_some(from + blanks)
    }

    /// Whether a `#` may begin a comment in `range`. Rather yes than no.
    pub(super) fn may_hold_comments(self, range: Range<usize>) -> bool {
        self.text[range].contains('#')
    }

    /// The start of the comment lines directly above the line that starts at `line`, and as far indented as what
    /// stands on it.
    pub(super) fn comments_above(self, mut line: usize, indent: usize) -> usize {
        while line > 0 {
            let above = self.line_start(line - 1);
            let is_comment =
                self.text[above..line].strip_prefix(&" ".repeat(indent)).is_some_and(|text| text.starts_with('#'));
            if !is_comment {
                break;
            }
            line = above;
        }
        line
    }

    /// The indentation of a block collection: the column of its keys or dashes.
    pub(super) fn indent(self, collection: &'t Node) -> usize {
        self.column(collection.span.range().start)
    }

    /// How far inner mappings, and dashes below their key, are indented in this document.
    pub(super) fn habits(self) -> Habits {
        let (mut step, mut dash) = (None, None);
        walk(self.root, &mut |node| {
            let Content::Mapping(pairs) = &node.content else { return };
            for Pair { key, value } in pairs.iter().filter(|_| !node.is_flow) {
                let deeper =
                    |value: &Node| self.column(value.span.range().start).checked_sub(self.column(self.start_of(key)));
                match &value.content {
                    Content::Mapping(_) if !value.is_flow => step = step.or(deeper(value).filter(|step| *step > 0)),
                    Content::Sequence(_) if !value.is_flow => dash = dash.or(deeper(value)),
                    _ => {}
                }
            }
        });
        Habits { step: step.unwrap_or(2), dash: dash.unwrap_or(2) }
    }

    /// What a new value stands in, for a node whose own content goes: the column of the entries around it.
    pub(super) fn outer_indent(self, found: &Found<'t>) -> Option<usize> {
        found.parent().map(|(parent, _)| self.indent(parent))
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Habits {
    pub(super) step: usize,
    pub(super) dash: usize,
}
