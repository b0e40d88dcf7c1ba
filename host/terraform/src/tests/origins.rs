//! Every value leads back to the text that decides it.

use super::Given;

fn given() -> Given {
    Given::files(&[
        (
            "main.tf",
            r#"variable "cidrs" { type = list(string) }
variable "port" { default = 443 }
locals { open = var.cidrs }
module "net" {
  source = "./net"
  cidrs  = local.open
  rules  = { https = { port = var.port } }
}
resource "aws_x" "b" {
  name = aws_x.a.name
  out  = module.net.first
}
resource "aws_x" "a" { name = "n" }
"#,
        ),
        ("terraform.tfvars", "cidrs = [\"0.0.0.0/0\"]\n"),
        (
            "net/main.tf",
            r#"variable "cidrs" {}
variable "rules" {}
resource "aws_sg" "g" {
  dynamic "ingress" {
    for_each = var.rules
    content {
      port  = ingress.value.port
      cidrs = concat(var.cidrs, ["10.0.0.0/8"])
    }
  }
}
output "first" { value = var.cidrs[0] }
"#,
        ),
    ])
}

#[test]
fn through_tfvars_locals_module_arguments_and_functions() {
    given().came(
        "module.net.aws_sg.g",
        &["ingress", "0", "cidrs", "0"],
        &[
            "net/main.tf:8 var.cidrs",
            "argument `cidrs` of module `net`: main.tf:6 local.open",
            "local `open`: main.tf:3 var.cidrs",
            "value of variable `cidrs`: terraform.tfvars:1 \"0.0.0.0/0\"",
        ],
    );
}

#[test]
fn through_dynamic_blocks() {
    given().came(
        "module.net.aws_sg.g",
        &["ingress", "0", "port"],
        &[
            "net/main.tf:7 ingress.value.port",
            "dynamic block `ingress`: net/main.tf:5 var.rules",
            "argument `rules` of module `net`: main.tf:7 var.port",
            "default of variable `port`: main.tf:2 443",
        ],
    );
}

#[test]
fn through_other_resources_and_outputs() {
    given().came("aws_x.b", &["name"], &["main.tf:10 aws_x.a.name", "attribute `aws_x.a.name`: main.tf:13 \"n\""]);
    given().came(
        "aws_x.b",
        &["out"],
        &[
            "main.tf:11 module.net.first",
            "output `first` of module `net`: net/main.tf:12 var.cidrs[0]",
            "argument `cidrs` of module `net`: main.tf:6 local.open",
            "local `open`: main.tf:3 var.cidrs",
            "value of variable `cidrs`: terraform.tfvars:1 \"0.0.0.0/0\"",
        ],
    );
}

#[test]
fn through_for_each() {
    let given = Given::main(
        "locals { ports = { web = 80 } }\nresource \"aws_x\" \"a\" {\n for_each = local.ports\n port = each.value\n all = [for p in local.ports : p]\n}\n",
    );
    let chain = |expression: &str| {
        [
            format!("main.tf:4 {expression}"),
            "element `web` of the collection: main.tf:3 local.ports".into(),
            "local `ports`: main.tf:1 80".into(),
        ]
    };
    let expected = chain("each.value");
    given.came("aws_x.a[\"web\"]", &["port"], &expected.each_ref().map(String::as_str));
    given.came(
        "aws_x.a[\"web\"]",
        &["all", "0"],
        &["main.tf:5 p", "element `web` of the collection: main.tf:5 local.ports", "local `ports`: main.tf:1 80"],
    );
}

#[test]
fn parts_of_a_whole_start_where_the_whole_is_used() {
    let given = Given::main("locals { tags = { A = { B = 1 } } }\nresource \"aws_x\" \"a\" {\n tags = local.tags\n}\n");
    given.came("aws_x.a", &["tags", "A", "B"], &["main.tf:3 local.tags", "local `tags`: main.tf:1 1"]);
}
