//! Plans with what is seen of them, with and without the configuration beside them. The JSON is what Terraform 1.11
//! writes for such configurations, cut down to what is read.

use crate::tests::Given;

/// A plan of these resource changes, and further members.
fn plan(changes: &str, more: &str) -> String {
    format!(r#"{{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[{changes}]{more}}}"#)
}

/// A resource that is created: `aws_x.name` and an `index`, or nothing.
fn create(ty: &str, name: &str, index: &str, after: &str, unknown: &str, sensitive: &str) -> String {
    let index = if index.is_empty() { String::new() } else { format!("\"index\":{index},") };
    format!(
        r#"{{"address":"{ty}.{name}","mode":"managed","type":"{ty}","name":"{name}",{index}"change":{{"actions":["create"],"before":null,"after":{after},"after_unknown":{unknown},"after_sensitive":{sensitive}}}}}"#
    )
}

/// The configuration that the plan was made of, by the arguments of its resources.
fn configuration(resources: &[(&str, &str, &str)]) -> String {
    let block = |(ty, name, expressions): &(&str, &str, &str)| {
        format!(
            r#"{{"address":"{ty}.{name}","mode":"managed","type":"{ty}","name":"{name}","expressions":{expressions}}}"#
        )
    };
    let blocks = resources.iter().map(block).collect::<Vec<_>>().join(",");
    format!(r#","configuration":{{"root_module":{{"resources":[{blocks}]}}}}"#)
}

fn beside(main: &str, plan: &str) -> Given {
    Given::files(&[("main.tf", main), ("plan.json", plan)]).plan("plan.json")
}

fn only(plan: &str) -> Given {
    Given::files(&[("plan.json", plan)]).plan("plan.json")
}

#[test]
fn a_plan_alone_has_what_is_set() {
    let after = r#"{"name":"x","size":3,"kms_key_id":null,"description":"","filter":[],"tags":{},"rule":[{"port":80,"cidrs":[],"x":null}]}"#;
    let text = plan(&create("aws_x", "a", "", after, r#"{"arn":true,"rule":[{"id":true}]}"#, "{}"), "");
    only(&text).sees(r#"aws_x.a {name = "x", rule = [{id = ?, port = 80}], size = 3, tags = {}}"#);
}

#[test]
fn arguments_that_are_unknown_say_what_they_refer_to() {
    let expressions = r#"{"vpc":{"references":["aws_vpc.v[\"k\"].id","aws_vpc.v[\"k\"]","aws_vpc.v"]},"none":{"constant_value":null}}"#;
    let text = plan(
        &create("aws_x", "a", "", r#"{"none":null}"#, r#"{"id":true,"vpc":true}"#, "{}"),
        &configuration(&[("aws_x", "a", expressions)]),
    );
    only(&text).sees(r#"aws_x.a {none = null, vpc = ?~aws_vpc.v["k"].id}"#);
}

#[test]
fn instances_are_those_of_the_plan() {
    let main = r#"
        resource "aws_a" "a" {}
        resource "aws_x" "x" {
          for_each = aws_a.a.names
          name     = each.value
        }
        resource "aws_y" "y" {
          count = aws_a.a.number
          of    = aws_x.x["k"].id
        }
        resource "aws_z" "z" {
          count = aws_a.a.number
        }
    "#;
    let changes = [
        create("aws_a", "a", "", "{}", "{}", "{}"),
        create("aws_x", "x", r#""k""#, r#"{"name":"n"}"#, "{}", "{}"),
        create("aws_x", "x", r#""l""#, "{}", r#"{"name":true}"#, "{}"),
        create("aws_y", "y", "0", "{}", r#"{"of":true}"#, "{}"),
    ];
    let blocks =
        configuration(&[("aws_a", "a", "{}"), ("aws_x", "x", "{}"), ("aws_y", "y", "{}"), ("aws_z", "z", "{}")]);
    beside(main, &plan(&changes.join(","), &blocks)).sees(
        r#"
        aws_a.a {}
        aws_x.x["k"] {name = "n"}
        aws_x.x["l"] {name = ?aws_a.a.names.l}
        aws_y.y[0] {of = ?aws_x.x["k"].id}
        "#,
    );
}

#[test]
fn what_is_unknown_keeps_its_references_and_what_is_known_its_place() {
    let main = r#"
        resource "aws_g" "g" {}
        resource "aws_x" "x" {
          group  = aws_g.g.id
          zone   = aws_g.g.zone
          groups = [aws_g.g.id, "sg-1"]
          name   = var.name
        }
        variable "name" { default = "n" }
    "#;
    let changes = [
        create("aws_g", "g", "", "{}", r#"{"id":true}"#, "{}"),
        create(
            "aws_x",
            "x",
            "",
            r#"{"zone":"z1","groups":["sg-1",null],"name":"n","region":"r"}"#,
            r#"{"group":true,"groups":[false,true],"arn":true}"#,
            "{}",
        ),
    ];
    let text = plan(&changes.join(","), r#","variables":{"name":{"value":"n"}}"#);
    let given = beside(main, &text);
    given.sees(
        r#"
        aws_g.g {}
        aws_x.x {group = ?aws_g.g.id, groups = ["sg-1", ?aws_g.g.id], name = "n", region = "r", zone = "z1"}
        "#,
    );
    given.came("aws_x.x", &["name"], &["main.tf:7 var.name", "default of variable `name`: main.tf:9 \"n\""]);
    given.came(
        "aws_x.x",
        &["zone"],
        &[
            "main.tf:5 aws_g.g.zone",
            "attribute `aws_g.g.zone`: main.tf:5 aws_g.g.zone",
            "value in the plan: plan.json:1 \"z1\"",
        ],
    );
    given.came("aws_x.x", &["groups", "1"], &["main.tf:6 aws_g.g.id"]);
}

#[test]
fn variables_are_those_of_the_plan() {
    let main = r#"
        variable "a" { default = "config" }
        variable "b" {}
        variable "c" { default = "same" }
        output "a" { value = var.a }
        output "b" { value = var.b }
        output "c" { value = var.c }
        resource "aws_x" "x" {
          a = var.a
          c = var.c
        }
    "#;
    let text = plan(
        &create("aws_x", "x", "", r#"{"a":"plan","c":"same"}"#, "{}", "{}"),
        r#","variables":{"a":{"value":"plan"},"b":{"value":"file"},"c":{"value":"same"}}"#,
    );
    let given = Given::files(&[("main.tf", main), ("terraform.tfvars", "b = \"file\""), ("plan.json", &text)])
        .plan("plan.json");
    given.sees("aws_x.x {a = \"plan\", c = \"same\"}\noutput.a \"plan\"\noutput.b \"file\"\noutput.c \"same\"");
    given.tells(&[]);
    given.came("aws_x.x", &["a"], &["main.tf:9 var.a", "value in the plan: plan.json:1 \"plan\""]);
    given.came("aws_x.x", &["c"], &["main.tf:10 var.c", "default of variable `c`: main.tf:4 \"same\""]);
}

#[test]
fn sensitive_values_are_marked_at_every_depth() {
    let after = r#"{"password":"hunter2","users":[{"name":"a","key":"hunter3"}]}"#;
    let sensitive = r#"{"password":true,"users":[{"key":true}]}"#;
    let more = r#","output_changes":{"p":{"actions":["create"],"before":null,"after":"hunter2","after_unknown":false,"after_sensitive":true}}"#;
    let text = plan(&create("aws_x", "a", "", after, "{}", sensitive), more);
    let expected = r#"
        aws_x.a {password = (sensitive), users = [{key = (sensitive), name = "a"}]}
        output.p (sensitive)
    "#;
    only(&text).sees(expected);
    let main = r#"
        resource "aws_x" "a" {
          password = var.p
          users {
            name = "a"
            key  = var.p
          }
        }
        variable "p" {}
    "#;
    beside(main, &text).sees(expected);
}

#[test]
fn what_goes_does_not_exist_and_what_is_replaced_does() {
    let change = |name: &str, actions: &str, after: &str, more: &str| {
        format!(
            r#"{{"address":"aws_x.{name}","mode":"managed","type":"aws_x","name":"{name}"{more},"change":{{"actions":{actions},"before":{{"n":1}},"after":{after},"after_unknown":{{}}}}}}"#
        )
    };
    let changes = [
        change("deleted", r#"["delete"]"#, "null", ""),
        change("forgotten", r#"["forget"]"#, "null", ""),
        change("replaced", r#"["delete","create"]"#, r#"{"n":2}"#, ""),
        change("replaced", r#"["delete"]"#, "null", r#","deposed":"abc""#),
        change("same", r#"["no-op"]"#, r#"{"n":1}"#, ""),
        change("imported", r#"["update"]"#, r#"{"n":1}"#, ""),
    ];
    only(&plan(&changes.join(","), "")).sees(
        r#"
        aws_x.deleted? {}
        aws_x.forgotten? {}
        aws_x.imported {n = 1}
        aws_x.replaced {n = 2}
        aws_x.same {n = 1}
        "#,
    );
}

#[test]
fn data_sources_come_from_the_state_before() {
    let state = r#","prior_state":{"values":{"root_module":{"resources":[
        {"address":"data.aws_vpc.v","mode":"data","type":"aws_vpc","name":"v","values":{"id":"vpc-1","filter":[{"name":"n","values":["v"]}]},"sensitive_values":{}},
        {"address":"aws_old.o","mode":"managed","type":"aws_old","name":"o","values":{}}],
        "child_modules":[{"address":"module.m[\"k\"]","resources":[
        {"address":"module.m[\"k\"].data.aws_p.p","mode":"data","type":"aws_p","name":"p","values":{"json":"{}"}}]}]}}}"#;
    let read = r#"{"address":"data.aws_later.l","mode":"data","type":"aws_later","name":"l","change":{"actions":["read"],"before":null,"after":{"a":1},"after_unknown":{"id":true}}}"#;
    only(&plan(read, state)).sees(
        r#"
        data.aws_later.l {a = 1}
        data.aws_vpc.v {filter = [{name = "n", values = ["v"]}], id = "vpc-1"}
        module.m["k"].data.aws_p.p {json = "{}"}
        "#,
    );
}

#[test]
fn blocks_are_found_again_in_the_order_of_the_plan() {
    let main = r#"
        resource "aws_g" "g" {}
        resource "aws_x" "x" {
          rule {
            port   = 443
            source = aws_g.g.id
          }
          rule {
            port  = 22
            cidrs = ["10.0.0.0/8"]
          }
        }
    "#;
    let after = r#"{"rule":[{"port":22,"cidrs":["10.0.0.0/8"],"source":"","self":false},{"port":443,"cidrs":[],"self":false}],"none":[]}"#;
    let changes = [
        create("aws_g", "g", "", "{}", "{}", "{}"),
        create("aws_x", "x", "", after, r#"{"rule":[{"cidrs":[false]},{"cidrs":[],"source":true}]}"#, "{}"),
    ];
    let given = beside(main, &plan(&changes.join(","), ""));
    given.sees(
        r#"
        aws_g.g {}
        aws_x.x {rule = [{cidrs = ["10.0.0.0/8"], port = 22, self = false}, {port = 443, self = false, source = ?aws_g.g.id}]}
        "#,
    );
    given.came("aws_x.x", &["rule", "0", "port"], &["main.tf:9 22"]);
}

#[test]
fn dynamic_blocks_over_unknown_collections_are_those_of_the_plan() {
    let main = r#"
        resource "aws_g" "g" {}
        resource "aws_x" "x" {
          dynamic "rule" {
            for_each = aws_g.g.ports
            content {
              port = rule.value
              on   = "tcp"
            }
          }
        }
    "#;
    let changes = [
        create("aws_g", "g", "", "{}", "{}", "{}"),
        create("aws_x", "x", "", r#"{"rule":[{"port":22,"on":"tcp"}]}"#, "{}", "{}"),
    ];
    beside(main, &plan(&changes.join(","), "")).sees("aws_g.g {}\naws_x.x {rule = [{on = \"tcp\", port = 22}]}");
}

#[test]
fn maps_keep_every_key_and_blocks_what_is_set() {
    let main = r#"
        variable "tags" { type = map(string) }
        resource "aws_x" "x" {
          tags = merge(var.tags, { Team = "a" })
          rule {
            port = 22
          }
        }
    "#;
    let after = r#"{"tags":{"Team":"a","Empty":""},"rule":[{"port":22,"note":"","before":"kept"}],"before":"kept"}"#;
    let text = plan(&create("aws_x", "x", "", after, "{}", "{}"), r#","planned_values":{"root_module":{}}"#);
    beside(main, &text)
        .sees(r#"aws_x.x {before = "kept", rule = [{before = "kept", port = 22}], tags = {Empty = "", Team = "a"}}"#);
}

#[test]
fn what_only_one_of_them_has_is_told_and_checked() {
    let main = "resource \"aws_x\" \"new\" {\n  a = 1\n}\nresource \"aws_x\" \"both\" {}\n";
    let changes = [create("aws_x", "old", "", r#"{"a":2}"#, "{}", "{}"), create("aws_x", "both", "", "{}", "{}", "{}")];
    let given =
        beside(main, &plan(&changes.join(","), &configuration(&[("aws_x", "old", "{}"), ("aws_x", "both", "{}")])));
    given.sees("aws_x.both {}\naws_x.new {a = 1}\naws_x.old {a = 2}");
    given.tells(&[
        "plan.json:1: `aws_x.new` is in the configuration, but not in the plan, which is older",
        "plan.json:1: `aws_x.old` is in the plan, but not in the configuration beside it",
    ]);
}

#[test]
fn modules_that_are_not_at_hand_are_as_planned() {
    let main = "module \"net\" {\n  source = \"example/net/aws\"\n}\n";
    let inside = r#"{"address":"module.net.aws_x.a[0]","module_address":"module.net","mode":"managed","type":"aws_x","name":"a","index":0,"change":{"actions":["create"],"before":null,"after":{"n":1},"after_unknown":{}}}"#;
    let given = beside(main, &plan(inside, ""));
    given.sees("module.net.aws_x.a[0] {n = 1}");
    let project = given.project();
    assert_eq!(project.resources.iter().filter(|one| !one.calls.is_empty()).count(), 1);
}

#[test]
fn an_incomplete_plan_leaves_the_rest_to_the_configuration() {
    let main = "resource \"aws_x\" \"a\" {}\nresource \"aws_x\" \"b\" {}\n";
    let blocks = configuration(&[("aws_x", "a", "{}"), ("aws_x", "b", "{}")]);
    let changes = create("aws_x", "a", "", "{}", "{}", "{}");
    let given = beside(main, &plan(&changes, &format!("{blocks},\"complete\":false")));
    given.sees("aws_x.a {}\naws_x.b {}");
    given.tells(&["plan.json:1: the plan is not complete: it was made with `-target`"]);
    beside(main, &plan(&changes, &blocks)).sees("aws_x.a {}\naws_x.b? {}");
}

#[test]
fn what_is_no_plan_is_told_so() {
    let check = |text: &str, expected: &str| only(text).tells(&[expected]);
    check("", "plan.json:1: the file ends too early");
    check("{\"format_version\":\"1.2\",\n\"resource_changes\":[{\"addr", "plan.json:2: this string is not closed");
    check("{\"format_version\":\"1.2\",\n\"resource_changes\":[{", "plan.json:2: the file ends too early");
    check(
        r#"{"format_version":"2.0","planned_values":{}}"#,
        "plan.json:1: the plan is of format `2.0`; this program reads format 1",
    );
    check(
        r#"{"format_version":"0.2","planned_values":{}}"#,
        "plan.json:1: the plan is of format `0.2`, which does not say",
    );
    check(
        r#"{"format_version":"x","planned_values":{}}"#,
        "plan.json:1: `plan.json` is not a plan: its `format_version`",
    );
    check(r#"{"format_version":"1.0","values":{"root_module":{}}}"#, "plan.json:1: `plan.json` is a state");
    check(r#"{"version":4,"serial":1,"lineage":"x"}"#, "plan.json:1: `plan.json` is a state");
    check("PK\u{3}\u{4}\u{0}", "plan.json:1: `plan.json` is a plan as Terraform keeps it for itself");
    check(
        "{\"@level\":\"info\"}\n{\"@level\":\"info\"}",
        "plan.json:1: `plan.json` is the log of `terraform plan -json`",
    );
    check("[]", "plan.json:1: `plan.json` is not a plan");
    check(&"[".repeat(100_000), "plan.json:1: brackets are nested");
    check(&plan(r#"{"type":1},{"change":{}},null,7"#, ""), "plan.json:1: this entry of the plan names no resource");
    only(&plan("", r#","variables":[],"output_changes":3,"configuration":"x","prior_state":{"values":[]}"#)).tells(&[]);
}
