//! What each dialect reads, as its program printed it.
//!
//! The expectations for Go were taken from `fmt.Printf("%T %v")` of what `sigs.k8s.io/yaml` 1.3 (on go-yaml
//! 2.4.0) and go-yaml 3.0.1 decode into an `interface{}`.

use std::sync::Arc;

use tollgate_source::{FileId, Span};

use super::{Dialect, Scalar, TAG_PREFIX, as_yaml_1_1_bool};
use crate::{Content, Style, Tag, parse};

/// `kind text`, as Go prints them; `error` where the tag cannot be had.
fn read(dialect: Dialect, text: &str, style: Style, tag: Option<&str>) -> String {
    let span = Span::start_of(FileId(0));
    let tag = tag.map(|name| Tag { name: name.replace("!!", TAG_PREFIX).into(), span });
    match dialect.scalar(&Arc::from(text), style, tag.as_ref()) {
        Ok(Scalar::Null) => "null".into(),
        Ok(scalar @ Scalar::Bool(_)) => format!("bool {scalar}"),
        Ok(scalar @ Scalar::Integer(_)) => format!("int {scalar}"),
        Ok(scalar @ Scalar::Float(_)) => format!("float {scalar}"),
        Ok(scalar @ (Scalar::Number(_) | Scalar::Infinity { .. })) => format!("number {scalar}"),
        Ok(scalar @ Scalar::Timestamp(_)) => format!("time {scalar}"),
        Ok(Scalar::Text(text)) => format!("text {text}"),
        Err(_) => "error".into(),
    }
}

fn check(dialect: Dialect, rows: &[(&str, &str)]) {
    for (text, expected) in rows {
        assert_eq!(read(dialect, text, Style::Plain, None), *expected, "{text:?} to {dialect:?}");
    }
}

/// What go-yaml 2, 3 and 4 agree on.
const GO: &[(&str, &str)] = &[
    ("", "null"),
    ("~", "null"),
    ("NULL", "null"),
    ("nULL", "text nULL"),
    ("true", "bool true"),
    ("False", "bool false"),
    ("tRUE", "text tRUE"),
    ("0777", "int 511"),
    ("012", "int 10"),
    ("0o777", "int 511"),
    ("0O777", "int 511"),
    ("0_7", "int 7"),
    ("08", "float 8"),
    ("1_000", "int 1000"),
    ("1__0", "int 10"),
    ("1_", "int 1"),
    ("_1", "text _1"),
    ("-_1", "int -1"),
    ("1,000", "text 1,000"),
    ("0b11", "int 3"),
    ("0B11", "int 3"),
    ("0b2", "text 0b2"),
    ("0b-11", "int -3"),
    ("0b+1_1", "int 3"),
    ("-0b+1", "text -0b+1"),
    ("0B-1", "text 0B-1"),
    ("0x1F", "int 31"),
    ("-0x1F", "int -31"),
    ("0x_1F", "int 31"),
    ("0x", "text 0x"),
    ("+1", "int 1"),
    ("++1", "text ++1"),
    (".5", "float 0.5"),
    ("-.5", "float -0.5"),
    (".5_0", "float 0.5"),
    ("._5", "text ._5"),
    ("5.", "float 5"),
    ("1e3", "float 1000"),
    ("1E+2", "float 100"),
    ("1e", "text 1e"),
    ("1e400", "text 1e400"),
    ("1e-400", "float 0"),
    ("-0.0", "float -0"),
    ("100000.0", "float 100000"),
    ("1e6", "float 1e+06"),
    ("1234567.0", "float 1.234567e+06"),
    ("123456.789", "float 123456.789"),
    ("123456.000244140625", "float 123456.00024414062"),
    ("750265807051687.25", "float 7.502658070516872e+14"),
    ("0.0001", "float 0.0001"),
    ("1e-5", "float 1e-05"),
    ("-2.5e10", "float -2.5e+10"),
    ("18446744073709551615", "int 18446744073709551615"),
    ("18446744073709551616", "float 1.8446744073709552e+19"),
    ("+9223372036854775808", "float 9.223372036854776e+18"),
    ("-9223372036854775808", "int -9223372036854775808"),
    ("-9223372036854775809", "float -9.223372036854776e+18"),
    ("0xFFFFFFFFFFFFFFFFF", "text 0xFFFFFFFFFFFFFFFFF"),
    (".inf", "float +Inf"),
    ("-.Inf", "float -Inf"),
    (".NaN", "float NaN"),
    (".nAN", "text .nAN"),
    (".", "text ."),
    (".e1", "text .e1"),
    ("1.2.3", "text 1.2.3"),
    ("12:30:45", "text 12:30:45"),
    ("22:22", "text 22:22"),
];

