//! Edits of the templates of a chart, which are no YAML: only where a line says what is written, whatever the
//! actions in it come to.
//!
//! A line is read with its actions blacked out. What is set or removed has to stand in it as it is written; what is
//! added goes behind the first entry of its mapping, or before it: nothing decides about that place that does not
//! decide about the whole mapping.

use tollgate_api::EditAction;
use tollgate_source::{FileId, Span, TextEdit};
use tollgate_yaml::{
    Content, Dialect, Document, Node,
    edit::{self, At, Target},
};

use super::{
    Wanted,
    yaml::{children, node_at},
};

pub(super) fn render(wanted: &Wanted<'_>, text: &str) -> Option<Vec<TextEdit>> {
    let span = wanted.target.span;
    let line = Line::around(text, span)?;
    let (documents, problems) = tollgate_yaml::parse(FileId(0), &line.masked);
    let document = documents.first().filter(|_| problems.is_empty())?;
    let file = Target { text: &line.masked, document, dialect: Dialect::Kubernetes };
    let edit = match wanted.semantic.action {
        EditAction::Set => {
            let at = line.within(span)?;
            edit::set(file, node_at(&document.root, at)?.span, wanted.value)?
        }
        EditAction::Remove => return line.remove(document, span),
        EditAction::Insert => insert(wanted, file, &line)?,
    };
    line.moved(edit).map(|edit| vec![edit])
}

/// Whether nothing decides about the first entry of a mapping, at `first`, that does not decide about all of its
/// `entries`: no `with` or `if`, and no template of its own.
pub(super) fn decides_alike(text: &str, first: Span, entries: &[Span]) -> bool {
    let around = open_actions(text, first.start as usize);
    entries
        .iter()
        .all(|entry| entry.file == first.file && open_actions(text, entry.start as usize).starts_with(&around))
}

/// Where the actions begin that are open at `at`.
fn open_actions(text: &str, at: usize) -> Vec<usize> {
    const OPEN: [&str; 5] = ["if", "with", "range", "define", "block"];
    let mut open = Vec::new();
    let mut from = 0;
    while let Some(start) = text.get(from..at).and_then(|rest| rest.find("{{")).map(|found| from + found) {
        let end = text[start..].find("}}").map_or(text.len(), |length| start + length + 2);
        let words = text[start + 2..end].trim_start_matches('-').trim_start();
        let word = words.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        if OPEN.contains(&word) {
            open.push(start);
        } else if word == "end" {
            open.pop();
        }
        from = end;
    }
    open
}

fn insert(wanted: &Wanted<'_>, file: Target<'_>, line: &Line<'_>) -> Option<TextEdit> {
    let key = wanted.semantic.key.as_str();
    let root = &file.document.root;
    // `{}`, `[]` and other brackets that are written in the line.
    if let Some(node) = line.within(wanted.target.span).and_then(|at| node_at(root, at)).filter(|node| node.is_flow) {
        return match &node.content {
            Content::Sequence(_) if key.is_empty() => edit::push_item(file, node.span, wanted.value),
            Content::Mapping(_) if !key.is_empty() => edit::insert_entry(file, node.span, At::End, key, wanted.value),
            _ => None,
        };
    }
    let mapping = mapping_at(root, line.offset_of(wanted.target.span)?)?;
    if key.is_empty() || line.says_below(key, mapping.span.start as usize) {
        return None;
    }
    let Content::Mapping(pairs) = &mapping.content else { return None };
    let first = pairs.first()?;
    let name = Dialect::Kubernetes.key(&first.key)?;
    let is_whole =
        matches!(&first.value.content, Content::Scalar(text, style) if !text.is_empty() && !is_block(*style));
    let at = if is_whole { At::After(&name) } else { At::Before(&name) };
    edit::insert_entry(file, mapping.span, at, key, wanted.value)
}

fn is_block(style: tollgate_yaml::Style) -> bool {
    matches!(style, tollgate_yaml::Style::Literal | tollgate_yaml::Style::Folded)
}

/// The block mapping whose first key stands at `start`.
fn mapping_at(node: &Node, start: u32) -> Option<&Node> {
    let is_it = matches!(&node.content, Content::Mapping(pairs) if !node.is_flow
        && pairs.first().is_some_and(|pair| pair.key.span.start == start));
    if is_it { Some(node) } else { children(node).find_map(|child| mapping_at(child, start)) }
}

/// A line of a template.
struct Line<'t> {
    text: &'t str,
    file: FileId,
    start: usize,
    /// Without its actions, at the same places.
    masked: String,
}

impl<'t> Line<'t> {
    /// The line of `span`; `None` when an action goes on beyond it, or nothing else stands there.
    fn around(text: &'t str, span: Span) -> Option<Self> {
        let at = span.start as usize;
        let start = text.get(..at)?.rfind('\n').map_or(0, |line| line + 1);
        // An action that began above.
        let before = &text[..start];
        if before.rfind("{{").is_some_and(|open| !before[open..].contains("}}")) {
            return None;
        }
        let end = text[at..].find('\n').map_or(text.len(), |length| at + length + 1);
        let line = &text[start..end];
        let mut masked = String::with_capacity(line.len());
        let mut rest = line;
        while let Some(open) = rest.find("{{") {
            let length = rest[open..].find("}}")? + 2;
            masked.push_str(&rest[..open]);
            masked.extend(std::iter::repeat_n('x', length));
            rest = &rest[open + length..];
        }
        masked.push_str(rest);
        Some(Self { text, file: span.file, start, masked })
    }

    /// The place in the line, of what is written there and is no action.
    fn within(&self, span: Span) -> Option<Span> {
        let start = self.offset_of(span)?;
        let end = start + (span.end - span.start);
        let range = start as usize..end as usize;
        let written = self.text.get(span.range())?;
        (self.masked.get(range)? == written).then_some(Span { file: FileId(0), start, end })
    }

    fn offset_of(&self, span: Span) -> Option<u32> {
        u32::try_from((span.start as usize).checked_sub(self.start)?).ok()
    }

    /// An edit of the line as one of the template. What it replaces is no action.
    fn moved(&self, edit: TextEdit) -> Option<TextEdit> {
        let range = edit.span.range();
        let (from, to) = (self.start + range.start, self.start + range.end);
        (self.text.get(from..to)? == &self.masked[range])
            .then(|| TextEdit { span: Span::new(self.file, from, to), text: edit.text })
    }

    /// The whole line, when it is one entry.
    fn remove(&self, document: &Document, span: Span) -> Option<Vec<TextEdit>> {
        let at = self.within(span)?;
        let Content::Mapping(pairs) = &document.root.content else { return None };
        let [pair] = pairs.as_slice() else { return None };
        let is_it = pair.value.span == at
            && !pair.value.is_empty()
            && !matches!(&pair.value.content, Content::Scalar(_, style) if is_block(*style));
        is_it.then(|| {
            let end = self.start + self.masked.len();
            vec![TextEdit { span: Span::new(self.file, self.start, end), text: String::new() }]
        })
    }

    /// Whether a line below that may be of the same mapping, whose keys stand in `column`, mentions `key`: it may be
    /// written under some condition.
    fn says_below(&self, key: &str, column: usize) -> bool {
        let end = self.start + self.masked.len();
        for line in self.text[end..].lines() {
            let words = line.trim_start();
            let indent = line.len() - words.len();
            if words.is_empty() || words.starts_with("{{") {
                if words.contains(key) {
                    return true;
                }
                continue;
            }
            if indent < column {
                return false;
            }
            if words.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')) {
                return true;
            }
        }
        false
    }
}
