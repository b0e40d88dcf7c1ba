//! What of a text decides how it may stand there, as far as both versions see it alike.

use crate::{Dialect, Scalar, Style, as_yaml_1_1_bool};

/// What styles keep a text as it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Analysis {
    pub(super) is_multiline: bool,
    pub(super) has_tabs: bool,
    /// Also says that it is no other value; see [`reads_as_text`].
    pub(super) allows_plain: bool,
    pub(super) allows_single: bool,
    /// The tabs aside, on which the versions disagree.
    pub(super) allows_literal: bool,
}

pub(super) fn analyze(text: &str) -> Analysis {
    let mut indicators = text.starts_with("---") || text.starts_with("...");
    let (mut breaks, mut special, mut tabs) = (false, false, false);
    let (mut break_space, mut space_break) = (false, false);
    let mut previous = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let before_blank = chars.peek().is_none_or(|next| matches!(next, ' ' | '\t'));
        indicators |= match c {
            ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => {
                previous.is_none()
            }
            '?' | '-' => previous.is_none() && before_blank,
            ':' => before_blank,
            '#' => previous.is_none_or(|before| matches!(before, ' ' | '\t')),
            _ => false,
        };
        breaks |= is_break(c);
        tabs |= c == '\t';
        special |= c != '\t' && !is_printable(c);
        break_space |= c == ' ' && previous.is_some_and(is_break);
        space_break |= is_break(c) && previous == Some(' ');
        previous = Some(c);
    }
    let at_the_edge = text.starts_with(' ') || text.ends_with(' ');
    let unquotable = break_space || space_break || tabs || special;
    Analysis {
        is_multiline: breaks,
        has_tabs: tabs,
        allows_plain: !(at_the_edge || unquotable || breaks || indicators) && reads_as_text(text),
        allows_single: !unquotable && reads_as_text(text),
        allows_literal: !(text.is_empty() || text.ends_with(' ') || space_break || special),
    }
}

/// Whether `text` without quotes is that text, and no number to old readers either. Else it stands in double ones.
fn reads_as_text(text: &str) -> bool {
    let read = Dialect::Compose.scalar(&text.into(), Style::Plain, None);
    matches!(read, Ok(Scalar::Text(_))) && as_yaml_1_1_bool(text).is_none() && !is_sexagesimal(text)
}

/// `1:30` and the like.
fn is_sexagesimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let mut parts = unsigned.split(':');
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let first = parts.next().is_some_and(|part| is_number(part) && part.starts_with(|c: char| c.is_ascii_digit()));
    let rest: Vec<&str> = parts.collect();
    let Some((last, middle)) = rest.split_last() else { return false };
    let is_sixty = |part: &&str| {
        matches!(part.len(), 1 | 2)
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part.parse::<u32>().is_ok_and(|n| n < 60)
    };
    let (whole, fraction) = last.split_once('.').unwrap_or((last, ""));
    first
        && middle.iter().all(is_sixty)
        && is_sixty(&whole)
        && fraction.bytes().all(|b| b.is_ascii_digit() || b == b'_')
}

pub(super) fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

pub(super) fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}') && c != '\u{feff}'
}

/// What stands behind the `|` of a literal text: its indentation where the text hides it, and what is to become of
/// the line breaks at its end.
pub(super) fn literal_hints(text: &str) -> String {
    let mut hints = String::new();
    if text.starts_with(|c| c == ' ' || is_break(c)) {
        hints.push('2');
    }
    let mut from_end = text.chars().rev();
    match (from_end.next().is_some_and(is_break), from_end.next().is_none_or(is_break)) {
        (false, _) => hints.push('-'),
        (true, false) => {}
        (true, true) => hints.push('+'),
    }
    hints
}

/// How `c` stands in double quotes when not as itself: in a text that begins with a byte order mark everything is
/// escaped, as the reference implementation has it.
pub(super) fn escape(c: char, is_behind_byte_order_mark: bool) -> Option<String> {
    let short = match c {
        '"' => '"',
        '\\' => '\\',
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{1b}' => 'e',
        '\u{85}' => 'N',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        c if is_printable(c) && !is_behind_byte_order_mark => return None,
        '\u{a0}' => '_',
        c => {
            let code = u32::from(c);
            return Some(match code {
                0..=0xff => format!("\\x{code:02X}"),
                0x100..=0xffff => format!("\\u{code:04X}"),
                _ => format!("\\U{code:08X}"),
            });
        }
    };
    Some(format!("\\{short}"))
}
