use tollgate_hcl::parse_expression;
use tollgate_ir::Tri;
use tollgate_source::{FileId, Span};

use super::{convert, equal, unify_values};
use crate::{
    constraint,
    functions::tests::{eval, show},
};

/// Each value under each type: the result, or the error.
fn check(table: &[(&str, &str, &str)]) {
    for (value, ty, expected) in table {
        let value = eval(value).expect("a value");
        let (expr, _) = parse_expression(FileId(0), ty);
        let constraint =
            constraint::parse(&expr.expect("a type"), &mut |_| unreachable!("no defaults")).expect("a type");
        let shown = convert(&value, &constraint.ty).map_or_else(|why| why, |value| show(&value));
        assert_eq!(shown, *expected, "{ty}");
    }
}

#[test]
fn primitives() {
    check(&[
        ("1.50", "string", r#""1.5""#),
        ("true", "string", r#""true""#),
        (r#""1e3""#, "number", "1000"),
        (r#"".5""#, "number", "0.5"),
        (r#""0x1""#, "number", "a number is required"),
        (r#"" 1""#, "number", "a number is required"),
        (r#""1""#, "bool", "true"),
        (r#""True""#, "bool", "a bool is required; to convert from string, use lowercase \"true\""),
        ("1", "bool", "a bool is required"),
        ("true", "number", "a number is required"),
        ("[]", "string", "string required"),
        ("null", "string", "null(string)"),
    ]);
}

#[test]
fn collections() {
    check(&[
        (r#"[1, "a"]"#, "list(string)", r#"tolist(["1", "a"])"#),
        (r#"[1, "a"]"#, "list(number)", "element 1: a number is required"),
        (r#"["b", "a", "b"]"#, "set(string)", r#"toset(["a", "b"])"#),
        (r#"toset(["b", "a"])"#, "list(string)", r#"tolist(["a", "b"])"#),
        ("{a = 1, b = true}", "map(string)", r#"tomap({a = "1", b = "true"})"#),
        ("{a = 1, b = [2]}", "map(any)", "all map elements must have the same type"),
        (r#"[1, true]"#, "list(any)", "all list elements must have the same type"),
        (r#"[null, "a"]"#, "list(any)", r#"tolist([null(string), "a"])"#),
        (r#"[{a = null}, {a = "x"}]"#, "list(any)", r#"tolist([{a = null(string)}, {a = "x"}])"#),
        ("[{a = 1}, {b = \"x\"}]", "list(any)", r#"tolist([tomap({a = "1"}), tomap({b = "x"})])"#),
        ("[[1], [\"x\", true]]", "list(any)", r#"tolist([tolist(["1"]), tolist(["x", "true"])])"#),
        ("\"a\"", "list(any)", "list of any single type required"),
        ("[1, 2]", "tuple([string, number])", r#"["1", 2]"#),
        ("[1]", "tuple([string, number])", "tuple of 2 elements is required, not of 1"),
    ]);
}

#[test]
fn objects() {
    check(&[
        ("{a = 1, z = 2}", "object({a = string})", r#"{a = "1"}"#),
        ("{}", "object({a = string})", "attribute \"a\" is required"),
        ("{}", "object({a = optional(string)})", "{a = null(string)}"),
        (
            "[{a = {b = \"x\"}}]",
            "list(object({a = object({b = number})}))",
            "element 0: attribute \"a\": attribute \"b\": a number is required",
        ),
        ("tomap({a = 1})", "object({a = string})", r#"{a = "1"}"#),
    ]);
}

#[test]
fn what_is_not_known_gets_the_type_and_keeps_the_rest() {
    check(&[
        ("any", "number", "?number =r.a.any"),
        ("sg", "string", "?string\"sg-\"… =r.a.name"),
        ("ids", "set(string)", "?set(string) =r.a.ids"),
        ("n", "list(string)", "list of string required"),
        ("[id, 1]", "list(any)", r#"tolist([?string =r.a.id, "1"])"#),
        ("[any, 1]", "list(any)", "tolist([?any =r.a.any, 1])"),
        ("merge(tags, {a = 1})", "map(string)", r#"tomap({a = "1", … =r.a.tags})"#),
        ("merge(tags, {})", "object({a = string})", "{… =r.a.tags}"),
        ("either", "number", "a number is required"),
        ("[secret]", "list(string)", r#"tolist([sensitive("d")])"#),
    ]);
}

#[test]
fn the_place_of_elements_is_kept() {
    let value = eval(r#"toset(["b", "a"])"#).expect("a value");
    let places: Vec<_> = value.elements().expect("a set").iter().map(|item| item.origin.span.range()).collect();
    assert_eq!(places, [12..15, 7..10]);
    assert_eq!(value.origin.span, Span::new(FileId(0), 6, 16));
}

#[test]
fn equality_is_of_values_and_types() {
    let table = [
        ("[1, 1.0]", Tri::Yes),
        (r#"[1, "1"]"#, Tri::No),
        ("[[1], tolist([1])]", Tri::No),
        ("[{a = 1}, {a = 1}]", Tri::Yes),
        ("[null, id]", Tri::No),
        ("[null, text]", Tri::Unknown),
        ("[id, id]", Tri::Yes),
        ("[id, text]", Tri::Unknown),
        (r#"[sg, "x"]"#, Tri::No),
        (r#"[sg, "sg-1"]"#, Tri::Unknown),
        ("[n, \"1\"]", Tri::No),
        (r#"[either, "x"]"#, Tri::Unknown),
        (r#"[either, "z"]"#, Tri::No),
        ("[{a = id, b = 1}, {a = text, b = 2}]", Tri::No),
        ("[merge(tags, {a = 1}), {}]", Tri::No),
    ];
    for (pair, expected) in table {
        let pair = eval(pair).expect("a value");
        let [a, b] = pair.elements().expect("two") else { panic!("two") };
        assert_eq!(equal(a, b), expected, "{} == {}", show(a), show(b));
        assert_eq!(equal(b, a), expected, "{} == {}", show(b), show(a));
    }
}

#[test]
fn types_in_common() {
    let table = [
        ("[]", "any"),
        ("[1, \"a\", true]", "string"),
        ("[[1], [\"a\", 2]]", "list(string)"),
        ("[tolist([1]), [2]]", "list(number)"),
        ("[tolist([1]), toset([2])]", "list(number)"),
        ("[[1], toset([2])]", "set(number)"),
        ("[{a = 1}, tomap({b = \"x\"})]", "map(string)"),
        ("[{a = 1}, {a = \"x\"}]", "object({a = string})"),
        ("[any, \"x\"]", "string"),
        ("[any, 1]", "any"),
        ("[1, [1]]", "none"),
    ];
    for (values, expected) in table {
        let values = eval(values).expect("a value");
        let ty = unify_values(values.elements().expect("a tuple").iter());
        assert_eq!(ty.map_or_else(|| "none".into(), |ty| ty.to_string()), expected);
    }
}
