//! Taking things out without leaving holes.

use std::ops::Range;

use tollgate_source::{Span, TextEdit};

use super::layout::Lines;

/// Removes what stands at `span`: an attribute, a block, an object entry from its key to its value, or a list
/// element. Its lines go with it when nothing else but a comment at their end stands on them; otherwise a comma
/// goes with it.
pub fn remove(text: &str, span: Span) -> TextEdit {
    let lines = Lines::new(text);
    let range = span.range();
    let range = whole_lines(lines, &range).unwrap_or_else(|| inline(text, &range));
    TextEdit { span: Span::new(span.file, range.start, range.end), text: String::new() }
}

fn whole_lines(lines: Lines<'_>, range: &Range<usize>) -> Option<Range<usize>> {
    let text = lines.text;
    let start = lines.start(range.start);
    let rest = text[range.end..lines.end(range.end)].trim_start();
    let rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
    let is_alone = text[start..range.start].trim().is_empty()
        && (rest.is_empty() || rest.starts_with('#') || rest.starts_with("//"));
    if !is_alone {
        return None;
    }
    let end = lines.next(range.end);
    // Of two blank lines that would meet, or one that would stand at a closing brace, one goes too.
    let above = start > 0 && text[lines.start(start - 1)..start].trim().is_empty();
    let below = text[end..lines.next(end)].trim();
    if above && start > 1 && (below.is_empty() || below.starts_with('}')) {
        return Some(lines.start(start - 1)..end);
    }
    Some(start..end)
}

fn inline(text: &str, range: &Range<usize>) -> Range<usize> {
    let after = &text[range.end..];
    let blanks = after.len() - after.trim_start_matches([' ', '\t']).len();
    if let Some(rest) = after[blanks..].strip_prefix(',') {
        let more = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        return range.start..range.end + blanks + 1 + more;
    }
    let before = text[..range.start].trim_end();
    if before.ends_with(',') {
        return before.len() - 1..range.end;
    }
    // The last one between its braces takes the blanks with it.
    let is_last = matches!((before.as_bytes().last(), after.as_bytes().get(blanks)), (Some(b'{'), Some(b'}')));
    if is_last {
        return before.len()..range.end + blanks;
    }
    range.clone()
}
