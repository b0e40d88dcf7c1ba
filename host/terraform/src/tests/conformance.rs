//! Expressions and configurations of our own, each with the answer of Terraform 1.11.4.

use super::Given;

const CONTEXT: &str = r#"
variable "l" { default = ["a", "b", "c"] }
locals {
  o = { a = 1, b = { c = [true, null] } }
  m = tomap({ x = "1", y = "2" })
  s = toset(["q", "p", "q"])
}
"#;

#[test]
fn expressions() {
    Given::main(CONTEXT).values(&[
        ("0.1 + 0.2", "0.3"),
        ("\"2\" + 1", "3"),
        ("true && \"true\"", "true"),
        ("1 < \"2\"", "true"),
        ("var.l[\"1\"]", "\"b\""),
        ("-7 % 3", "-1"),
        ("1 / 0", "+Inf"),
        ("5 % 0", "5"),
        ("1 == \"1\"", "false"),
        ("null == null", "true"),
        ("[1] == tolist([1])", "false"),
        ("{ for i, x in var.l : x => i }", "{a = 0, b = 1, c = 2}"),
        ("{ for x in [\"a\", \"b\", \"a\"] : x => 1... }", "{a = [1, 1], b = [1]}"),
        ("[for k, v in local.m : \"${k}${v}\"]", "[\"x1\", \"y2\"]"),
        ("[for x in local.s : x]", "[\"p\", \"q\"]"),
        ("local.o.b.c[*]", "[true, null]"),
        ("local.o[*].a", "[1]"),
        ("null[*]", "[]"),
        ("element(tolist([\"a\", \"b\", \"c\"]), -1)", "\"c\""),
        ("element(split(\" \", \"a b\"), -4)", "\"a\""),
        ("substr(\"hello\", -2, 0)", "\"lo\""),
        ("coalescelist([\"a\"], toset([\"b\"]))", "error: `coalescelist()`: the arguments must be lists or tuples…"),
        ("true ? tomap({ a = \"1\" }) : { a = [1], z = null }", "{a = \"1\"}"),
        ("false ? toset([1]) : tolist([2, 2])", "[2, 2]"),
        // What no element of a type could have or become is wrong where there are none, too.
        ("try(tolist([for n in [] : tonumber(n)])[*].x, \"none\")", "[]"),
        ("try(slice(tolist([1]), 0, 0)[*].x, \"none\")", "\"none\""),
        ("true ? [1] : [2, 3]", "[1]"),
        // A null of no type keeps the elements of a map from having one: each branch finds its own.
        ("true ? { a = 1, b = \"two\" } : { c = [1], d = null }", "{a = \"1\", b = \"two\"}"),
        ("false ? { a = 1, b = \"two\" } : { c = [1], d = null }", "{c = [1], d = null}"),
        ("\"%{ if true }a%{ else }b%{ endif }\"", "\"a\""),
        ("\"${true}${1}\"", "\"true1\""),
        ("\"x${null}\"", "error: the value is null and cannot be put into a string…"),
        ("\"x${[1]}\"", "error: tuple cannot be put into a string…"),
        ("null ? 1 : 2", "error: the condition is null…"),
        ("1 ? 2 : 3", "error: the condition is unsuitable…"),
        ("true ? \"a\" : [1]", "error: the branches of the conditional have types…"),
        ("{ for x in [1, 1] : x => x }", "error: two elements of the `for` expression have the key \"1\"…"),
        ("local.s[0]", "error: the elements of a set have no index…"),
        ("var.l[3]", "error: there is no element 3 in a tuple of 3 elements"),
        ("var.l.x", "error: `x` is read from a tuple…"),
        ("-\"x\"", "error: the operand is unsuitable…"),
        ("0 / 0", "error: zero is divided by zero"),
        ("(1 / 0) - (1 / 0)", "error: the result is not a number"),
    ]);
}

#[test]
fn configurations() {
    // A counted resource behind a counted module, addressed from outside.
    Given::files(&[
        ("main.tf", "module \"m\" {\n count = 2\n source = \"./m\"\n n = count.index\n}\noutput \"o\" { value = [for m in module.m : m.all] }\n"),
        ("m/main.tf", "variable \"n\" {}\nresource \"terraform_data\" \"d\" {\n count = var.n\n input = var.n * 10 + count.index\n}\noutput \"all\" { value = terraform_data.d[*].input }\n"),
    ])
    .sees("module.m[1].terraform_data.d[0] {input = 10}\noutput.o [[], [10]]");
    // `each.value` is an object with optional attributes.
    Given::main(
        "variable \"u\" {\n type = map(object({ role = string, age = optional(number) }))\n default = { zed = { role = \"admin\" }, amy = { role = \"dev\", age = 3 } }\n}\n\
         resource \"terraform_data\" \"d\" {\n for_each = { for k, v in var.u : k => v if v.age != null }\n input = \"${each.key}:${each.value.age}\"\n}\n",
    )
    .sees("terraform_data.d[\"amy\"] {input = \"amy:3\"}");
}
