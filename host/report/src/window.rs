//! The lines of a text that are drawn. miette looks for the lines of a label from the beginning of what it is given, for
//! each label several times: of a long file it is given a few lines.

use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::sources::Text;

/// Lines beside those of labels: one is drawn, and one more is there to end it.
const BESIDE: usize = 2;

/// A part of a text, in which places are those of the whole.
pub(crate) struct Window<'p> {
    /// What the text is called in the drawing.
    place: &'p str,
    text: Text,
    /// Whole lines of the text.
    part: Range<usize>,
    /// Lines before them.
    line: usize,
}

impl<'p> Window<'p> {
    pub(crate) fn around(place: &'p str, text: Text, labels: &[Range<usize>]) -> Self {
        let start = labels.iter().map(|label| label.start).min().unwrap_or(0).min(text.len());
        let end = labels.iter().map(|label| label.end).max().unwrap_or(text.len()).clamp(start, text.len());
        let newlines_before = text.as_bytes()[..start].iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n');
        let from = newlines_before.map(|(at, _)| at + 1).nth(BESIDE).unwrap_or(0);
        let newlines_behind = text.as_bytes()[end..].iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let until = newlines_behind.map(|(at, _)| end + at + 1).nth(BESIDE).unwrap_or(text.len());
        let line = text.lines_before(from);
        Self { place, text, part: from..until, line }
    }
}

impl SourceCode for Window<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let start = span.offset().checked_sub(self.part.start).ok_or(MietteError::OutOfBounds)?;
        let within = SourceSpan::from((start, span.len()));
        let part = &self.text.as_bytes()[self.part.clone()];
        let found = part.read_span(&within, context_lines_before, context_lines_after)?;
        Ok(Box::new(MietteSpanContents::new_named(
            self.place.to_owned(),
            found.data(),
            SourceSpan::from((found.span().offset() + self.part.start, found.span().len())),
            found.line() + self.line,
            found.column(),
            found.line_count() + self.line,
        )))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use miette::{SourceCode, SourceSpan};

    use super::Window;
    use crate::sources::Text;

    /// A window shows what the whole would.
    #[test]
    fn windows_show_what_the_whole_does() {
        let text = "a\r\nbc\n\rdéf\n\n\ng\rh\ni\nj\nk\nl\nm";
        for start in 0..=text.len() {
            for end in start..=text.len() {
                if !text.is_char_boundary(start) || !text.is_char_boundary(end) {
                    continue;
                }
                let window = Window::around("f", Text::new(Arc::from(text)), &[start..end, end..end]);
                let span = SourceSpan::from((start, end - start));
                let seen = window.read_span(&span, 1, 1).expect("in the window");
                let whole = text.read_span(&span, 1, 1).expect("in the text");
                let shown = |one: &dyn miette::SpanContents<'_>| {
                    (one.data().to_vec(), *one.span(), one.line(), one.column(), one.line_count())
                };
                assert_eq!(shown(&*seen), shown(&*whole), "{start}..{end}");
            }
        }
    }
}
