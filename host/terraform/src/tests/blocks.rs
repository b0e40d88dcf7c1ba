//! Blocks that are no resources, as rules see them.

use tollgate_ir::{AddressKind, Tri};

use super::{Given, show};

/// Every block that is no resource as `type address body`, one per line.
fn check(given: &Given, expected: &str) {
    let project = given.project();
    let seen: Vec<String> = project
        .resources
        .iter()
        .filter(|one| matches!(one.address.kind, AddressKind::TerraformBlock { .. }))
        .map(|one| format!("{} {} {}", one.address.type_name(), one.address, show(&one.body)))
        .collect();
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(seen, expected, "diagnostics: {:#?}", project.roots[0].diagnostics);
}

#[test]
fn providers_and_settings() {
    check(
        &Given::main(
            r#"
terraform {
  required_version = ">= 1.5"
  experiments      = [x]
  backend "s3" {
    bucket  = "b"
    encrypt = true
    assume_role {
      role_arn = "r"
    }
  }
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      version               = "~> 5.0"
      configuration_aliases = [aws.west]
    }
  }
}
provider "aws" {
  region = local.region
}
provider "aws" {
  alias  = "west"
  region = "us-west-1"
}
locals { region = "eu-west-1" }
terraform {
  cloud {
    workspaces { name = "w" }
  }
}
"#,
        ),
        r#"terraform/backend terraform.backend.s3 {assume_role = [{role_arn = "r"}], bucket = "b", encrypt = true, type = "s3"}
           terraform/provider provider.aws {region = "eu-west-1"}
           terraform/provider provider.aws.west {alias = "west", region = "us-west-1"}
           terraform/required_providers terraform.required_providers {aws = {configuration_aliases = ["aws.west"], source = "hashicorp/aws", version = "~> 5.0"}}
           terraform/settings terraform.settings {experiments = ["x"], required_version = ">= 1.5"}
           terraform/settings terraform.settings {cloud = [{workspaces = [{name = "w"}]}]}"#,
    );
}

#[test]
fn module_calls_by_instance() {
    let module = "variable \"n\" {}\noutput \"n\" { value = var.n }\n";
    let given = Given::files(&[
        (
            "main.tf",
            "module \"m\" {\n source = \"./m\"\n for_each = toset([\"a\"])\n n = each.key\n depends_on = [module.far]\n providers = { aws = aws.west }\n}\n\
             module \"far\" {\n source = \"hashicorp/far/aws\"\n version = \"1.0\"\n n = module.m[\"a\"].n\n}\n",
        ),
        ("m/main.tf", module),
    ]);
    check(
        &given,
        r#"terraform/module module.far {n = "a", source = "hashicorp/far/aws", version = "1.0"}
           terraform/module module.m["a"] {depends_on = ["module.far"], n = "a", providers = {aws = "aws.west"}, source = "./m"}
           terraform/output module.m["a"].output.n {value = "a"}
           terraform/variable module.m["a"].var.n {}"#,
    );
}

#[test]
fn variables_and_outputs() {
    check(
        &Given::main(
            "variable \"a\" {\n type = list(string)\n description = \"d\"\n default = [\"x\"]\n validation {\n  condition = length(var.a) > 0\n  error_message = \"e\"\n }\n}\n\
             variable \"s\" {\n default = \"secret\"\n sensitive = true\n}\n\
             variable \"u\" {}\n\
             output \"o\" {\n value = var.u\n depends_on = [aws_x.y]\n}\noutput \"s\" {\n value = var.s\n}\n",
        ),
        r#"terraform/output output.o {depends_on = ["aws_x.y"], value = ?var.u}
           terraform/output output.s {value = (sensitive)}
           terraform/variable var.a {default = ["x"], description = "d", type = "list(string)", validation = [{condition = true, error_message = "e"}]}
           terraform/variable var.s {default = (sensitive), sensitive = true}
           terraform/variable var.u {}"#,
    );
}

