//! What becomes of texts on their way through JSON: Go writes the document as JSON, and go-yaml reads that as YAML,
//! before it prints it. It is nearly always the same text.

use std::borrow::Cow;

use super::Refusal;

/// The characters that may lie between the start of a key in JSON and the colon.
const MAX_KEY: usize = 1024;
/// What YAML takes for a line break though JSON does not escape it.
const NEXT_LINE: char = '\u{85}';

/// A text, and the marks of its pieces: where each ends, in bytes.
pub(super) type Pieces<'t> = (Cow<'t, str>, Cow<'t, [(usize, u32)]>);

/// A value as go-yaml reads it. A line break folds, together with the blanks around it.
pub(super) fn reread<'t>(text: &'t str, pieces: &'t [(usize, u32)]) -> Result<Pieces<'t>, Refusal> {
    check(text)?;
    if !text.contains(NEXT_LINE) {
        return Ok((Cow::Borrowed(text), Cow::Borrowed(pieces)));
    }
    let mut read = String::with_capacity(text.len());
    let mut places = Vec::new();
    let is_blank = |c: char| matches!(c, ' ' | NEXT_LINE);
    let mut rest = text;
    while !rest.is_empty() {
        let (words, behind) = rest.split_at(rest.find(is_blank).unwrap_or(rest.len()));
        let (blanks, behind) = behind.split_at(behind.find(|c| !is_blank(c)).unwrap_or(behind.len()));
        let at = text.len() - rest.len();
        read.push_str(words);
        places.extend(at..at + words.len());
        let start = at + words.len();
        let breaks: Vec<usize> = blanks.match_indices(NEXT_LINE).map(|(place, _)| start + place).collect();
        match &*breaks {
            [] => {
                read.push_str(blanks);
                places.extend(start..start + blanks.len());
            }
            [place] => {
                read.push(' ');
                places.push(*place);
            }
            // The first of several only separates.
            [_, others @ ..] => {
                read.extend(others.iter().map(|_| '\n'));
                places.extend(others);
            }
        }
        if blanks.ends_with(NEXT_LINE) && looks_like_marker(behind) {
            return Err(Refusal::DocumentMarker);
        }
        rest = behind;
    }
    Ok((Cow::Owned(read), Cow::Owned(moved(pieces, &places))))
}

/// The pieces of a text of which byte `n` came from byte `places[n]` of theirs.
fn moved(pieces: &[(usize, u32)], places: &[usize]) -> Vec<(usize, u32)> {
    pieces.iter().map(|(end, mark)| (places.partition_point(|place| place < end), *mark)).collect()
}

/// `---` or `...` at the start of a line, with a blank behind it.
fn looks_like_marker(text: &str) -> bool {
    let behind = text.strip_prefix("---").or_else(|| text.strip_prefix("..."));
    behind.is_some_and(|behind| behind.starts_with([' ', NEXT_LINE]))
}

/// Whether go-yaml reads `text` as a key.
pub(super) fn check_key(text: &str) -> Result<(), Refusal> {
    check(text)?;
    let length: usize = 2 + text.chars().map(length).sum::<usize>();
    if length > MAX_KEY || text.contains(NEXT_LINE) { Err(Refusal::Key) } else { Ok(()) }
}

/// How many characters Go makes of one in JSON.
fn length(c: char) -> usize {
    match c {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..=' ' if c != ' ' => 6,
        '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => 6,
        _ => 1,
    }
}

/// The control characters of ASCII stand in escapes, others do not.
fn check(text: &str) -> Result<(), Refusal> {
    let is_refused = |c: &char| matches!(c, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}') && *c != NEXT_LINE;
    text.chars().find(is_refused).map_or(Ok(()), |c| Err(Refusal::Character(c)))
}
