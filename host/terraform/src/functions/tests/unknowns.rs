//! What stays known of calls with unknown, partly known and marked arguments.

use super::check;

#[test]
fn results_depend_on_what_is_behind_the_arguments() {
    check(&[
        ("upper(id)", "?string ~r.a.id"),
        ("split(\",\", text)", "?list(string) ~r.a.text"),
        ("max(1, n)", "?number>=1 ~r.a.n"),
        ("sha256(jsonencode([id, id2]))", "?string ~r.a.id ~r.b.id"),
        ("yamlencode({a = 1, b = id})", "?string\"\\\"a\\\": 1\\n\\\"b\\\":\"… ~r.a.id"),
        ("templatefile(\"t\", {a = id})", r#""t with {a = ?string =r.a.id}""#),
        ("templatefile(text, {})", "?any ~r.a.text"),
    ]);
}

#[test]
fn elements_keep_their_identity() {
    check(&[
        (r#"concat([id], ["a"])"#, r#"[?string =r.a.id, "a"]"#),
        (r#"concat(["a"], ids)"#, r#"["a", … =r.a.ids]"#),
        ("flatten([[id], [[1]]])", "[?string =r.a.id, 1]"),
        ("flatten([[1], any])", "[1, … =r.a.any]"),
        ("distinct([id, id])", "tolist([?string =r.a.id])"),
        (r#"distinct([id, "a"])"#, r#"tolist([?string =r.a.id, "a", … ~r.a.id])"#),
        (r#"compact([id, "", text])"#, "tolist([?string =r.a.id, ?string =r.a.text, … =r.a.text])"),
        (r#"toset([id, "a"])"#, r#"toset(["a", ?string =r.a.id])"#),
        ("setunion([id], [id])", "toset([?string =r.a.id])"),
        ("values({a = id})", "[?string =r.a.id]"),
        ("lookup({a = id}, \"a\")", "?string =r.a.id"),
        ("element([1, id], 1)", "?string =r.a.id"),
        ("one([id])", "?string =r.a.id"),
        ("coalesce(null, id)", "?string =r.a.id"),
        ("zipmap([\"a\"], [id])", "{a = ?string =r.a.id}"),
    ]);
}

#[test]
fn maps_with_unknown_parts() {
    check(&[
        ("merge({a = 1}, {b = id})", "{a = 1, b = ?string =r.a.id}"),
        ("merge(tags, {a = 1})", "{a = 1, … =r.a.tags}"),
        ("merge({a = 1}, tags)", "{a = ?(1 | ?any ~r.a.tags), … =r.a.tags}"),
        ("lookup(merge(tags, {a = 1}), \"b\", 2)", "?any ~r.a.tags"),
        ("lookup({a = 1}, text, 2)", "?(1 | 2)"),
        ("keys(merge(tags, {a = 1}))", "[\"a\", … ~r.a.tags]"),
        ("length(merge(tags, {a = 1}))", "?number>=1 ~r.a.tags"),
    ]);
}

#[test]
fn partly_known_is_often_enough() {
    check(&[
        ("length([id, 1])", "2"),
        ("length(toset([id, \"a\"]))", "?number>=1 ~r.a.id"),
        (r#"contains([text, "a"], "a")"#, "true"),
        (r#"contains([text, "a"], "b")"#, "?bool ~r.a.text"),
        ("contains([id], id)", "true"),
        (r#"contains([sg], "x")"#, "false"),
        (r#"startswith(sg, "sg-")"#, "true"),
        (r#"startswith(sg, "x")"#, "false"),
        (r#"startswith(sg, "sg-1")"#, "?bool ~r.a.name"),
        ("alltrue([contains([text], \"a\"), false])", "false"),
        ("anytrue([contains([text], \"a\"), false])", "?bool ~r.a.text"),
        (r#"format("a-%s-%s", "b", sg)"#, r#"?string"a-b-sg-"… ~r.a.name"#),
        (r#"join("/", ["a", text])"#, r#"?string"a/"… ~r.a.text"#),
        ("jsonencode({a = 1, b = id})", r#"?string"{\"a\":1,\"b\":"… ~r.a.id"#),
        ("regexall(\"(a)\", text)", "?list(tuple([string])) ~r.a.text"),
    ]);
}

#[test]
fn possibilities_are_followed() {
    check(&[
        ("upper(either)", r#"?("X" | "Y")"#),
        ("length(upper(either))", "1"),
        (r#"lookup({x = 1, y = 2}, either)"#, "?(1 | 2)"),
        (r#"lookup({x = 1}, either)"#, "1"),
        (r#"coalesce(text, "d")"#, r#"?(?string =r.a.text | "d")"#),
        ("concat(split(\",\", either), [id])", r#"?(["x", ?string =r.a.id] | ["y", ?string =r.a.id])"#),
    ]);
}

#[test]
fn marks_spread_to_what_is_computed() {
    check(&[
        ("upper(secret)", r#"sensitive("D")"#),
        ("jsonencode({a = secret})", r#"sensitive("{\"a\":\"d\"}")"#),
        ("merge({a = 1}, {b = secret})", r#"{a = 1, b = sensitive("d")}"#),
        ("lookup(sensitive({a = 1}), \"a\")", "sensitive(1)"),
        ("length([secret])", "1"),
        ("join(\",\", [secret])", r#"sensitive("d")"#),
        ("contains([secret], \"x\")", "sensitive(false)"),
        ("nonsensitive(secret)", r#""d""#),
        ("[issensitive(secret), issensitive(1)]", "[true, false]"),
        ("issensitive(id)", "?bool ~r.a.id"),
    ]);
}
