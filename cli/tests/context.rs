//! A module that is named is checked where it is called.

use crate::harness::Folder;

const MODULE: &str = r#"variable "cidrs" {
  type    = list(string)
  default = []
}

resource "aws_security_group" "db" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = var.cidrs
  }
}
"#;

const CALLER: &str = r#"module "db" {
  source = "../modules/db"
  cidrs  = ["0.0.0.0/0"]
}

resource "aws_security_group" "other" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"#;

const SELECT: [&str; 2] = ["--select", "topology/open-to-world"];

fn folder() -> Folder {
    let folder =
        Folder::new(&[("live/main.tf", CALLER), ("modules/db/main.tf", MODULE), ("modules/alone/x.tf", MODULE)]);
    git2::Repository::init(folder.path()).expect("a repository");
    folder
}

#[test]
fn findings_in_a_named_module_come_from_its_callers_values() {
    let folder = folder();
    for path in ["modules/db/main.tf", "modules/db"] {
        let run = folder.check(&[&SELECT[..], &[path]].concat());
        assert_eq!(run.findings(), ["topology/open-to-world modules/db/main.tf:11"], "{path}");
        let report = run.json();
        let finding = &report["findings"][0];
        assert_eq!(finding["resource"], "module.db.aws_security_group.db");
        assert_eq!(finding["root"], "live");
        assert_eq!(report["summary"]["resources"], 1);
    }
}

#[test]
fn a_module_that_nobody_calls_is_checked_on_its_own() {
    let run = folder().check(&[&SELECT[..], &["modules/alone"]].concat());
    assert_eq!(run.findings(), [""; 0]);
    assert_eq!(run.json()["summary"]["resources"], 1);
}

#[test]
fn a_call_that_is_never_made_leaves_the_module_its_own_root() {
    let folder = folder();
    folder.write("live/main.tf", "locals {\n  text = <<-EOT\n    source = \"../modules/db\"\n  EOT\n}\n");
    let run = folder.check(&[&SELECT[..], &["modules/db"]].concat());
    assert_eq!(run.json()["summary"]["resources"], 1, "{}", run.stdout);
}

#[test]
fn inspect_shows_the_module_as_its_callers_make_it() {
    let run = folder().run(&["inspect", "--format", "json", "modules/db/main.tf"]);
    let seen = run.json();
    let resources: Vec<&str> = seen["roots"][0]["resources"]
        .as_array()
        .expect("an array")
        .iter()
        .filter_map(|resource| resource["address"].as_str())
        .collect();
    assert_eq!(resources, ["module.db.aws_security_group.db"]);
    assert_eq!(seen["roots"][0]["path"], "live");
}
