//! A message with source lines and labels, drawn by miette.

use std::{fmt, sync::Arc};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, Severity, SourceCode};

use crate::Style;

/// What to draw: a message, and labels in one file.
pub(crate) struct Snippet {
    pub(crate) code: Option<String>,
    pub(crate) severity: Severity,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) source: Option<NamedSource<Arc<str>>>,
    /// Byte ranges with words; the first is the place itself.
    pub(crate) labels: Vec<(std::ops::Range<usize>, String)>,
}

impl Snippet {
    /// The drawing, ending in a newline.
    pub(crate) fn draw(&self, style: Style) -> String {
        let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(style.width)
            .with_links(false)
            .with_context_lines(1)
            // Names and addresses are copied and searched for: they stay in one piece.
            .with_break_words(false)
            .with_word_separator(textwrap::WordSeparator::AsciiSpace)
            .with_word_splitter(textwrap::WordSplitter::NoHyphenation);
        let mut out = String::new();
        // Writing to a string fails only when a label does not fit its source; then the words must do.
        if handler.render_report(&mut out, self).is_err() {
            out = format!("{}\n", self.message);
        }
        out
    }
}

/// The byte offset of a 1-based line and column (in characters) of `text`.
pub(crate) fn offset(text: &str, line: u32, column: u32) -> usize {
    let start = match line {
        0 | 1 => 0,
        line => text.match_indices('\n').nth(line as usize - 2).map_or(text.len(), |(at, _)| at + 1),
    };
    let rest = &text[start..];
    let rest_start = start + (rest.len() - rest.trim_start_matches('\u{feff}').len());
    let end = rest.find('\n').map_or(text.len(), |at| start + at);
    text[rest_start..end.max(rest_start)]
        .char_indices()
        .nth((column as usize).saturating_sub(1))
        .map_or(end, |(at, _)| rest_start + at)
}

impl fmt::Debug for Snippet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Display for Snippet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Snippet {}

impl Diagnostic for Snippet {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.as_ref().map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        if self.labels.is_empty() {
            return None;
        }
        Some(Box::new(self.labels.iter().enumerate().map(|(index, (range, text))| {
            let text = (!text.is_empty()).then(|| text.clone());
            let span = (range.start, range.len());
            if index == 0 {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::offset;

    #[test]
    fn offsets_are_in_characters() {
        let text = "é = 1\nab\n";
        assert_eq!([offset(text, 1, 1), offset(text, 1, 3), offset(text, 2, 2), offset(text, 2, 9)], [0, 3, 8, 9]);
        assert_eq!(offset(text, 99, 1), text.len());
        assert_eq!(offset("\u{feff}x", 1, 1), 3);
    }
}
