//! Generated documents as go-yaml 3 writes them. Files of the user are never printed: they are edited, see `edit`.

use std::cmp::Ordering;

use crate::{Dialect, Scalar, Style};

/// A document that is to be written.
#[derive(Clone, PartialEq, Debug)]
pub enum Out {
    Null,
    Bool(bool),
    /// As it is to stand there.
    Number(String),
    Text(String),
    List(Vec<Out>),
    /// In this order.
    Map(Vec<(String, Out)>),
}

/// The text of a document in block style, two blanks a level.
pub fn emit(document: &Out) -> String {
    let mut out = String::new();
    match document {
        Out::Map(entries) if !entries.is_empty() => map(&mut out, entries, 0),
        Out::List(items) if !items.is_empty() => list(&mut out, items, 0),
        other => {
            value(&mut out, other, 0);
            out.push('\n');
        }
    }
    out
}

fn map(out: &mut String, entries: &[(String, Out)], indent: usize) {
    for (index, (key, value)) in entries.iter().enumerate() {
        if index > 0 {
            blanks(out, indent);
        }
        out.push_str(&quoted(key, true, indent));
        out.push(':');
        nested(out, value, indent);
    }
}

fn list(out: &mut String, items: &[Out], indent: usize) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            blanks(out, indent);
        }
        out.push('-');
        // The first entry stands behind the dash.
        within(out, item, indent, |out| out.push(' '));
    }
}

/// What stands behind a key.
fn nested(out: &mut String, what: &Out, indent: usize) {
    within(out, what, indent, |out| {
        out.push('\n');
        blanks(out, indent + 2);
    });
}

/// What stands behind a dash or a key: `lead` is what comes before the first entry of a collection.
fn within(out: &mut String, what: &Out, indent: usize, lead: impl FnOnce(&mut String)) {
    match what {
        Out::Map(entries) if !entries.is_empty() => {
            lead(out);
            map(out, entries, indent + 2);
        }
        Out::List(items) if !items.is_empty() => {
            lead(out);
            list(out, items, indent + 2);
        }
        scalar => {
            out.push(' ');
            value(out, scalar, indent);
            out.push('\n');
        }
    }
}

fn value(out: &mut String, what: &Out, indent: usize) {
    match what {
        Out::Null => out.push_str("null"),
        Out::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Out::Number(number) => out.push_str(number),
        Out::Text(text) => out.push_str(&quoted(text, false, indent)),
        Out::List(_) => out.push_str("[]"),
        Out::Map(_) => out.push_str("{}"),
    }
}

fn blanks(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}

/// What of a text decides how it may stand there.
#[derive(Default)]
struct Analysis {
    is_multiline: bool,
    allows_plain: bool,
    allows_single: bool,
    allows_block: bool,
}

fn analyze(text: &str) -> Analysis {
    if text.is_empty() {
        return Analysis { allows_plain: true, allows_single: true, ..Analysis::default() };
    }
    let chars: Vec<char> = text.chars().collect();
    let is_break = |c: char| matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let is_blank = |c: char| matches!(c, ' ' | '\t');
    let mut indicators = text.starts_with("---") || text.starts_with("...");
    let (mut breaks, mut special, mut tabs) = (false, false, false);
    let (mut break_space, mut space_break) = (false, false);
    let (mut previous_space, mut previous_break) = (false, false);
    let mut after_blank = true;
    for (index, c) in chars.iter().copied().enumerate() {
        let before_blank = chars.get(index + 1).is_none_or(|next| is_blank(*next) || is_break(*next));
        indicators |= match c {
            '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`'
                if index == 0 =>
            {
                true
            }
            '?' | '-' if index == 0 => before_blank,
            ':' => before_blank,
            '#' => after_blank,
            _ => false,
        };
        tabs |= c == '\t';
        special |= c != '\t' && !is_printable(c);
        if c == ' ' {
            break_space |= previous_break;
            (previous_space, previous_break) = (true, false);
        } else if is_break(c) {
            breaks = true;
            space_break |= previous_space;
            (previous_space, previous_break) = (false, true);
        } else {
            (previous_space, previous_break) = (false, false);
        }
        after_blank = is_blank(c) || is_break(c);
    }
    let (first, last) = (chars[0], chars[chars.len() - 1]);
    let at_the_edge = |c: char| c == ' ' || is_break(c);
    let unquotable = break_space || space_break || tabs || special;
    Analysis {
        is_multiline: breaks,
        allows_plain: !(at_the_edge(first) || at_the_edge(last) || unquotable || breaks || indicators),
        allows_single: !unquotable,
        allows_block: !(last == ' ' || space_break || special),
    }
}

fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}') && c != '\u{feff}'
}

/// A text in the style that reads back as the same text.
fn quoted(text: &str, is_key: bool, indent: usize) -> String {
    let analysis = analyze(text);
    let is_text = matches!(
        Dialect::Compose.scalar(&text.into(), Style::Plain, None),
        Ok(Scalar::Text(read)) if *read == *text
    );
    let is_misread = crate::as_yaml_1_1_bool(text).is_some() || is_sexagesimal(text);
    if text.contains('\n') && !is_key && analysis.allows_block {
        return literal(text, indent + 2);
    }
    if (analysis.is_multiline && is_key) || text.contains('\n') || !is_text || is_misread {
        return double(text);
    }
    if analysis.allows_plain {
        text.to_owned()
    } else if analysis.allows_single {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        double(text)
    }
}

