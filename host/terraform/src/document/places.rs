//! Where the bytes of a string stand in the file that it is written in.
//!
//! What a string literal says differs from what is written: escapes are resolved, indentation is taken off.
//! The two are laid side by side, which either explains every byte of the string or gives no places at all.

use std::ops::Range;

use tollgate_ir::{How, Origin, Value};
use tollgate_source::{SourceMap, Span};

/// Where parts of a text come from, in order and without overlap.
#[derive(Debug, Default)]
pub(crate) struct Places {
    runs: Vec<Run>,
}

#[derive(Debug)]
struct Run {
    /// Bytes of the text.
    text: Range<usize>,
    /// What they are written as; byte for byte the same when it is as long.
    source: Span,
    /// How a value that was put into the text came there.
    origin: Option<Origin>,
}

impl Places {
    /// The places of a string, when it is one that is written out or the text of a file.
    pub(crate) fn of(value: &Value, sources: &SourceMap) -> Option<Self> {
        let text = value.as_str()?;
        let span = value.origin.source();
        let file = sources.get(span.file);
        let is_file = value.origin.hops().any(|hop| matches!(&hop.how, How::Call(name) if &**name == "file"));
        if is_file {
            let whole = Span::new(span.file, 0, file.text.len());
            return (*file.text == *text).then(|| Self { runs: vec![Run::new(0..text.len(), whole)] });
        }
        let mut places = Self::default();
        places.literal(text, 0, file.slice(span), span).then_some(places)
    }

    /// Adds a piece of a template, which is written at its origin, as `text` from `at` on.
    pub(super) fn add(&mut self, piece: &Value, text: &str, at: usize, sources: &SourceMap) {
        let span = piece.origin.span;
        let is_written = piece.origin.from.is_none() && piece.as_str() == Some(text);
        if is_written && self.written(text, at, sources.get(span.file).slice(span), span) {
            return;
        }
        self.runs.push(Run { text: at..at + text.len(), source: span, origin: Some(piece.origin.clone()) });
    }

    /// Where `range` of the text is written.
    pub(crate) fn span(&self, range: &Range<usize>) -> Option<Span> {
        let (first, last) = (self.run(range.start)?, self.run(range.end.max(range.start + 1) - 1)?);
        let start = if first.is_verbatim() {
            first.source.start as usize + range.start - first.text.start
        } else {
            first.source.start as usize
        };
        let end = if last.is_verbatim() {
            last.source.start as usize + range.end - last.text.start
        } else {
            last.source.end as usize
        };
        let same_file = first.source.file == last.source.file && start <= end;
        Some(if same_file { Span::new(first.source.file, start, end) } else { first.source })
    }

    /// The origin of the value at `range`, quotes included; `None` where its place is not known.
    pub(super) fn origin(&self, range: &Range<usize>) -> Option<Origin> {
        let span = self.span(range)?;
        let inserted = |range: Range<usize>| {
            let run = self.run(range.start)?;
            let is_all = run.text.start <= range.start && range.end <= run.text.end;
            run.origin.as_ref().filter(|_| is_all && !range.is_empty())
        };
        let within = range.start + 1..range.end.saturating_sub(1).max(range.start + 1);
        let from = inserted(range.clone()).or_else(|| inserted(within));
        Some(from.cloned().unwrap_or_else(|| Origin::at(span)).via(span, How::Text))
    }

    fn run(&self, at: usize) -> Option<&Run> {
        let next = self.runs.partition_point(|run| run.text.end <= at);
        self.runs.get(next).filter(|run| run.text.contains(&at))
    }

    /// Adds `text` when it is what the literal `raw`, written at `span`, says.
    fn literal(&mut self, text: &str, at: usize, raw: &str, span: Span) -> bool {
        let inside = |start: usize, end: usize| (raw.get(start..end).unwrap_or(""), span.start as usize + start);
        if raw.starts_with('"') && raw.len() > 1 {
            let (inner, start) = inside(1, raw.len() - 1);
            self.lay(text, at, inner, start, span, Written::Quoted)
        } else if raw.starts_with("<<") {
            let (inner, start) = inside(raw.find('\n').map_or(raw.len(), |end| end + 1), raw.len());
            self.lay(text, at, inner, start, span, Written::Bare)
        } else {
            self.written(text, at, raw, span)
        }
    }

    /// Adds `text` when it is what `raw`, the inside of a literal, says.
    fn written(&mut self, text: &str, at: usize, raw: &str, span: Span) -> bool {
        let start = span.start as usize;
        self.lay(text, at, raw, start, span, Written::Quoted) || self.lay(text, at, raw, start, span, Written::Bare)
    }

    /// Walks through both; nothing is added when something in the text is not explained.
    fn lay(&mut self, text: &str, at: usize, raw: &str, raw_at: usize, span: Span, written: Written) -> bool {
        let before = (self.runs.len(), self.runs.last().map(|run| (run.text.end, run.source.end)));
        let (mut rest, mut source) = (text, raw);
        while let Some(c) = rest.chars().next() {
            let (taken, length) = match written.escape(source) {
                Some((said, length)) if c == said => (c.len_utf8(), length),
                _ if source.starts_with(c) => (c.len_utf8(), c.len_utf8()),
                // Indentation, and blanks that `~` takes off.
                _ if source.starts_with(char::is_whitespace) => {
                    source = source.trim_start_matches(|blank: char| blank.is_whitespace() && blank != c);
                    continue;
                }
                _ => {
                    self.runs.truncate(before.0);
                    if let (Some(last), Some((text_end, source_end))) = (self.runs.last_mut(), before.1) {
                        (last.text.end, last.source.end) = (text_end, source_end);
                    }
                    return false;
                }
            };
            let (text_at, source_at) = (at + text.len() - rest.len(), raw_at + raw.len() - source.len());
            self.push(text_at, taken, Span::new(span.file, source_at, source_at + length));
            (rest, source) = (&rest[taken..], &source[length..]);
        }
        true
    }

    fn push(&mut self, at: usize, taken: usize, source: Span) {
        if let Some(last) = self.runs.last_mut()
            && last.text.end == at
            && last.is_verbatim()
            && last.origin.is_none()
            && last.source.end == source.start
            && last.source.file == source.file
            && source.range().len() == taken
        {
            last.text.end += taken;
            last.source.end = source.end;
            return;
        }
        self.runs.push(Run::new(at..at + taken, source));
    }
}

impl Run {
    fn new(text: Range<usize>, source: Span) -> Self {
        Self { text, source, origin: None }
    }

    fn is_verbatim(&self) -> bool {
        self.text.len() == self.source.range().len()
    }
}

#[derive(Clone, Copy)]
enum Written {
    Quoted,
    /// Heredocs and files, which know no backslash.
    Bare,
}

impl Written {
    /// The character that an escape at the start of `source` stands for, and how many bytes it is written in.
    fn escape(self, source: &str) -> Option<(char, usize)> {
        if source.starts_with("$${") || source.starts_with("%%{") {
            return source.chars().next().map(|c| (c, 2));
        }
        let mut chars = source.strip_prefix('\\').filter(|_| matches!(self, Self::Quoted))?.chars();
        let digits = |length: usize| {
            let code = u32::from_str_radix(source.get(2..2 + length)?, 16).ok()?;
            Some((char::from_u32(code)?, 2 + length))
        };
        match chars.next()? {
            'n' => Some(('\n', 2)),
            'r' => Some(('\r', 2)),
            't' => Some(('\t', 2)),
            '"' => Some(('"', 2)),
            '\\' => Some(('\\', 2)),
            'u' => digits(4),
            'U' => digits(8),
            _ => None,
        }
    }
}
