//! `count` and `for_each`.

use super::Given;

#[test]
fn known_keys_give_instances_in_natural_order() {
    Given::main("resource \"aws_x\" \"a\" {\n count = 11\n n = count.index\n}\n").sees(
        "aws_x.a[0] {n = 0}
         aws_x.a[1] {n = 1}
         aws_x.a[2] {n = 2}
         aws_x.a[3] {n = 3}
         aws_x.a[4] {n = 4}
         aws_x.a[5] {n = 5}
         aws_x.a[6] {n = 6}
         aws_x.a[7] {n = 7}
         aws_x.a[8] {n = 8}
         aws_x.a[9] {n = 9}
         aws_x.a[10] {n = 10}",
    );
    Given::main("resource \"aws_x\" \"a\" {\n for_each = { b = 2, a = 1 }\n n = \"${each.key}${each.value}\"\n}\n")
        .sees("aws_x.a[\"a\"] {n = \"a1\"}\naws_x.a[\"b\"] {n = \"b2\"}");
}

#[test]
fn unknown_keys_give_one_symbolic_instance() {
    let given = Given::main(
        r#"
variable "on" { type = bool }
variable "names" { type = set(string) }
resource "aws_x" "maybe" { count = var.on ? 1 : 0 }
resource "aws_x" "one_or_two" { count = var.on ? 1 : 2 }
resource "aws_x" "each" {
  for_each = var.names
  name     = each.value
}
resource "aws_y" "y" {
  a = aws_x.maybe[0].id
  b = aws_x.maybe[*].id
  c = one(aws_x.maybe[*].id)
  d = [for x in aws_x.each : x.id]
  e = aws_x.each["k"].id
  f = length(aws_x.maybe)
}
"#,
    );
    given.sees(
        "aws_x.each[*]? {name = ?var.names[*]}
         aws_x.maybe[*]? {}
         aws_x.one_or_two[*] {}
         aws_y.y {a = ?aws_x.maybe[*].id, b = […?aws_x.maybe[*].id], c = ?aws_x.maybe[*].id, d = […?aws_x.each[*].id], e = ?aws_x.each[*].id, f = ?~aws_x.maybe[*]}",
    );
}

#[test]
fn known_keys_with_unknown_values_give_real_instances() {
    let given = Given::main(
        "resource \"aws_a\" \"a\" {}\nresource \"aws_x\" \"x\" {\n for_each = { k = aws_a.a.id }\n v = each.value\n}\n",
    );
    given.sees("aws_a.a {}\naws_x.x[\"k\"] {v = ?aws_a.a.id}");
}

#[test]
fn instances_of_one_case_only_may_exist() {
    let given = Given::main(
        "variable \"on\" { type = bool }\n\
         resource \"aws_x\" \"x\" {\n for_each = var.on ? { a = 1, b = 2 } : { a = 1 }\n v = each.value\n}\n",
    );
    given.sees("aws_x.x[\"a\"] {v = 1}\naws_x.x[\"b\"]? {v = 2}");
}

#[test]
fn chains_of_for_each_follow_keys() {
    let given = Given::main(
        "resource \"aws_x\" \"a\" { for_each = toset([\"x\"]) }\n\
         resource \"aws_x\" \"b\" {\n for_each = aws_x.a\n of = each.value.id\n}\n",
    );
    given.sees("aws_x.a[\"x\"] {}\naws_x.b[\"x\"] {of = ?aws_x.a[\"x\"].id}");
}

#[test]
fn unsuitable_counts_and_collections_are_errors() {
    let told = |argument: &str, expected: &str| {
        let text = format!(
            "variable \"s\" {{\n default = [\"a\"]\n sensitive = true\n}}\nresource \"aws_x\" \"a\" {{\n {argument}\n}}\n"
        );
        Given::main(&text).tells(&[&format!("main.tf:6: {expected}")]);
    };
    told("count = null", "`count` is null");
    told("count = -1", "`count` is -1: it must not be negative");
    told("count = 1.5", "`count` is 1.5: it must be a whole number");
    told("count = \"x\"", "`count` is unsuitable");
    told("for_each = [\"x\"]", "`for_each` is a tuple; it must be a map or a set of strings");
    told("for_each = null", "`for_each` is null");
    told("for_each = toset([1])", "`for_each` is a set that contains a number");
    told("for_each = toset(var.s)", "`for_each` comes from a sensitive value");
    // How many there are is no secret.
    Given::main("variable \"s\" {\n default = [\"a\"]\n sensitive = true\n}\nresource \"aws_x\" \"a\" {\n count = length(var.s)\n}\n")
        .sees("aws_x.a[0] {}");
}

#[test]
fn instances_are_limited() {
    let given =
        Given::main("resource \"aws_x\" \"a\" { count = 1000000000 }\nresource \"aws_x\" \"b\" { count = 2 }\n");
    // One symbolic instance of `a`, and what there is room for.
    assert_eq!(given.project().resources.len(), 3);
    given.tells(&["main.tf:1: evaluation stopped here: more than 100000 instances"]);
}
