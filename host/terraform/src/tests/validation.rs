//! What is refused before anything is evaluated. Each refusal is Terraform's own (1.11.4).

use super::Given;

#[test]
fn undeclared_names_are_told_wherever_they_stand() {
    Given::main(
        r#"resource "terraform_data" "a" {}
locals {
  x = try(local.nope, 1)
  y = true ? 1 : var.nope
  z = can(terraform_data.zz.id)
  w = try(terraform_data.a[0].id, 2)
  v = try(each.key, count.index, self.id, 3)
  u = try(module.m.x, 4)
  t = { for k, v in {} : k => nope.x }
  s = "%{ if false }${bare}%{ endif }"
}
"#,
    )
    .tells(&[
        "main.tf:3: `local.nope` refers to a local that this module does not declare",
        "main.tf:4: `var.nope` refers to a variable that this module does not declare",
        "main.tf:5: `terraform_data.zz` is not declared in this module",
        "main.tf:6: `terraform_data.a` has neither `count` nor `for_each`, so it has no instances to choose from",
        "main.tf:7: `each.key` is used in a block without `for_each`",
        "main.tf:7: `count.index` is used in a block without `count`",
        "main.tf:7: `self` has no meaning here",
        "main.tf:8: `module.m` refers to a module that this module does not declare",
        "main.tf:9: `nope.x` is not declared in this module",
        "main.tf:10: `bare` is no name that is known here",
    ]);
}

#[test]
fn what_is_declared_or_bound_is_not_told() {
    Given::main(
        r#"variable "v" {
  type = map(object({ n = optional(string) }))
  default = {}
  validation {
    condition = alltrue([for k, one in var.v : one.n != k])
    error_message = "no"
  }
}
resource "terraform_data" "a" {
  for_each = var.v
  input = "${each.key}%{ for i, x in ["a"] }${i}${x}%{ endfor }"
  lifecycle {
    ignore_changes = [input, all]
    postcondition {
      condition = self.input != each.value
      error_message = "no"
    }
  }
}
resource "aws_x" "b" {
  count = 1
  provider = aws.west
  type = "A"
  dynamic "one" {
    for_each = terraform_data.a
    iterator = it
    content {
      n = [it.key, it.value.id, count.index, terraform_data.a["k"].id, terraform_data.a[*]]
      dynamic "two" {
        for_each = it.value
        content { n = "${two.key}-${it.key}" }
      }
    }
  }
}
check "c" {
  data "http" "d" { url = "x" }
  assert {
    condition = data.http.d.id != ""
    error_message = "no"
  }
}
provider "aws" { alias = "west" }
"#,
    )
    .tells(&[]);
}

#[test]
fn defaults_suit_their_variable_even_where_another_value_is_given() {
    Given::files(&[
        ("main.tf", "variable \"n\" {\n type = number\n default = \"x\"\n}\nvariable \"o\" {\n type = object({ a = string })\n nullable = false\n default = null\n}\n"),
        ("terraform.tfvars", "n = 1\no = { a = 1 }\n"),
    ])
    .tells(&[
        "main.tf:3: the default of variable `n` is unsuitable: a number is required",
        "main.tf:8: the default of variable `o` is unsuitable: it is null, and `nullable` is false",
    ]);
}

#[test]
fn a_validation_looks_at_its_variable() {
    Given::main(
        "variable \"v\" {\n default = 1\n validation {\n  condition = local.x > 1\n  error_message = \"no\"\n }\n}\nlocals { x = 2 }\n",
    )
    .tells(&["main.tf:4: the condition does not look at `var.v`, which it is to validate"]);
}

#[test]
fn given_values_and_defaults_are_literal() {
    Given::files(&[
        ("main.tf", "variable \"a\" { default = toset([\"x\"]) }\nvariable \"b\" {}\nvariable \"c\" { default = [-1, \"${1}\"] }\n"),
        ("terraform.tfvars", "b = upper(\"x\")\n"),
    ])
    .tells(&[
        "terraform.tfvars:1: `upper()` is called where only literal values can stand",
        "main.tf:1: `toset()` is called where only literal values can stand",
    ]);
}

#[test]
fn the_root_module_does_not_give_secrets_away() {
    Given::files(&[
        (
            "main.tf",
            r#"variable "s" {
  default = "x"
  sensitive = true
}
module "m" {
  source = "./m"
  s = var.s
}
output "a" { value = [module.m.inner] }
output "b" {
  value = var.s
  sensitive = true
}
output "c" { value = nonsensitive(var.s) }
"#,
        ),
        ("m/main.tf", "variable \"s\" {}\noutput \"inner\" { value = var.s }\n"),
    ])
    .tells(&["main.tf:9: output `a` would show a sensitive value"]);
}
