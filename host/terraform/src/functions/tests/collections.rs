use super::{call_with, check, eval, show};

#[test]
fn lists() {
    check(&[
        (r#"concat(["a"], [1])"#, r#"["a", 1]"#),
        (r#"concat(tolist(["a"]), tolist([1]))"#, r#"tolist(["a", "1"])"#),
        (r#"concat(toset(["a"]), ["b"])"#, "error"),
        (r#"flatten([[["a"], []], "b", toset([1])])"#, r#"["a", "b", 1]"#),
        (r#"flatten("a")"#, "error"),
        (r#"distinct([1, "1", 2])"#, r#"tolist(["1", "2"])"#),
        (r#"compact(["", null, 1])"#, r#"tolist(["1"])"#),
        (r#"sort([10, 9, "b"])"#, r#"tolist(["10", "9", "b"])"#),
        ("reverse([1, true])", "[true, 1]"),
        ("reverse(toset([1, 2]))", "tolist([2, 1])"),
        (r#"slice(["a", "b", "c"], 1, 3)"#, r#"["b", "c"]"#),
        (r#"slice(["a"], 0, 2)"#, "error"),
        ("chunklist([1, 2, 3], 2)", "tolist([tolist([1, 2]), tolist([3])])"),
        ("range(5, 1)", "tolist([5, 4, 3, 2])"),
        ("range(1, 2, 0.5)", "tolist([1, 1.5])"),
        ("range(1, 5, 0)", "error"),
        (r#"element(["a", "b"], 3)"#, r#""b""#),
        (r#"element(["a"], 0.5)"#, "error"),
        (r#"index(["a", "b"], "b")"#, "1"),
        (r#"matchkeys(["x", "y"], ["1", "2"], [2])"#, r#"tolist(["y"])"#),
    ]);
}

#[test]
fn maps() {
    check(&[
        (r#"merge({a = 1, b = 1}, null, {b = "x"})"#, r#"{a = 1, b = "x"}"#),
        ("merge(tomap({a = 1}), tomap({b = 2}))", "tomap({a = 1, b = 2})"),
        (r#"merge(tomap({a = 1}), tomap({b = "x"}))"#, r#"{a = 1, b = "x"}"#),
        ("merge()", "{}"),
        (r#"merge("a")"#, "error"),
        (r#"lookup({a = null}, "a", 1)"#, "null"),
        (r#"lookup({a = 1}, "b")"#, "error"),
        (r#"lookup(tomap({a = "1"}), "b", 2)"#, r#""2""#),
        (r#"lookup(tomap({a = 1}), "b", "x")"#, "error"),
        ("keys({b = 1, a = 2})", r#"["a", "b"]"#),
        ("values(tomap({b = 1, a = 2}))", "tolist([2, 1])"),
        (r#"zipmap(["a", "a"], [1, "x"])"#, r#"{a = "x"}"#),
        (r#"zipmap(["a"], [])"#, "error"),
        (r#"transpose({a = ["x"], b = ["x", "y"]})"#, r#"tomap({x = tolist(["a", "b"]), y = tolist(["b"])})"#),
    ]);
}

#[test]
fn sets_and_choices() {
    check(&[
        (r#"setunion(["a"], [1])"#, r#"toset(["1", "a"])"#),
        (r#"setintersection(["a", "b"], ["b", "c"])"#, r#"toset(["b"])"#),
        (r#"setsubtract([1], ["1"])"#, "toset([])"),
        (r#"setproduct(["a"], [1, 2])"#, r#"tolist([["a", 1], ["a", 2]])"#),
        (r#"setproduct(["a"], toset([1]))"#, r#"toset([["a", 1]])"#),
        ("toset([10, 9, 2.5, 10])", "toset([2.5, 9, 10])"),
        ("toset([{a = 2}, {a = 1}, {a = 10}])", "toset([{a = 10}, {a = 1}, {a = 2}])"),
        (r#"toset([null, "b", "a"])"#, r#"toset(["a", "b", null(string)])"#),
        (r#"contains([1, 2], "1")"#, "false"),
        ("contains([{a = 1}], {a = 1})", "true"),
        (r#"contains("abc", "a")"#, "error"),
        ("alltrue([])", "true"),
        (r#"alltrue([true, "false"])"#, "false"),
        (r#"coalesce(null, "", 1)"#, r#""1""#),
        ("coalesce([], {})", "error"),
        ("coalescelist([], [2])", "[2]"),
        ("one([])", "null"),
        ("one([1, 2])", "error"),
        ("length({a = 1})", "1"),
        ("length(1)", "error"),
    ]);
}

#[test]
fn numbers() {
    check(&[
        ("log(50, 10)", "1.6989700043360185"),
        ("pow(2, 0.5)", "1.4142135623730951"),
        ("log(-1, 2)", "error"),
        ("[ceil(-5.9), floor(-0.5), abs(-12.5)]", "[-5, -1, 12.5]"),
        (r#"max("5", 3)"#, "5"),
        ("signum(0.5)", "error"),
        (r#"[parseint("aA", 62), parseint("-10", 2), parseint("zZ", 36)]"#, "[656, -2, 1295]"),
        (r#"parseint("12", 2)"#, "error"),
        ("sum([0.1, 0.2])", "0.3"),
        (r#"sum([1, "x"])"#, "error"),
    ]);
}

#[test]
fn what_is_passed_on_keeps_its_place() {
    let place = |call: &str| eval(call).expect("a value").origin.span.range();
    assert_eq!(place(r#"lookup({a = "x"}, "a")"#), 12..15);
    assert_eq!(place(r#"element(["x", "y"], 1)"#), 14..17);
    assert_eq!(place(r#"coalesce(null, "y")"#), 15..18);
    assert_eq!(place(r#"upper("y")"#), 0..10);
    let merged = eval(r#"merge({a = 1}, {b = 2})"#).expect("a value");
    assert_eq!(merged.get("b").expect("there").origin.span.range(), 20..21);
    let keys = eval("keys({a = 1})").expect("a value");
    assert_eq!(keys.elements().expect("a list")[0].origin.span.range(), 6..7);
}

#[test]
fn results_beyond_any_use_are_given_up() {
    // Each level doubles what the value would spell, while its parts are shared.
    let doubled = |levels: usize, call: &str| {
        let mut value = eval("[1]").expect("a value");
        for _ in 0..levels {
            value = tollgate_ir::Value::tuple(vec![value.clone(), value.clone()], value.origin.clone());
        }
        call_with(call, vec![value]).map(|value| show(&value))
    };
    for name in ["jsonencode", "tolist", "toset", "flatten", "sum", "distinct"] {
        assert_eq!(doubled(64, name).map(|shown| shown.starts_with('?')), Ok(true), "{name}");
    }
    assert_eq!(doubled(64, "length"), Ok("2".into()));
    assert_eq!(doubled(1, "jsonencode"), Ok(r#""[[1],[1]]""#.into()));
    let long = format!(r#"replace("{0}", "", "{0}")"#, "x".repeat(10_000));
    assert!(eval(&long).expect("a value").is_unknown());
}