/// Nothing is kept secret where nothing is written: rules ask whether a secret has a default.
#[test]
fn empty_defaults_of_sensitive_variables_are_no_secrets() {
    let variable =
        |name: &str, default: &str| format!("variable \"{name}\" {{\n default = {default}\n sensitive = true\n}}\n");
    let all = [("l", "[]"), ("m", "{}"), ("n", "null"), ("s", "\"\""), ("t", "\"x\""), ("u", "[\"\"]")];
    check(
        &Given::main(&all.map(|(name, default)| variable(name, default)).concat()),
        r#"terraform/variable var.l {default = [], sensitive = true}
           terraform/variable var.m {default = {}, sensitive = true}
           terraform/variable var.n {default = null, sensitive = true}
           terraform/variable var.s {default = "", sensitive = true}
           terraform/variable var.t {default = (sensitive), sensitive = true}
           terraform/variable var.u {default = (sensitive), sensitive = true}"#,
    );
}

#[test]
fn moved_imported_and_checked() {
    let given = Given::main(
        "moved {\n from = aws_x.a\n to = module.m.aws_x.b[\"k\"]\n}\n\
         import {\n for_each = { one = \"i-1\" }\n to = aws_x.i[each.key]\n id = each.value\n}\n\
         check \"c\" {\n data \"aws_z\" \"z\" {\n  name = \"n\"\n }\n assert {\n  condition = data.aws_z.z.name == \"m\"\n  error_message = \"wrong ${data.aws_z.z.name}\"\n }\n}\n\
         removed {\n from = aws_x.gone\n lifecycle {\n  destroy = false\n }\n}\n",
    );
    check(
        &given,
        r#"terraform/check check.c {assert = [{condition = false, error_message = "wrong n"}]}
           terraform/import import.aws_x.i["one"] {id = "i-1", to = "aws_x.i[\"one\"]"}
           terraform/moved moved.aws_x.a {from = "aws_x.a", to = "module.m.aws_x.b[\"k\"]"}
           terraform/removed removed.aws_x.gone {from = "aws_x.gone", lifecycle = [{destroy = false}]}"#,
    );
    given.sees("data.aws_z.z {name = \"n\"}");
    given.tells(&["main.tf:15: check `c` does not hold"]);
}

#[test]
fn json_gives_the_same_documents() {
    let hcl = r#"
terraform {
  required_version = ">= 1.5"
  backend "s3" {
    bucket = "b"
  }
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.west]
    }
  }
}
provider "aws" {
  alias  = "west"
  assume_role {
    role_arn = "r"
  }
}
moved {
  from = aws_x.a
  to   = aws_x.b["k"]
}
removed {
  from = aws_x.gone
  lifecycle {
    destroy = false
  }
}
import {
  to = aws_x.i
  id = "i-1"
}
check "c" {
  data "aws_z" "z" {
    name = "n"
  }
  assert {
    condition     = data.aws_z.z.name == "n"
    error_message = "e"
  }
}
variable "v" {
  type    = list(string)
  default = ["x"]
  validation {
    condition     = length(var.v) > 0
    error_message = "e"
  }
}
output "o" {
  value      = var.v[0]
  depends_on = [aws_x.b]
}
resource "aws_x" "b" {}
"#;
    let json = r#"{
  "terraform": {
    "required_version": ">= 1.5",
    "backend": { "s3": { "bucket": "b" } },
    "required_providers": { "aws": { "source": "hashicorp/aws", "configuration_aliases": ["aws.west"] } }
  },
  "provider": { "aws": { "alias": "west", "assume_role": { "role_arn": "r" } } },
  "moved": [{ "from": "aws_x.a", "to": "aws_x.b[\"k\"]" }],
  "removed": { "from": "aws_x.gone", "lifecycle": { "destroy": false } },
  "import": { "to": "aws_x.i", "id": "i-1" },
  "check": { "c": {
    "data": { "aws_z": { "z": { "name": "n" } } },
    "assert": { "condition": "${data.aws_z.z.name == \"n\"}", "error_message": "e" }
  } },
  "variable": { "v": {
    "type": "list(string)",
    "default": ["x"],
    "validation": { "condition": "${length(var.v) > 0}", "error_message": "e" }
  } },
  "output": { "o": { "value": "${var.v[0]}", "depends_on": ["aws_x.b"] } },
  "resource": { "aws_x": { "b": {} } }
}"#;
    let expected = r#"
        terraform/backend terraform.backend.s3 {bucket = "b", type = "s3"}
        terraform/check check.c {assert = [{condition = true, error_message = "e"}]}
        terraform/import import.aws_x.i {id = "i-1", to = "aws_x.i"}
        terraform/moved moved.aws_x.a {from = "aws_x.a", to = "aws_x.b[\"k\"]"}
        terraform/output output.o {depends_on = ["aws_x.b"], value = "x"}
        terraform/provider provider.aws.west {alias = "west", assume_role = [{role_arn = "r"}]}
        terraform/removed removed.aws_x.gone {from = "aws_x.gone", lifecycle = [{destroy = false}]}
        terraform/required_providers terraform.required_providers {aws = {configuration_aliases = ["aws.west"], source = "hashicorp/aws"}}
        terraform/settings terraform.settings {required_version = ">= 1.5"}
        terraform/variable var.v {default = ["x"], type = "list(string)", validation = [{condition = true, error_message = "e"}]}"#;
    for given in [Given::main(hcl), Given::files(&[("main.tf.json", json)])] {
        check(&given, expected);
        given.sees("aws_x.b {}\ndata.aws_z.z {name = \"n\"}\noutput.o \"x\"");
        given.tells(&[]);
    }
}

