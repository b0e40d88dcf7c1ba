//! Plans as input: what the configuration beside them leaves unknown, and what must never be shown.

use crate::harness::Folder;

const MAIN: &str = r#"variable "cidrs" {
  type = list(string)
}

variable "password" {
  type      = string
  sensitive = true
}

resource "aws_security_group" "db" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = var.cidrs
  }
}

resource "aws_db_instance" "db" {
  password = var.password
}
"#;

const PLAN: &str = r#"{"format_version":"1.2","terraform_version":"1.11.4","variables":{"cidrs":{"value":["0.0.0.0/0"]},"password":{"value":"hunter2"}},"planned_values":{},"resource_changes":[{"address":"aws_security_group.db","mode":"managed","type":"aws_security_group","name":"db","change":{"actions":["create"],"before":null,"after":{"ingress":[{"cidr_blocks":["0.0.0.0/0"],"description":"","from_port":22,"ipv6_cidr_blocks":[],"prefix_list_ids":[],"protocol":"tcp","security_groups":[],"self":false,"to_port":22}],"tags":null},"after_unknown":{"arn":true,"egress":true,"id":true,"ingress":[{"cidr_blocks":[false]}]},"after_sensitive":{"ingress":[{"cidr_blocks":[false]}]}}},{"address":"aws_db_instance.db","mode":"managed","type":"aws_db_instance","name":"db","change":{"actions":["create"],"before":null,"after":{"password":"hunter2","storage_encrypted":null},"after_unknown":{"id":true},"after_sensitive":{"password":true}}}]}"#;

const SELECT: [&str; 2] = ["--select", "topology/open-to-world"];

#[test]
fn a_plan_decides_what_the_configuration_leaves_open() {
    let folder = Folder::new(&[("main.tf", MAIN), ("plan.json", PLAN)]);
    assert_eq!(folder.check(&[&SELECT[..], &["."]].concat()).findings(), [""; 0]);
    let run = folder.check(&[&SELECT[..], &["plan.json"]].concat());
    assert_eq!(run.findings(), ["topology/open-to-world main.tf:15"]);
    assert_eq!(run.code, Some(1));
    let finding = &run.json()["findings"][0];
    assert_eq!(finding["root"], "plan.json");
    assert_eq!(finding["origin"][0]["file"], "plan.json");
    assert_eq!(finding["origin"][0]["note"], "value in the plan");
}

#[test]
fn a_plan_without_its_configuration_stands_for_itself() {
    let folder = Folder::new(&[("out/plan.json", PLAN)]);
    let run = folder.check(&[&SELECT[..], &["out/plan.json"]].concat());
    assert_eq!(run.findings(), ["topology/open-to-world plan.json:1"]);
    assert_eq!(run.json()["findings"][0]["resource"], "aws_security_group.db");
}

#[test]
fn secrets_of_a_plan_are_never_shown() {
    for files in [&[("plan.json", PLAN)][..], &[("plan.json", PLAN), ("main.tf", MAIN)]] {
        let folder = Folder::new(files);
        for args in [
            &["check", "plan.json"][..],
            &["check", "--output-format", "json", "plan.json"],
            &["check", "--diff", "--unsafe-fixes", "plan.json"],
            &["inspect", "plan.json"],
            &["inspect", "--format", "json", "plan.json"],
        ] {
            let run = folder.run(args);
            assert!(!run.stdout.contains("hunter2") && !run.stderr.contains("hunter2"), "{args:?}\n{}", run.stdout);
        }
    }
}

#[test]
fn inspect_names_the_kind_and_the_values() {
    let folder = Folder::new(&[("plan.json", PLAN), ("main.tf", MAIN)]);
    let run = folder.run(&["inspect", "--format", "json", "plan.json"]);
    let root = &run.json()["roots"][0];
    assert_eq!(root["kind"], "terraform-plan");
    assert_eq!(root["path"], "plan.json");
    assert_eq!(root["resources"][0]["attributes"]["password"]["$sensitive"], true);
    assert_eq!(root["resources"][1]["attributes"]["ingress"][0]["cidr_blocks"][0], "0.0.0.0/0");
    assert_eq!(root["resources"][1]["file"], "main.tf");
}

#[test]
fn what_is_no_plan_gets_one_clear_message() {
    let check = |name: &str, bytes: &[u8], words: &str| {
        let folder = Folder::new(&[]);
        folder.write(name, bytes);
        let run = folder.run(&["check", name]);
        assert!(run.stdout.contains(words), "{}{}", run.stdout, run.stderr);
        assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    };
    check("plan.json", &PLAN.as_bytes()[..500], "plan.json:1:");
    check("plan.out", b"PK\x03\x04\0\0\xff", "terraform show -json plan.out");
    check("plan.json", PLAN.replace("\"1.2\"", "\"2.0\"").as_bytes(), "this program reads format 1");
    check("state.json", br#"{"format_version":"1.0","terraform_version":"1.11.4","values":{}}"#, "is a state");
    let folder = Folder::new(&[("main.tf", ""), ("report.json", "{}")]);
    let run = folder.run(&["check", "report.json"]);
    assert!(run.stdout.contains("`report.json` is neither a plan nor"), "{}{}", run.stdout, run.stderr);
    assert_eq!(run.code, Some(0));
}
