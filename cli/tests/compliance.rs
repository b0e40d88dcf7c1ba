//! What the controls of a standard come to.

use serde_json::Value;

use crate::harness::Folder;

const MAIN: &str = r#"variable "encrypted" {
  type = bool
}

resource "aws_db_instance" "orders" {
  engine              = "postgres"
  storage_encrypted   = true
  publicly_accessible = true
}

resource "aws_efs_file_system" "shared" {
  encrypted = var.encrypted
}
"#;

fn control(report: &Value, id: &str) -> Value {
    let controls = report["compliance"]["controls"].as_array().expect("an array");
    controls.iter().find(|control| control["id"] == id).unwrap_or_else(|| panic!("{id}: {report:#}")).clone()
}

#[test]
fn controls_end_in_one_of_five_ways() {
    let folder = Folder::new(&[("main.tf", MAIN)]);
    let report = folder.check(&["--compliance", "cis-aws"]).json();
    assert_eq!(report["compliance"]["framework"], "cis-aws");
    for (id, status) in [
        ("2.3.3", "violated"),
        ("2.4.1", "undecided"),
        ("2.3.1", "clean"),
        ("3.1", "nothing-to-check"),
        ("1.1", "not-checked"),
    ] {
        let control = control(&report, id);
        assert_eq!(control["status"], status, "{control:#}");
    }
    assert_eq!(control(&report, "2.3.3")["findings"], 1);
    // Only the rules of the standard are run.
    let rules: Vec<&Value> = report["findings"].as_array().expect("an array").iter().map(|one| &one["rule"]).collect();
    assert_eq!(rules, ["aws/public-database"]);
}

#[test]
fn rules_that_are_off_are_switched_on_unless_the_configuration_says_otherwise() {
    let bucket = "resource \"aws_s3_bucket\" \"a\" {\n  bucket = \"a\"\n}\n";
    let folder = Folder::new(&[("main.tf", bucket)]);
    assert!(folder.check(&["--select", "aws/bucket-without-public-access-block"]).findings().is_empty());
    let run = folder.check(&["--compliance", "cis-aws"]);
    assert!(run.findings().contains(&"aws/bucket-without-public-access-block main.tf:1".to_owned()), "{}", run.stdout);
    assert_eq!(run.json()["findings"][0]["level"], "warning");
    folder.write("tollgate.toml", "[rules.\"aws/bucket-without-public-access-block\"]\nlevel = \"off\"\n");
    let run = folder.check(&["--compliance", "cis-aws"]);
    assert!(!run.stdout.contains("\"rule\": \"aws/bucket-without-public-access-block\""), "{}", run.stdout);
}

#[test]
fn the_table_is_read_by_people() {
    let folder = Folder::new(&[("main.tf", MAIN)]);
    let run = folder.run(&["check", "--compliance", "cis-aws"]);
    assert!(run.stdout.contains("violated          2.3.3"), "{}", run.stdout);
    assert!(run.stdout.contains("No rule looks at 1.1,"), "{}", run.stdout);
    let run = folder.run(&["check", "--compliance", "pci"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("did you mean `pci-dss`?") || run.stderr.contains("there are cis-aws"),
        "{}",
        run.stderr
    );
}

/// Whatever is not looked at is not clean.
#[test]
fn what_did_not_run_is_not_checked() {
    let folder = Folder::new(&[("main.tf", "resource \"aws_efs_file_system\" \"a\" {\n  encrypted = true\n}\n")]);
    let status = |args: &[&str]| control(&folder.check(args).json(), "2.4.1")["status"].clone();
    assert_eq!(status(&["--compliance", "cis-aws"]), "clean");
    assert_eq!(status(&["--compliance", "cis-aws", "--select", "tls"]), "not-checked");
    folder.write("tollgate.toml", "[rules.\"aws/unencrypted-file-system\"]\nlevel = \"off\"\n");
    assert_eq!(status(&["--compliance", "cis-aws"]), "not-checked");
    let run = folder.run(&["check", "--compliance", "cis-aws"]);
    assert!(run.stdout.contains("The rules that look at 2.4.1 did not run"), "{}", run.stdout);
}
