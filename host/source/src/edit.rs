//! Byte edits of original text: the only way Tollgate changes a file.

use crate::Span;

/// Replaces the bytes of `span` by `text`; an empty span inserts, an empty text deletes.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct TextEdit {
    pub span: Span,
    pub text: String,
}

/// Why a set of edits cannot be applied to a text.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum EditError {
    #[error("two edits overlap at byte {at}")]
    Overlap { at: u32 },
    #[error("an edit lies outside of the text or inside a character, at byte {at}")]
    OutOfBounds { at: u32 },
}

/// Applies `edits`, all of the same file as `text` and in any order.
///
/// Two insertions at one place are kept in the given order; any other contact of non-empty ranges is an
/// error, as is a range that does not fall on character boundaries.
pub fn apply_edits(text: &str, edits: &[TextEdit]) -> Result<String, EditError> {
    let mut sorted: Vec<&TextEdit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0usize;
    for edit in sorted {
        let range = edit.span.range();
        if range.start < at {
            return Err(EditError::Overlap { at: edit.span.start });
        }
        let kept = text.get(at..range.start).ok_or(EditError::OutOfBounds { at: edit.span.start })?;
        text.get(range.clone()).ok_or(EditError::OutOfBounds { at: edit.span.start })?;
        out.push_str(kept);
        out.push_str(&edit.text);
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FileId;

    fn edit(start: usize, end: usize, text: &str) -> TextEdit {
        TextEdit { span: Span::new(FileId(0), start, end), text: text.into() }
    }

    #[test]
    fn edits_apply_in_any_order_and_never_overlap() {
        assert_eq!(apply_edits("abcdef", &[edit(4, 5, "X"), edit(0, 1, "Y"), edit(2, 2, "+")]), Ok("Yb+cdXf".into()));
        assert_eq!(apply_edits("abc", &[edit(0, 2, ""), edit(1, 3, "")]), Err(EditError::Overlap { at: 1 }));
        assert_eq!(apply_edits("é", &[edit(1, 2, "")]), Err(EditError::OutOfBounds { at: 1 }));
        assert_eq!(apply_edits("a", &[edit(2, 2, "x")]), Err(EditError::OutOfBounds { at: 2 }));
    }
}
