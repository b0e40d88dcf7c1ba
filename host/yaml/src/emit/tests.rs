//! Documents with their texts beside, and where each mark went.

use super::{Marked, MarkedContent, MarkedKey, Refusal, Unwritable, emit_float, emit_v2, key_order};

mod properties;
mod recorded;

fn node(mark: u32, content: MarkedContent) -> Marked {
    Marked { mark, content }
}

fn text(mark: u32, text: &str) -> Marked {
    node(mark, MarkedContent::Text(text.into(), Vec::new()))
}

fn list(mark: u32, items: Vec<Marked>) -> Marked {
    node(mark, MarkedContent::List(items))
}

fn map(mark: u32, entries: Vec<(u32, &str, Marked)>) -> Marked {
    let entry = |(mark, text, value): (u32, &str, Marked)| (MarkedKey { mark, text: text.into() }, value);
    node(mark, MarkedContent::Map(entries.into_iter().map(entry).collect()))
}

/// What is written, each piece behind the mark it has.
fn pieces(document: &Marked) -> Vec<(u32, String)> {
    let written = emit_v2(document).expect("it can be written");
    let mut start = 0;
    let mut piece = |(end, mark): &(usize, u32)| {
        let text = written.text[start..*end].to_owned();
        start = *end;
        (*mark, text)
    };
    written.pieces.iter().map(&mut piece).collect()
}

#[track_caller]
fn check_pieces(document: &Marked, expected: &[(u32, &str)]) {
    let seen = pieces(document);
    let seen: Vec<_> = seen.iter().map(|(mark, text)| (*mark, &**text)).collect();
    assert_eq!(seen, expected);
}

#[test]
fn each_byte_has_the_mark_of_what_it_was_written_for() {
    let ports =
        list(3, vec![map(4, vec![(5, "port", node(6, MarkedContent::Integer(80)))]), list(7, vec![text(8, "a")])]);
    let document =
        map(1, vec![(2, "ports", ports), (9, "none", list(10, Vec::new())), (11, "on", text(12, "it's: x"))]);
    check_pieces(
        &document,
        &[
            (9, "none:"),
            (10, " []\n"),
            (11, "\"on\":"),
            (12, " 'it''s: x'\n"),
            (2, "ports:\n"),
            (4, "-"),
            (5, " port:"),
            (6, " 80\n"),
            (7, "-"),
            (8, " - a\n"),
        ],
    );
}

#[test]
fn pieces_of_texts_keep_their_marks() {
    let of_two = |first: &str, second: &str| {
        let pieces = vec![(first.len(), 7), (first.len() + second.len(), 8)];
        map(0, vec![(1, "k", node(2, MarkedContent::Text(format!("{first}{second}").into(), pieces)))])
    };
    check_pieces(&of_two("http://", "host"), &[(1, "k:"), (2, " "), (7, "http://"), (8, "host\n")]);
    check_pieces(&of_two("a: ", "it's"), &[(1, "k:"), (2, " '"), (7, "a: "), (8, "it''s"), (2, "'\n")]);
    check_pieces(&of_two("a\t", "\0"), &[(1, "k:"), (2, " \""), (7, "a\\t"), (8, "\\0"), (2, "\"\n")]);
    check_pieces(&of_two("a\n", " b\nc"), &[(1, "k:"), (2, " |-\n"), (7, "  a\n"), (8, "   b\n  c\n")]);
    check_pieces(&of_two("a\nb", "c\n"), &[(1, "k:"), (2, " |\n"), (7, "  a\n  b"), (8, "c\n")]);
    // A blank that became a line break is still that blank.
    let (long, more) = ("x".repeat(80), "y z");
    let folded = [(1, "k:"), (2, " "), (7, &*long), (8, "\n  y z\n")];
    check_pieces(&of_two(&long, &format!(" {more}")), &folded);
    // What YAML folds in between belongs to the break that did it.
    check_pieces(&of_two("a ", "\u{85} b"), &[(1, "k:"), (2, " "), (7, "a"), (8, " b\n")]);
    check_pieces(&of_two("a\u{85} ", "\u{85}b"), &[(1, "k:"), (2, " |-\n"), (7, "  a"), (8, "\n  b\n")]);
    // The rest of a text has the mark of its node.
    check_pieces(&node(2, MarkedContent::Text("abc".into(), vec![(1, 7)])), &[(7, "a"), (2, "bc\n")]);
}

#[test]
fn long_keys_are_asked_for() {
    let key = "k".repeat(129);
    let document = list(1, vec![map(2, vec![(3, &key, list(4, vec![text(5, "a")])), (6, "l", text(7, "b"))])]);
    let complex = format!(" ? {key}\n  :");
    check_pieces(&document, &[(2, "-"), (3, &complex), (5, " - a\n"), (6, "  l:"), (7, " b\n")]);
}

