//! Documents as go-yaml 3 lays them out: lists stand deeper than their key, and no line is folded.

use super::{
    Out,
    scalar::{analyze, escape, literal_hints},
};

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

/// A text in the style that reads back as the same text.
fn quoted(text: &str, is_key: bool, indent: usize) -> String {
    let analysis = analyze(text);
    if text.contains('\n') {
        return if !is_key && analysis.allows_literal { literal(text, indent + 2) } else { double(text) };
    }
    if analysis.allows_plain {
        text.to_owned()
    } else if analysis.allows_single && !(is_key && analysis.is_multiline) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        double(text)
    }
}

fn literal(text: &str, indent: usize) -> String {
    let mut out = format!("|{}", literal_hints(text));
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

fn double(text: &str) -> String {
    let is_marked = text.starts_with('\u{feff}');
    let mut out = String::from("\"");
    for c in text.chars() {
        match escape(c, is_marked) {
            Some(escape) => out.push_str(&escape),
            None => out.push(c),
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
