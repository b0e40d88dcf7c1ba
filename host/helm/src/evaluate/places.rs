//! From places in what a chart writes to places in what somebody wrote.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    sync::Arc,
};

use tollgate_gotemplate::{Ledger, Mark, Source, Text};
use tollgate_ir::{How, Origin};
use tollgate_source::{FileId, SourceMap, Span};

use crate::Manifest;

/// Values of one text that are named: nobody reads a longer way.
const MAX_PARTS: usize = 4;

/// Where the parts of one rendered text come from.
pub(super) struct Places<'r> {
    text: &'r Text,
    words: Rc<str>,
    ledger: &'r Ledger,
    sources: &'r SourceMap,
}

impl<'r> Places<'r> {
    pub(super) fn of(manifest: &'r Manifest, ledger: &'r Ledger, sources: &'r SourceMap) -> Self {
        Self { text: &manifest.text, words: (*manifest.text.to_str()).into(), ledger, sources }
    }

    /// The template that wrote what is at `span` of the text, and the value that it is, where it is just that.
    pub(super) fn origin(&self, span: Span) -> Origin {
        let (start, end) = (span.start as usize, span.end as usize);
        // A value that is not written stands behind its key.
        let at = start.min(self.text.len().saturating_sub(1));
        let mark = self.text.mark_at(at).or_else(|| self.text.pieces().iter().find_map(|piece| piece.mark));
        let Some(mark) = mark else { return Origin::at(Span::start_of(FileId(0))) };
        let words = self.words.get(start..end.max(start)).unwrap_or_default();
        let template = match self.call(at, mark) {
            Some(action) => action,
            None => {
                let written = self.ledger.written(mark);
                self.in_template(written.at.file.0, written.at.offset, start, words)
            }
        };
        if is_scalar(words) && self.is_generated(start, end) {
            return Origin::at(template).via(template, How::Generated);
        }
        match self.value(at, end, words) {
            Some((path, place)) => Origin::at(place).via(template, How::HelmValue(path)),
            None => self.composed(template, start, end, words),
        }
    }

    /// The action that writes the byte `at`, where it stands behind words that the caller of a helper writes: of a name
    /// that a helper makes, nobody wants to be shown the helper.
    fn call(&self, at: usize, mark: Mark) -> Option<Span> {
        let line = self.words.get(..at)?.rfind('\n').map_or(0, |line| line + 1);
        let blanks = self.words.get(line..at)?.bytes().take_while(|byte| matches!(byte, b' ' | b'-')).count();
        let lead = self.text.mark_at(line + blanks).filter(|_| line + blanks < at)?;
        let lead = self.ledger.written(lead);
        let call = self.ledger.call_within(self.ledger.written(mark).frame, lead.frame)?;
        // What was called before, for a variable, is printed behind its key all the same.
        let id = FileId(lead.at.file.0);
        let source = self.sources.get(id);
        let text = source.text.get(lead.at.offset as usize..).unwrap_or_default().lines().next().unwrap_or_default();
        let before = self.words.get(line + blanks..at)?;
        let behind = text.find(before).map(|found| found + before.len());
        match behind.filter(|behind| text[*behind..].trim_start().starts_with("{{")) {
            Some(behind) => Some(action(self.sources, id, lead.at.offset + u32::try_from(behind).ok()?)),
            None => Some(action(self.sources, FileId(call.file.0), call.offset)),
        }
    }

    /// Words that a template puts together, with the values that they are made of. The last of them is the end of the
    /// way: of an image, that is its tag.
    fn composed(&self, template: Span, start: usize, end: usize, words: &str) -> Origin {
        let mut parts: BTreeMap<usize, (Arc<str>, Span)> = BTreeMap::new();
        let mut all: BTreeSet<(Arc<str>, Span)> = BTreeSet::new();
        for source in is_scalar(words).then(|| self.sources_of(start, end)).into_iter().flatten() {
            let Source::Value(value) = source else { continue };
            let origin = self.ledger.origin(*value);
            let Some((at, until)) = origin.place else { continue };
            let span = Span { file: FileId(at.file.0), start: at.offset, end: until };
            let file = self.sources.get(span.file);
            let text = file.slice(span).trim_matches(['"', '\'']);
            all.insert((Arc::from(&*origin.path), span));
            if let Some(at) = Some(text).filter(|text| !text.is_empty()).and_then(|text| words.find(text)) {
                parts.entry(at).or_insert_with(|| (Arc::from(&*origin.path), span));
            }
        }
        // The only one is behind it in whatever form.
        if let [only] = all.iter().collect::<Vec<_>>().as_slice() {
            parts.insert(0, (*only).clone());
        }
        let mut parts = parts.into_values().rev().take(MAX_PARTS);
        let Some((last, place)) = parts.next() else { return Origin::at(template) };
        let mut at = Origin::at(place);
        let mut how = How::HelmPart(last);
        for (path, place) in parts {
            at = at.via(place, std::mem::replace(&mut how, How::HelmPart(path)));
        }
        at.via(template, how)
    }