/// `1:30` and the like: numbers to old readers.
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

fn literal(text: &str, indent: usize) -> String {
    let mut out = String::from("|");
    if text.starts_with([' ', '\n']) {
        out.push('2');
    }
    let trimmed = text.trim_end_matches('\n');
    match text.len() - trimmed.len() {
        0 => out.push('-'),
        1 if !trimmed.is_empty() => {}
        _ => out.push('+'),
    }
    let body = text.strip_suffix('\n').unwrap_or(text);
    for line in body.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            blanks(&mut out, indent);
            out.push_str(line);
        }
    }
    out
}

/// The order in which go-yaml prints the keys of a map: as people sort them, numbers by their value.
pub fn key_order(a: &str, b: &str) -> Ordering {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut after_digit = false;
    for at in 0..a.len().min(b.len()) {
        if a[at] == b[at] {
            after_digit = a[at].is_numeric();
            continue;
        }
        let (a_letter, b_letter) = (a[at].is_alphabetic(), b[at].is_alphabetic());
        if a_letter && b_letter {
            return a[at].cmp(&b[at]);
        }
        if a_letter || b_letter {
            let is_less = if after_digit { a_letter } else { b_letter };
            return if is_less { Ordering::Less } else { Ordering::Greater };
        }
        // Zeros in front count only behind another digit.
        let is_inside =
            (a[at] == '0' || b[at] == '0') && a[..at].iter().rev().take_while(|c| c.is_numeric()).any(|c| *c != '0');
        let number = |chars: &[char]| {
            let digits = chars[at..].iter().take_while(|c| c.is_numeric());
            let (mut value, mut end) = (u64::from(is_inside), at);
            for digit in digits {
                value = value.wrapping_mul(10).wrapping_add(u64::from(digit.to_digit(10).unwrap_or(0)));
                end += 1;
            }
            (value, end)
        };
        return number(&a).cmp(&number(&b)).then(a[at].cmp(&b[at]));
    }
    a.len().cmp(&b.len())
}

fn double(text: &str) -> String {
    let mut out = String::from("\"");
    // As the reference implementation has it: behind a byte order mark, everything is escaped.
    let is_marked = text.starts_with('\u{feff}');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\0' => out.push_str("\\0"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\u{1b}' => out.push_str("\\e"),
            '\u{85}' => out.push_str("\\N"),
            '\u{2028}' => out.push_str("\\L"),
            '\u{2029}' => out.push_str("\\P"),
            c if is_printable(c) && !is_marked => out.push(c),
            c => {
                let code = u32::from(c);
                out.push_str(&match code {
                    0..=0xff => format!("\\x{code:02X}"),
                    0x100..=0xffff => format!("\\u{code:04X}"),
                    _ => format!("\\U{code:08X}"),
                });
            }
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::{Out, emit};

    fn check(text: &str, expected: &str) {
        let document = Out::Map(vec![("k".into(), Out::Text(text.into()))]);
        assert_eq!(emit(&document), format!("k: {expected}\n"), "{text:?}");
    }

    #[test]
    fn texts_are_quoted_as_go_quotes_them() {
        check("plain text", "plain text");
        check("", "\"\"");
        check("80", "\"80\"");
        check("true", "\"true\"");
        check("yes", "\"yes\"");
        check("1:30", "\"1:30\"");
        check("0440", "\"0440\"");
        check("2020-01-01", "\"2020-01-01\"");
        check("a: b", "'a: b'");
        check("*x", "'*x'");
        check("it's #1", "'it''s #1'");
        check(" lead", "' lead'");
        check("tab\tin", "\"tab\\tin\"");
        check("a\nb\n", "|\n  a\n  b");
        check("a\nb", "|-\n  a\n  b");
        check("a \nb", "\"a \\nb\"");
        check("é", "é");
        check("😀", "\"\\U0001F600\"");
        check("a:b", "a:b");
        check("-", "'-'");
        check("~", "\"~\"");
        check("[x]", "'[x]'");
    }

    #[test]
    fn collections_stand_in_blocks() {
        let text = |text: &str| Out::Text(text.into());
        let document = Out::Map(vec![
            (
                "list".into(),
                Out::List(vec![text("a"), Out::Map(vec![("b".into(), Out::Null), ("c".into(), Out::Bool(true))])]),
            ),
            ("empty".into(), Out::List(Vec::new())),
            ("none".into(), Out::Map(Vec::new())),
            ("deep".into(), Out::Map(vec![("x".into(), Out::Number("1".into()))])),
        ]);
        let expected = "list:\n  - a\n  - b: null\n    c: true\nempty: []\nnone: {}\ndeep:\n  x: 1\n";
        assert_eq!(emit(&document), expected);
    }
}
