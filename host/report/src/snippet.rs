//! A message with source lines and labels, drawn by miette.

use std::{fmt, sync::Arc};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode};

use crate::{Style, excerpt::excerpt, sources::Text, window::Window};

/// What to draw: a message, and labels in one file.
pub(crate) struct Snippet {
    pub(crate) code: Option<String>,
    pub(crate) severity: Severity,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) source: Option<Source>,
    /// Byte ranges with words; the first is the place itself.
    pub(crate) labels: Vec<(std::ops::Range<usize>, String)>,
}

/// Where the lines of a snippet are from.
pub(crate) struct Source {
    /// File, line and column, as the heading says them.
    place: String,
    text: Text,
}

impl Source {
    /// `text` of `file`, to be shown at a 1-based line and column (in characters).
    pub(crate) fn new(file: &str, line: u32, column: u32, text: Text) -> Self {
        Self { place: format!("{file}:{line}:{column}"), text }
    }
}

impl Snippet {
    /// The drawing, ending in a newline.
    pub(crate) fn draw(&self, style: Style) -> String {
        let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(style.width)
            .with_links(false)
            .with_context_lines(1)
            // The column of what is drawn is not that of the file when a wide line is cut.
            .without_primary_span_start()
            // Names and addresses are copied and searched for: they stay in one piece.
            .with_break_words(false)
            .with_word_separator(textwrap::WordSeparator::AsciiSpace)
            .with_word_splitter(textwrap::WordSplitter::NoHyphenation);
        let mut out = String::new();
        // Writing to a string fails only when a label does not fit its source; then the words must do.
        if handler.render_report(&mut out, &Drawing::new(self)).is_err() {
            out = format!("{}\n", self.message);
        }
        out
    }
}

/// A snippet in the terms of the library that draws it.
struct Drawing<'s> {
    snippet: &'s Snippet,
    source: Option<Window<'s>>,
    labels: Vec<LabeledSpan>,
}

impl<'s> Drawing<'s> {
    fn new(snippet: &'s Snippet) -> Self {
        let Some(source) = &snippet.source else {
            return Self { snippet, source: None, labels: Vec::new() };
        };
        let ranges: Vec<_> = snippet.labels.iter().map(|(range, _)| range.clone()).collect();
        let (text, ranges) = excerpt(source.text.shared(), &ranges);
        let is_whole = Arc::ptr_eq(&text, source.text.shared());
        let text = if is_whole { source.text.clone() } else { Text::new(text) };
        let words = snippet.labels.iter().map(|(_, words)| (!words.is_empty()).then(|| words.clone()));
        let window = Window::around(&source.place, text, &ranges);
        let labels = ranges.into_iter().zip(words).enumerate().map(|(index, (range, words))| {
            let span = (range.start, range.len());
            match index {
                0 => LabeledSpan::new_primary_with_span(words, span),
                _ => LabeledSpan::new_with_span(words, span),
            }
        });
        Self { snippet, labels: labels.collect(), source: Some(window) }
    }
}

impl fmt::Debug for Drawing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.snippet.message)
    }
}

impl fmt::Display for Drawing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.snippet.message)
    }
}

impl std::error::Error for Drawing<'_> {}

impl Diagnostic for Drawing<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.snippet.code.as_ref().map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.snippet.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.snippet.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty()).then(|| Box::new(self.labels.iter().cloned()) as Box<dyn Iterator<Item = _>>)
    }
}