#[test]
fn data_sources_of_a_check_are_its_own() {
    Given::main(
        "check \"c\" {\n data \"aws_z\" \"z\" {}\n assert {\n  condition = data.aws_z.z.id != \"\"\n  error_message = \"e\"\n }\n}\n\
         output \"o\" { value = data.aws_z.z.id }\n",
    )
    .tells(&["main.tf:8: `data.aws_z.z` is known only within `check.c`"]);
}

#[test]
fn what_is_removed_does_not_exist() {
    let given = Given::files(&[
        (
            "main.tf",
            "resource \"aws_x\" \"a\" {}\nresource \"aws_x\" \"b\" {}\nremoved {\n from = aws_x.a\n}\nremoved {\n from = module.m\n}\nmodule \"m\" {\n source = \"./m\"\n}\n",
        ),
        ("m/main.tf", "resource \"aws_x\" \"a\" {}\n"),
    ]);
    let exists: Vec<(String, Tri)> = given
        .project()
        .resources
        .iter()
        .filter(|one| one.address.is_resource())
        .map(|one| (one.address.to_string(), one.exists))
        .collect();
    assert_eq!(
        exists,
        [("aws_x.a".to_owned(), Tri::No), ("aws_x.b".to_owned(), Tri::Yes), ("module.m.aws_x.a".to_owned(), Tri::No)]
    );
    given.tells(&[
        "main.tf:1: `aws_x.a` is declared here, and said to be removed",
        "m/main.tf:1: `aws_x.a` is declared here, and said to be removed",
    ]);
}

#[test]
fn two_blocks_with_one_name_are_told_and_both_are_seen() {
    let given = Given::files(&[
        (
            "main.tf",
            "module \"m\" {\n source = \"./a\"\n}\nmodule \"m\" {\n source = \"./b\"\n}\n\
             output \"o\" { value = 1 }\noutput \"o\" { value = 2 }\n\
             provider \"aws\" {\n region = \"a\"\n}\nprovider \"aws\" {\n region = \"b\"\n}\n",
        ),
        ("a/a.tf", "resource \"aws_x\" \"a\" {}\n"),
        ("b/b.tf", "resource \"aws_x\" \"b\" {}\n"),
    ]);
    given.sees("module.m.aws_x.a {}\nmodule.m.aws_x.b {}\noutput.o 1");
    given.tells(&[
        "main.tf:4: module `m` is declared twice",
        "main.tf:8: output `o` is declared twice",
        "main.tf:12: provider `aws` is declared twice",
    ]);
    check(
        &given,
        r#"terraform/module module.m {source = "./a"}
           terraform/module module.m {source = "./b"}
           terraform/output output.o {value = 1}
           terraform/output output.o {value = 2}
           terraform/provider provider.aws {region = "a"}
           terraform/provider provider.aws {region = "b"}"#,
    );
}