#[test]
fn what_go_refuses_is_refused_with_its_mark() {
    let check = |bad: Marked, why| {
        let document = map(0, vec![(1, "fine", text(2, "fine")), (3, "list", list(4, vec![bad]))]);
        assert_eq!(emit_v2(&document), Err(Unwritable { mark: 9, why }));
    };
    check(text(9, "a\u{7f}"), Refusal::Character('\u{7f}'));
    check(text(9, "a\u{85}--- b"), Refusal::DocumentMarker);
    check(node(9, MarkedContent::Float(f64::NAN)), Refusal::Number);
    check(map(8, vec![(9, &"k".repeat(1023), text(7, ""))]), Refusal::Key);
    check(map(8, vec![(9, "a\u{85}b", text(7, ""))]), Refusal::Key);
}

#[test]
fn depth_is_bounded_by_what_can_be_read_again() {
    let nested = |depth| (0..depth).fold(text(0, "x"), |inner, mark| list(mark, vec![inner]));
    let read = |text: &str| crate::parse(tollgate_source::FileId(0), text);
    let deepest = emit_v2(&nested(255)).expect("just not too deep");
    let (documents, diagnostics) = read(&deepest.text);
    assert_eq!((documents.len(), diagnostics.len()), (1, 0));
    assert_eq!(read(&format!("- {}", deepest.text)).1.len(), 1, "one more is too deep for both");
    for depth in [256, 10_000, 200_000] {
        assert_eq!(emit_v2(&nested(depth)).map_err(|error| error.why), Err(Refusal::Depth));
    }
    let maps = (0..10_000).fold(text(0, "x"), |inner, mark| map(mark, vec![(mark, "k", inner)]));
    assert_eq!(emit_v2(&maps).map_err(|error| error.why), Err(Refusal::Depth));
}

#[test]
fn floats_are_those_of_json_read_as_yaml() {
    for (float, expected) in [
        (1e6, Some("1000000")),
        (-0.0, Some("0")),
        (0.5, Some("0.5")),
        (1_234_567.5, Some("1.2345675e+06")),
        (1e-7, Some("1e-07")),
        (9_223_372_036_854_775_808.0, Some("9223372036854776000")),
        (1e20, Some("1e+20")),
        (1e21, Some("1e+21")),
        // Halfway between two that are as short.
        (750_265_807_051_687.0 + 0.25, Some("7.502658070516872e+14")),
        (123_456.0 + 1.0 / 4096.0, Some("123456.00024414062")),
        (f64::INFINITY, None),
        (f64::NAN, None),
    ] {
        assert_eq!(emit_float(float).as_deref(), expected, "{float}");
    }
}

#[test]
fn keys_stand_in_the_order_of_go() {
    let check = |order: fn(&[&str]) -> Vec<String>, keys: &[&str], expected: &[&str]| {
        assert_eq!(order(keys), expected);
        let backwards: Vec<&str> = keys.iter().copied().rev().collect();
        assert_eq!(order(&backwards), expected);
    };
    let version_3: fn(&[&str]) -> Vec<String> = |keys| {
        let mut keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        keys.sort_by(|a, b| key_order(a, b));
        keys
    };
    let version_2: fn(&[&str]) -> Vec<String> = |keys| {
        let document = map(0, keys.iter().map(|key| (0, *key, node(0, MarkedContent::Null))).collect());
        let text = emit_v2(&document).expect("it can be written").text;
        text.lines().filter_map(|line| line.strip_suffix(": null")).map(str::to_owned).collect()
    };
    let common = ["a-b", "a.b", "a_", "a1", "a01", "a2", "a10", "a100", "ab", "b"];
    for order in [version_3, version_2] {
        check(order, &common, &["a-b", "a.b", "a_", "a1", "a01", "a2", "a10", "a100", "ab", "b"]);
    }
    check(version_3, &["x1y", "x10y"], &["x1y", "x10y"]);
    check(version_2, &["x1y", "x10y"], &["x10y", "x1y"]);
    // Too large for 64 bits.
    check(version_3, &["k18446744073709551615", "k9"], &["k9", "k18446744073709551615"]);
    check(version_2, &["k18446744073709551615", "k9"], &["k18446744073709551615", "k9"]);
    // In version 2 these form a circle.
    check(version_2, &["x1y", "x2", "x10y"], &["x2", "x10y", "x1y"]);
    let many: Vec<String> = (0..300).flat_map(|n| [format!("x{n}y"), format!("x{n}")]).collect();
    let many: Vec<&str> = many.iter().map(|key| &**key).collect();
    assert_eq!(version_2(&many).len(), 600);
}