    /// The words in the line of the template that wrote them, of a mapping its first key; else the action that did.
    fn in_template(&self, file: u32, offset: u32, start: usize, words: &str) -> Span {
        let id = FileId(file);
        let source = self.sources.get(id);
        let at = offset as usize;
        let line = source.text.get(at..).unwrap_or_default().lines().next().unwrap_or_default();
        let before = self.words.get(self.run_start(start)..start).unwrap_or_default().trim_start();
        let first = words.lines().next().unwrap_or_default();
        let key = first.find(':').map(|colon| &first[..=colon]).filter(|_| words.len() > first.len());
        let found = [Some(first), key].into_iter().flatten().filter(|part| !part.is_empty()).find_map(|part| {
            // Behind what stands before them: a name may be its own key as well.
            let behind = line.find(&format!("{before}{part}")).map(|found| found + before.len());
            Some((behind.or_else(|| line.find(part))?, part.len()))
        });
        match found {
            Some((found, length)) => Span::new(id, at + found, at + found + length),
            None => action(self.sources, id, offset),
        }
    }

    /// Where what was written at once with the byte at `start` begins in its line.
    fn run_start(&self, start: usize) -> usize {
        let pieces = self.text.pieces();
        let piece = pieces.partition_point(|piece| piece.end <= start);
        let begin = piece.checked_sub(1).and_then(|before| pieces.get(before)).map_or(0, |before| before.end);
        let line = self.words.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |line| line + 1);
        begin.max(line)
    }

    /// Whether a part of it is another one each time.
    fn is_generated(&self, start: usize, end: usize) -> bool {
        self.sources_of(start, end).any(|source| matches!(source, Source::Generated(_)))
    }

    /// What the bytes from `start` to `end` are made of.
    fn sources_of(&self, start: usize, end: usize) -> impl Iterator<Item = &'r Source> {
        let pieces = self.text.pieces();
        let first = pieces.partition_point(|piece| piece.end <= start);
        // A piece begins where the one before it ends.
        let until = pieces.partition_point(|piece| piece.end < end).saturating_add(1).min(pieces.len());
        let marks = pieces.get(first..until).unwrap_or_default().iter().filter_map(|piece| piece.mark);
        let ledger = self.ledger;
        marks.flat_map(move |mark| ledger.sources(ledger.written(mark).sources))
    }

    /// The value that the words are, when they are one that stands in a file, and nothing else.
    fn value(&self, start: usize, end: usize, words: &str) -> Option<(Arc<str>, Span)> {
        let bare = words.trim_matches(['"', '\'']);
        // Quotes may be of the template.
        let inner = start + (words.len() - words.trim_start_matches(['"', '\'']).len());
        let mark = self.text.mark_at(inner.min(end.saturating_sub(1)))?;
        let mut found = None;
        for source in self.ledger.sources(self.ledger.written(mark).sources) {
            let Source::Value(value) = source else { continue };
            let origin = self.ledger.origin(*value);
            let Some((at, until)) = origin.place else { continue };
            let span = Span { file: FileId(at.file.0), start: at.offset, end: until };
            let text = self.sources.get(span.file);
            // Only what is written there as it is written here can be changed there.
            if !bare.is_empty() && text.slice(span).trim_matches(['"', '\'']) == bare {
                found = Some((Arc::from(&*origin.path), span));
            }
        }
        found
    }
}

/// Whether words look like one text rather than like a mapping or a list.
fn is_scalar(words: &str) -> bool {
    !words.contains('\n') || words.starts_with(['|', '>', '"', '\''])
}

/// The action that begins, or goes on, at `offset`, as far as it stands in that line.
pub(super) fn action(sources: &SourceMap, file: FileId, offset: u32) -> Span {
    let source = sources.get(file);
    let start = offset as usize;
    let line = source.text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let action = line.find("}}").map_or(line, |end| &line[..end]);
    let blanks = action.len() - action.trim_start().len();
    Span::new(file, start + blanks, start + blanks + action.trim().len())
}
