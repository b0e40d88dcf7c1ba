//! Comments: no part of any value, and what people write to readers of the file, and to this program.

use std::sync::Arc;

use tollgate_source::Span;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comment {
    /// Without the `#`, trimmed.
    pub text: Arc<str>,
    /// From the `#` to the end of the line.
    pub span: Span,
    /// Nothing but blanks stands before it on its line.
    pub own_line: bool,
}

impl Comment {
    pub(crate) fn new(text: &str, span: Span) -> Self {
        let range = span.range();
        let line = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let before = text[line..range.start].trim_start_matches('\u{feff}');
        let own_line = before.trim().is_empty();
        Self { text: text[range].trim_start_matches('#').trim().into(), span, own_line }
    }
}
