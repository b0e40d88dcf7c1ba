//! Override files, HCL and JSON.

use super::Given;

const MAIN: &str = r#"
variable "v" {
  type    = string
  default = "1"
}
locals {
  a = 1
  b = 2
}
resource "aws_x" "a" {
  name = "base"
  keep = local.b
  rule {
    n = 1
  }
  dynamic "rule" {
    for_each = [2]
    content {
      n = rule.value
    }
  }
  lifecycle {
    ignore_changes = [name]
  }
}
module "m" {
  source = "./m"
  n      = 1
}
output "o" {
  value = "${var.v} ${local.a} ${local.b}"
}
"#;

fn overridden(files: &[(&str, &str)]) -> Given {
    let module = ("m/m.tf", "variable \"n\" {}\nresource \"aws_y\" \"y\" {\n n = var.n\n}\n");
    let files: Vec<(&str, &str)> = [("main.tf", MAIN), module].into_iter().chain(files.iter().copied()).collect();
    Given::files(&files)
}

#[test]
fn arguments_are_replaced_one_by_one_and_blocks_whole() {
    let given = overridden(&[(
        "override.tf",
        "locals { b = 3 }\nvariable \"v\" { default = 5 }\nmodule \"m\" { n = 2 }\n\
         resource \"aws_x\" \"a\" {\n name = \"over\"\n count = 1\n rule {\n  n = 9\n }\n lifecycle {\n  create_before_destroy = true\n }\n}\n",
    )]);
    given.sees(
        r#"aws_x.a[0] {keep = 3, lifecycle = [{create_before_destroy = true, ignore_changes = ["name"]}], name = "over", rule = [{n = 9}]}
           module.m.aws_y.y {n = 2}
           output.o "5 1 3""#,
    );
    given.tells(&[]);
}

#[test]
fn values_lead_into_the_override_file() {
    let given = overridden(&[
        (
            "a_override.tf.json",
            "{\n \"locals\": { \"b\": 3 },\n \"resource\": { \"aws_x\": { \"a\": { \"name\": \"json\" } } }\n}",
        ),
        ("z_override.tofu", "resource \"aws_x\" \"a\" {\n name = \"last\"\n}\n"),
    ]);
    given.came("aws_x.a", &["name"], &["main.tf:11 \"base\"", "override file: z_override.tofu:2 \"last\""]);
    given.came(
        "aws_x.a",
        &["keep"],
        &["main.tf:12 local.b", "local `b`: main.tf:8 2", "override file: a_override.tf.json:2 3"],
    );
    overridden(&[(
        "override.tf",
        "variable \"v\" { default = \"o\" }\nresource \"aws_x\" \"a\" {\n name = var.v\n}\n",
    )])
    .came(
        "aws_x.a",
        &["name"],
        &[
            "main.tf:11 \"base\"",
            "override file: override.tf:3 var.v",
            "default of variable `v`: main.tf:4 \"1\"",
            "override file: override.tf:1 \"o\"",
        ],
    );
}

#[test]
fn settings_merge_by_name_and_a_backend_replaces_the_other() {
    let base = "terraform {\n required_version = \">= 1.0\"\n backend \"s3\" {\n  bucket = \"b\"\n }\n required_providers {\n  aws = { source = \"hashicorp/aws\" }\n  google = { source = \"hashicorp/google\" }\n }\n}\n";
    let over = "terraform {\n required_version = \">= 1.2\"\n cloud {\n  organization = \"o\"\n }\n required_providers {\n  aws = { source = \"acme/aws\" }\n  null = { source = \"hashicorp/null\" }\n }\n}\n";
    let given = Given::files(&[("main.tf", base), ("override.tf", over)]);
    let mut seen: Vec<String> =
        given.project().resources.iter().map(|one| format!("{} {}", one.address, super::show(&one.body))).collect();
    seen.sort();
    assert_eq!(
        seen,
        [
            r#"terraform.required_providers {aws = {source = "acme/aws"}, google = {source = "hashicorp/google"}}"#,
            r#"terraform.required_providers {null = {source = "hashicorp/null"}}"#,
            r#"terraform.settings {cloud = [{organization = "o"}]}"#,
            r#"terraform.settings {required_version = ">= 1.2"}"#,
            "terraform.settings {}",
        ]
    );
}

#[test]
fn what_cannot_be_overridden_is_told() {
    overridden(&[(
        "override.tf",
        "resource \"aws_x\" \"none\" {}\nlocals { z = 1 }\nvariable \"nope\" {}\noutput \"o\" { depends_on = [aws_x.a] }\nmoved {\n from = aws_x.z\n to = aws_x.a\n}\ncheck \"c\" {}\nprovider \"aws\" {}\n",
    )])
    .tells(&[
        "override.tf:1: there is no resource `none` that this override file could override",
        "override.tf:2: there is no local `z`",
        "override.tf:3: there is no variable `nope`",
        "override.tf:4: `depends_on` cannot be overridden",
        "override.tf:5: `moved` blocks cannot stand in override files",
        "override.tf:9: `check` blocks cannot stand in override files",
    ]);
}