#[test]
fn kubernetes() {
    check(Dialect::Kubernetes, GO);
    check(
        Dialect::Kubernetes,
        &[
            ("yes", "bool true"),
            ("No", "bool false"),
            ("on", "bool true"),
            ("y", "bool true"),
            ("n", "bool false"),
            ("yES", "text yES"),
            ("2001-01-01", "text 2001-01-01"),
            ("2020-01-01T00:00:00Z", "text 2020-01-01T00:00:00Z"),
        ],
    );
}

#[test]
fn compose() {
    check(Dialect::Compose, GO);
    check(
        Dialect::Compose,
        &[
            ("yes", "text yes"),
            ("No", "text No"),
            ("on", "text on"),
            ("y", "text y"),
            ("2020-01-01", "time 2020-01-01 00:00:00 +0000 UTC"),
            ("2001-1-1", "time 2001-01-01 00:00:00 +0000 UTC"),
            ("2001-12-14t21:59:43.10-05:00", "time 2001-12-14 21:59:43.1 -0500 -0500"),
            ("2001-12-14T21:59:43+02:30", "time 2001-12-14 21:59:43 +0230 +0230"),
            ("2001-12-14T21:59:43+00:00", "time 2001-12-14 21:59:43 +0000 UTC"),
            ("2001-12-14T21:59:43,5Z", "time 2001-12-14 21:59:43.5 +0000 UTC"),
            ("2001-12-15 2:59:43.10", "time 2001-12-15 02:59:43.1 +0000 UTC"),
            ("2001-12-15  2:59:43", "time 2001-12-15 02:59:43 +0000 UTC"),
            ("2001-12-14 21:59:43.10 -5", "text 2001-12-14 21:59:43.10 -5"),
            ("2001-12-14T21:59:43", "text 2001-12-14T21:59:43"),
            ("2001-12-14T23:59:60Z", "text 2001-12-14T23:59:60Z"),
            ("2001-02-29", "text 2001-02-29"),
        ],
    );
    let words = ["yes", "Off", "n", "yES", "true"].map(as_yaml_1_1_bool);
    assert_eq!(words, [Some(true), Some(false), Some(false), None, None]);
}

#[test]
fn tags_and_quotes() {
    let both = [Dialect::Kubernetes, Dialect::Compose];
    for (tag, text, style, expected) in [
        (None, "1", Style::SingleQuoted, ["text 1", "text 1"]),
        (None, "1\n", Style::Literal, ["text 1\n", "text 1\n"]),
        (Some("!!bool"), "yes", Style::Plain, ["bool true", "error"]),
        (Some("!!bool"), "true", Style::SingleQuoted, ["bool true", "bool true"]),
        (Some("!!int"), "1", Style::SingleQuoted, ["int 1", "int 1"]),
        (Some("!!int"), "1", Style::Literal, ["int 1", "int 1"]),
        (Some("!!int"), "1\n", Style::Literal, ["error", "error"]),
        (Some("!!int"), "1.5", Style::Plain, ["error", "error"]),
        (Some("!!int"), "08", Style::Plain, ["error", "error"]),
        (Some("!!float"), "3", Style::Plain, ["float 3", "float 3"]),
        (Some("!!float"), "18446744073709551615", Style::Plain, ["error", "error"]),
        (Some("!!str"), "1", Style::Plain, ["text 1", "text 1"]),
        (Some("!!null"), "", Style::SingleQuoted, ["null", "null"]),
        (Some("!!null"), "x", Style::Plain, ["error", "error"]),
        (Some("!!timestamp"), "2001-01-01", Style::Plain, ["text 2001-01-01", "time 2001-01-01 00:00:00 +0000 UTC"]),
        (Some("!!timestamp"), "x", Style::Plain, ["error", "error"]),
        (Some("!!binary"), "aGk=", Style::Plain, ["text hi", "text hi"]),
        (Some("!!binary"), "*", Style::SingleQuoted, ["error", "error"]),
        (Some("!foo"), "1", Style::Plain, ["text 1", "text 1"]),
        (Some("!"), "1", Style::Plain, ["text 1", "text 1"]),
        (Some("!!seq"), "x", Style::Plain, ["text x", "text x"]),
    ] {
        assert_eq!(both.map(|dialect| read(dialect, text, style, tag)), expected, "{tag:?} {text:?} {style:?}");
    }
}

#[test]
fn a_yaml_1_1_line_makes_no_boolean_of_yes() {
    let (documents, _) = parse(FileId(0), "%YAML 1.1\n---\nyes\n");
    let Content::Scalar(text, style) = &documents[0].root.content else { panic!("a scalar") };
    assert_eq!(Dialect::Compose.scalar(text, *style, None), Ok(Scalar::Text("yes".into())));
    let read = |version| Dialect::Compose.reads_version(Some(version));
    assert!(read((1, 1)) && !read((1, 2)) && documents[0].version == Some((1, 1)));
}
