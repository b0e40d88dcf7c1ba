//! Three-valued evaluation: never guessing, and never less precise than it can be.

use super::Given;

fn given() -> Given {
    Given::main(
        r#"
variable "on" { type = bool }
variable "size" { type = string }
variable "list" { type = list(string) }
variable "tags" { type = map(string) }
variable "secret" {
  default   = "s"
  sensitive = true
}
resource "aws_x" "u" {}
locals {
  u     = aws_x.u.id
  sizes = { small = 1, large = 2 }
}
"#,
    )
}

#[test]
fn operators_know_what_can_be_known() {
    given().values(&[
        ("false && var.on", "false"),
        ("var.on || true", "true"),
        ("var.on && true", "?~var.on"),
        ("!var.on", "?~var.on"),
        (r#""x-${local.u}" == """#, "false"),
        (r#""x-${local.u}" == "y-1""#, "false"),
        (r#"startswith("x-${local.u}", "x-")"#, "true"),
        ("local.u == null", "false"),
        ("var.size == null", "?~var.size"),
        ("var.size == var.size", "true"),
        ("[local.u, 1][1]", "1"),
        ("length([local.u, 1])", "2"),
        // What decides alone decides, whatever is wrong on the right; a wrong type stays one.
        ("false && local.sizes.nope > 1", "false"),
        ("true || local.sizes.nope > 1", "true"),
        ("true && local.sizes.nope > 1", "error: this object has no attribute `nope`"),
        ("false && [1]", "error: the operand is unsuitable…"),
    ]);
}

#[test]
fn an_unknown_condition_gives_both_branches() {
    given().values(&[
        ("var.on ? 1 : 2", "?{1 | 2}"),
        ("var.on ? 1 : 1", "1"),
        ("(var.on ? 1 : 2) + 10", "?{11 | 12}"),
        ("(var.on ? 1 : 2) > 0", "true"),
        (r#""v${var.on ? 1 : 2}""#, r#"?{"v1" | "v2"}"#),
        ("(var.on ? { a = 1 } : { a = 2 }).a", "?{1 | 2}"),
        (r#"var.on ? local.u : "x""#, r#"?{?aws_x.u.id | "x"}"#),
        ("local.sizes[var.size]", "?{2 | 1}"),
        // One possibility, and more than are kept apart.
        ("local.sizes[flatten([for v in var.list : [\"small\"]])[0]]", "1"),
        ("[0, 1][one([for v in var.list : 1])]", "1"),
        ("{ k15 = 1 }[tomap({ for n in range(20) : \"k${n}\" => \"k${n}\" })[var.size]]", "1"),
        ("var.on ? null.x : 3", "3"),
    ]);
}

#[test]
fn collections_stay_open_where_they_are() {
    given().values(&[
        ("[for x in var.list : x]", "[…?var.list[*]]"),
        ("var.list[0]", "?var.list[0]"),
        ("var.list[*]", "[…?var.list[*]]"),
        ("{ for k, v in var.tags : k => v }", "{…?var.tags[*]}"),
        ("{ (var.size) = 1, b = 2 }", "{b = 2, …?{1}}"),
        ("[for x in(var.on ? var.list : [\"a\"]) : x]", "?{[…?var.list[*]] | [\"a\"]}"),
        ("length([for x in(var.on ? null : [\"a\"]) : x])", "1"),
        // What is in lists of an unknown number of lists is known as far as one of them is.
        (
            "[for x in flatten([for k, v in var.tags : [for r in [\"a\", \"b\"] : { role = r }]]) : x.role]",
            "[…?{\"a\" | \"b\"}]",
        ),
        ("{ for k, v in var.tags : v => { role = \"r\" }... }[\"x\"][0].role", "\"r\""),
        ("flatten([[1], [for v in var.list : [v, 2]]])", "[1, …?{?var.list[*] | 2}]"),
        ("[for x in [1, 2] : x if var.on]", "[…?{1 | 2}]"),
    ]);
}

#[test]
fn sensitive_values_mark_what_is_made_of_them() {
    given().values(&[
        ("var.secret", "(sensitive)"),
        (r#""x-${var.secret}""#, "(sensitive)"),
        ("{ a = var.secret, b = 1 }", "{a = (sensitive), b = 1}"),
        (r#"var.secret == "s" ? 1 : 2"#, "(sensitive)"),
        ("nonsensitive(var.secret)", r#""s""#),
        ("[for x in [var.secret] : upper(x)]", "[(sensitive)]"),
    ]);
}

#[test]
fn try_and_can_see_errors_and_not_unknowns() {
    given().values(&[
        (r#"try(local.sizes.nope, "d")"#, r#""d""#),
        ("try(local.u, 1)", "?aws_x.u.id"),
        ("can(local.sizes.nope)", "false"),
        ("can(local.sizes.small)", "true"),
        // What may be there is one possibility, the next argument the other.
        (r#"try({ for k, v in var.tags : k => "x" }.Owner, "none")"#, r#"?{"x" | "none"}"#),
        (r#"try({ for k, v in var.tags : k => { n = 1 } }.Owner.n, null) == null"#, "?"),
        (r#"can({ for k, v in var.tags : k => "x" }.Owner)"#, "?"),
        (r#"try(merge({ a = 1 }, var.tags).a, 2)"#, "?{1 | ?~var.tags}"),
        ("try(null.a, {}.b)", "error: no argument of `try()` has a value: …"),
    ]);
}

#[test]
fn dead_code_is_no_error() {
    // An attribute of null, behind a count of 0 and behind a condition.
    let given = Given::main(
        "variable \"cfg\" { default = null }\n\
         resource \"aws_x\" \"a\" {\n count = var.cfg == null ? 0 : 1\n name = var.cfg.name\n}\n\
         output \"o\" { value = var.cfg == null ? \"none\" : var.cfg.name }\n",
    );
    given.sees("output.o \"none\"");
    given.tells(&[]);
}

#[test]
fn an_error_costs_one_value() {
    let given = Given::main(
        "locals { bad = 1 + \"x\" }\n\
         resource \"aws_x\" \"a\" {\n name = local.bad\n size = 1\n other = nosuch(1)\n}\n\
         resource \"aws_x\" \"b\" { name = aws_x.a.name }\n",
    );
    given.sees("aws_x.a {name = ?, other = ?, size = 1}\naws_x.b {name = ?}");
    given.tells(&["main.tf:1: the operand is unsuitable", "main.tf:5: there is no function `nosuch`"]);
}
