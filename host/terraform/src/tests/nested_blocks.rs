//! Nested and `dynamic` blocks.

use super::Given;

#[test]
fn written_generated_and_given_as_an_attribute_look_the_same() {
    let body = |text: &str| Given::main(&format!("resource \"aws_x\" \"a\" {{\n{text}\n}}\n"));
    let expected = "aws_x.a {ingress = [{port = 80}, {port = 443}]}";
    body("ingress {\n port = 80\n}\ningress {\n port = 443\n}").sees(expected);
    body("dynamic \"ingress\" {\n for_each = [80, 443]\n content {\n  port = ingress.value\n }\n}").sees(expected);
    body("ingress = [{ port = 80 }, { port = 443 }]").sees(expected);
    body(
        "ingress {\n port = 80\n}\ndynamic \"ingress\" {\n for_each = [443]\n content {\n  port = ingress.value\n }\n}",
    )
    .sees(expected);
    body("ingress = []").sees("aws_x.a {ingress = []}");
    body("").sees("aws_x.a {}");
}

#[test]
fn dynamic_blocks_repeat_over_every_kind_of_collection() {
    let over = |collection: &str, expected: &str| {
        let text = format!(
            "resource \"aws_x\" \"a\" {{\n dynamic \"b\" {{\n  for_each = {collection}\n  iterator = it\n  content {{\n   k = it.key\n   v = it.value\n  }}\n }}\n}}\n"
        );
        Given::main(&text).sees(&format!("aws_x.a {{b = {expected}}}"));
    };
    over("[\"x\", \"y\"]", "[{k = 0, v = \"x\"}, {k = 1, v = \"y\"}]");
    over("toset([\"y\", \"x\"])", "[{k = \"x\", v = \"x\"}, {k = \"y\", v = \"y\"}]");
    over("{ b = 2, a = 1 }", "[{k = \"a\", v = 1}, {k = \"b\", v = 2}]");
    over("toset([{ p = 1 }])", "[{k = {p = 1}, v = {p = 1}}]");
    over("[]", "[]");
}

#[test]
fn labels_of_generated_blocks_name_nothing_that_is_seen() {
    Given::main(
        "resource \"aws_x\" \"a\" {\n dynamic \"b\" {\n  for_each = [1]\n  labels = [\"l${b.value}\"]\n  content {\n   v = b.value\n  }\n }\n}\n",
    )
    .sees("aws_x.a {b = [{v = 1}]}");
}

#[test]
fn dynamic_blocks_nest() {
    let given = Given::main(
        r#"
locals { rules = [{ port = 80, cidrs = ["a", "b"] }, { port = 443, cidrs = [] }] }
resource "aws_x" "a" {
  dynamic "rule" {
    for_each = local.rules
    content {
      port = rule.value.port
      dynamic "source" {
        for_each = rule.value.cidrs
        content { cidr = "${rule.key}-${source.value}" }
      }
    }
  }
}
"#,
    );
    given.sees(
        r#"aws_x.a {rule = [{port = 80, source = [{cidr = "0-a"}, {cidr = "0-b"}]}, {port = 443, source = []}]}"#,
    );
}

#[test]
fn over_something_unknown_the_list_is_open_and_written_blocks_stay() {
    let given = Given::main(
        r#"
variable "rules" { type = list(object({ port = number })) }
variable "on" { type = bool }
resource "aws_x" "a" {
  ingress { port = 22 }
  dynamic "ingress" {
    for_each = var.rules
    content { port = ingress.value.port }
  }
  dynamic "egress" {
    for_each = var.on ? [1] : []
    content { port = 0 }
  }
}
"#,
    );
    given.sees("aws_x.a {egress = […?{{port = 0}}], ingress = [{port = 22}, …?{{port = ?var.rules[*].port}}]}");
    // One of the cases may itself have elements that are not known.
    Given::main(
        r#"
variable "count" { type = number }
locals { cards = [for i in range(var.count) : { kind = "efa" }] }
resource "aws_x" "a" {
  dynamic "card" {
    for_each = length(local.cards) > 0 ? local.cards : []
    content { kind = card.value.kind }
  }
}
"#,
    )
    .sees("aws_x.a {card = […?{{kind = \"efa\"}}]}");
}

#[test]
fn meta_arguments_are_no_attributes() {
    let given = Given::main(
        "provider \"aws\" {\n alias = \"east\"\n}\nresource \"aws_x\" \"b\" {}\n\
         resource \"aws_x\" \"a\" {\n count = 1\n provider = aws.east\n depends_on = [aws_x.b]\n\
         lifecycle {\n  prevent_destroy = true\n  ignore_changes = [tags[\"a\"], name]\n }\n\
         provisioner \"local-exec\" {\n  command = self.id\n }\n}\n",
    );
    given.sees(
        "aws_x.a[0] {lifecycle = [{ignore_changes = [\"tags[\\\"a\\\"]\", \"name\"], prevent_destroy = true}]}
         aws_x.b {}",
    );
    given.tells(&[]);
}

#[test]
fn a_null_collection_is_an_error() {
    let given = Given::main("resource \"aws_x\" \"a\" {\n dynamic \"b\" {\n  for_each = null\n  content {}\n }\n}\n");
    given.sees("aws_x.a {b = […?]}");
    given.tells(&["main.tf:3: the collection is null"]);
}
