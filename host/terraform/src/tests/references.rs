//! What references to resources are, and how long they keep their identity.

use super::Given;

const GROUPS: &str = r#"
resource "aws_security_group" "app" { name = "app" }
resource "aws_security_group" "db" {}
resource "aws_security_group" "many" { for_each = toset(["a", "b"]) }
resource "aws_security_group" "two" { count = 2 }
locals {
  sg  = aws_security_group.app
  ids = { app = aws_security_group.app.id, db = aws_security_group.db.id }
}
"#;

#[test]
fn configured_attributes_have_their_value_and_others_stay_exact() {
    Given::main(GROUPS).values(&[
        ("aws_security_group.app.name", r#""app""#),
        ("aws_security_group.app.id", "?aws_security_group.app.id"),
        ("aws_security_group.app.a.b[0].c", "?aws_security_group.app.a.b[0].c"),
        ("local.sg.id", "?aws_security_group.app.id"),
        ("resource.aws_security_group.app.id", "?aws_security_group.app.id"),
        (r#"aws_security_group.many["a"].id"#, r#"?aws_security_group.many["a"].id"#),
        ("aws_security_group.two[1].id", "?aws_security_group.two[1].id"),
    ]);
}

/// The provider may answer with a block that nobody wrote.
#[test]
fn a_dynamic_block_that_makes_none_is_as_good_as_not_written() {
    Given::main(
        r#"
resource "aws_x" "a" {
  dynamic "outer" {
    for_each = []
    content { name = outer.value }
  }
  kept {
    dynamic "inner" {
      for_each = []
      content { name = inner.value }
    }
  }
  list = []
}
"#,
    )
    .values(&[
        ("aws_x.a.outer[0].id", "?aws_x.a.outer[0].id"),
        ("aws_x.a.kept[0].inner[0].id", "?aws_x.a.kept[0].inner[0].id"),
        ("aws_x.a.list", "[]"),
    ]);
}

#[test]
fn identity_survives_collections_and_functions_that_pass_on() {
    let id = "?aws_security_group.app.id";
    let both = "[?aws_security_group.app.id, ?aws_security_group.db.id]";
    Given::main(GROUPS).values(&[
        ("local.ids.app", id),
        (r#"local.ids["app"]"#, id),
        (r#"lookup(local.ids, "app", null)"#, id),
        ("[for k, v in local.ids : v]", both),
        ("values(local.ids)", both),
        (r#"merge(local.ids, { x = 1 }).app"#, id),
        ("concat([local.ids.app], [local.ids.db])", both),
        ("flatten([[local.ids.app], [local.ids.db]])", both),
        ("toset([local.ids.app])", "[?aws_security_group.app.id]"),
        ("one([local.ids.app])", id),
        ("coalesce(null, local.ids.app)", id),
        (r#"try(local.ids.nope, local.ids.app)"#, id),
        ("true ? local.ids.app : null", id),
        ("aws_security_group.two[*].id", "[?aws_security_group.two[0].id, ?aws_security_group.two[1].id]"),
        ("aws_security_group.two.*.id", "[?aws_security_group.two[0].id, ?aws_security_group.two[1].id]"),
        (
            "values(aws_security_group.many)[*].id",
            r#"[?aws_security_group.many["a"].id, ?aws_security_group.many["b"].id]"#,
        ),
        ("{ for k, g in aws_security_group.many : k => g.id }.b", r#"?aws_security_group.many["b"].id"#),
        (r#""${aws_security_group.app.id}""#, id),
        (r#""sg-${aws_security_group.app.id}""#, r#"?"sg-"+~aws_security_group.app.id"#),
    ]);
}

#[test]
fn references_compare_by_what_they_name() {
    Given::main(GROUPS).values(&[
        ("aws_security_group.app.id == local.ids.app", "true"),
        ("aws_security_group.app.id == aws_security_group.db.id", "false"),
        ("aws_security_group.app.id != aws_security_group.db.id", "true"),
        (
            "aws_security_group.app.description == aws_security_group.db.description",
            "?~aws_security_group.app.description,~aws_security_group.db.description",
        ),
        ("aws_security_group.app.id == null", "false"),
        ("contains([for k, v in local.ids : v], local.ids.db)", "true"),
    ]);
}

#[test]
fn an_attribute_set_to_null_is_left_to_the_provider() {
    Given::main("resource \"aws_lb\" \"a\" {\n name = null\n}\n").values(&[("aws_lb.a.name", "?aws_lb.a.name")]);
}

#[test]
fn nested_blocks_have_attributes_that_are_not_configured() {
    let given = Given::main("resource \"aws_x\" \"a\" {\n network {\n  ip = \"10.0.0.1\"\n }\n}\n");
    given.values(&[("aws_x.a.network[0].ip", r#""10.0.0.1""#), ("aws_x.a.network[0].mac", "?aws_x.a.network[0].mac")]);
}

#[test]
fn data_sources_are_unknown_beside_their_arguments() {
    let given = Given::main("data \"aws_vpc\" \"main\" {\n default = true\n}\n");
    given.values(&[("data.aws_vpc.main.default", "true"), ("data.aws_vpc.main.id", "?data.aws_vpc.main.id")]);
}

#[test]
fn a_bucket_is_known_by_its_name() {
    let given = Given::main("resource \"aws_s3_bucket\" \"b\" {\n bucket = \"logs\"\n}\n");
    given.values(&[("aws_s3_bucket.b.id", r#""logs""#)]);
}

#[test]
fn names_that_do_not_exist_are_errors_with_a_suggestion() {
    Given::main(GROUPS).values(&[
        ("var.x", "error: `var.x` refers to a variable that this module does not declare…"),
        (
            "local.idz",
            "error: `local.idz` refers to a local that this module does not declare; did you mean `local.ids`?",
        ),
        (
            "aws_security_group.ap.id",
            "error: `aws_security_group.ap` is not declared in this module; did you mean `aws_security_group.app`?",
        ),
        (
            "aws_security_group.two[2].id",
            "error: `aws_security_group.two[2]` does not exist; its instances are `[0]`, `[1]`",
        ),
        (
            "aws_security_group.two.id",
            "error: `aws_security_group.two` has `count`, so `id` must be read from one of its instances…",
        ),
        ("aws_security_group.app[0].id", "error: `aws_security_group.app` has neither `count` nor `for_each`…"),
        (r#"local.ids["dbb"]"#, "error: this object has no attribute `dbb`; did you mean `db`?"),
        ("each.key", "error: `each.key` is used in a block without `for_each`"),
        ("count.index", "error: `count.index` is used in a block without `count`"),
        ("self.id", "error: `self` has no meaning here…"),
    ]);
}
