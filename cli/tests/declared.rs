//! Rules that a configuration declares.

use crate::harness::Folder;

const PACK: &str = r#"
[declare."acme/large-database"]
types   = ["aws_db_instance"]
where   = { attribute = "engine", equals = "postgres" }
require = { attribute = "instance_class", one-of = ["db.t4g.small", "db.t4g.medium"], fix = { set = "db.t4g.medium" } }
message = "`{address}` is of class `{value}`"
why     = "larger ones are bought by the year"
help    = "ask the platform team for anything larger"

[[declare."acme/large-database".tests]]
name = "too large"
text = '''
resource "aws_db_instance" "orders" {
  engine         = "postgres"
  instance_class = "db.r6g.large" # finding: acme/large-database
}
'''
fixed = '''
resource "aws_db_instance" "orders" {
  engine         = "postgres"
  instance_class = "db.t4g.medium" # finding: acme/large-database
}
'''

[[declare."acme/large-database".tests]]
name = "small, of another engine, or not known"
text = '''
variable "class" {
  type = string
}

resource "aws_db_instance" "small" {
  engine         = "postgres"
  instance_class = "db.t4g.small"
}

resource "aws_db_instance" "mysql" {
  engine         = "mysql"
  instance_class = "db.r6g.large"
}

resource "aws_db_instance" "unknown" {
  engine         = "postgres"
  instance_class = var.class # undecided: acme/large-database
}
'''

[declare."acme/foreign-key"]
level   = "warning"
types   = ["aws_ebs_volume"]
require = { attribute = "kms_key_id", refers-to = "aws_kms_key" }
message = "`{address}` is not encrypted with a key of this configuration"

[declare."acme/open-rule"]
types   = ["aws_security_group"]
forbid  = { attribute = "ingress.cidr_blocks", contains = "0.0.0.0/0" }
message = "`{address}` admits the world"
"#;

const MAIN: &str = r#"resource "aws_db_instance" "orders" {
  engine         = "postgres"
  instance_class = "db.r6g.large"
}

resource "aws_kms_key" "main" {}

resource "aws_ebs_volume" "good" {
  kms_key_id = aws_kms_key.main.arn
}

resource "aws_ebs_volume" "bad" {
  kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/a"
}

resource "aws_ebs_volume" "none" {
  size = 1
}

resource "aws_security_group" "web" {
  ingress {
    cidr_blocks = ["10.0.0.0/8"]
  }

  ingress {
    cidr_blocks = ["192.0.2.0/24", "0.0.0.0/0"]
  }
}
"#;

fn folder() -> Folder {
    Folder::new(&[
        ("tollgate.toml", "extends = [\"policies/acme.toml\"]\n"),
        ("policies/acme.toml", PACK),
        ("main.tf", MAIN),
    ])
}

#[test]
fn they_are_rules_like_any_other() {
    let folder = folder();
    let run = folder.check(&["--select", "acme"]);
    assert_eq!(
        run.findings(),
        [
            "acme/large-database main.tf:3",
            "acme/foreign-key main.tf:13",
            "acme/foreign-key main.tf:16",
            "acme/open-rule main.tf:26"
        ]
    );
    let report = run.json();
    assert_eq!(report["findings"][0]["message"], "`aws_db_instance.orders` is of class `db.r6g.large`");
    assert_eq!(report["findings"][0]["why"], "larger ones are bought by the year");
    assert_eq!(report["findings"][0]["fix"]["safety"], "unsafe");
    assert_eq!(report["findings"][1]["level"], "warning");
    assert_eq!(run.code, Some(1));

    let fixed = folder.run(&["check", "--select", "acme/large-database", "--fix", "--unsafe-fixes"]);
    assert_eq!(fixed.code, Some(0), "{}", fixed.stdout);
    assert!(folder.read("main.tf").contains("instance_class = \"db.t4g.medium\"\n"));

    let listed = folder.run(&["rules"]);
    assert!(listed.stdout.contains("acme/open-rule"), "{}", listed.stdout);
    let explained = folder.run(&["explain", "acme/large-database"]);
    assert!(explained.stdout.contains("larger ones are bought by the year"), "{}", explained.stdout);
}

#[test]
fn a_configuration_says_their_levels() {
    let folder = folder();
    folder.write("tollgate.toml", "extends = [\"policies/acme.toml\"]\n[rules.\"acme/open-rule\"]\nlevel = \"off\"\n");
    let run = folder.check(&["--select", "acme/open-rule"]);
    assert!(run.findings().is_empty(), "{}", run.stdout);
}

#[test]
fn their_tests_are_run() {
    let folder = folder();
    let run = folder.run(&["rules", "--test"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("2 tests of 3 declared rules, 0 problems"), "{}", run.stdout);
    folder.write("policies/acme.toml", PACK.replace("db.t4g.small\", \"db.t4g.medium\"]", "db.r6g.large\"]"));
    let run = folder.run(&["rules", "--test"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.contains("policies/acme.toml:10: acme/large-database, too large: "), "{}", run.stdout);
}

#[test]
fn mistakes_point_into_the_pack() {
    for (text, expected) in [
        ("[declare.acme]\ntypes = [\"aws_lb\"]", "`acme` is no name for a rule"),
        ("[declare.\"a/b\"]\ntypes = [\"aws_lb\"]\nmessage = \"m\"", "has no `require`"),
        (
            "[declare.\"a/b\"]\ntypes = [\"aws_lb\"]\nmessage = \"m\"\nrequire = { attribute = \"x\", equal = 1 }",
            "did you mean `equals`?",
        ),
        (
            "[declare.\"a/b\"]\ntypes = [\"aws_lb\"]\nmessage = \"m\"\nrequire = { attribute = \"x\", equals = 1, exists = true }",
            "asks two things at once",
        ),
        (
            "[declare.\"a/b\"]\ntypes = [\"aws_lb\"]\nmessage = \"m\"\nrequire = { attribute = \"x..y\", equals = 1 }",
            "`attribute` is the path of an attribute",
        ),
        (
            "[declare.\"a/b\"]\ntypes = [\"aws_lb\"]\nmessage = \"m\"\nforbid = { attribute = \"x\", at-most = \"3\" }",
            "`at-most` takes a number, not a string",
        ),
        (
            "[declare.\"tls/weak-policy\"]\ntypes = [\"aws_lb\"]\nmessage = \"m\"\nforbid = { attribute = \"x\", exists = true }",
            "there is a rule `tls/weak-policy` already",
        ),
    ] {
        let folder = Folder::new(&[("tollgate.toml", text), ("main.tf", "resource \"aws_lb\" \"a\" {}\n")]);
        let run = folder.run(&["check"]);
        assert_ne!(run.code, Some(0), "{text}");
        // Long lines are wrapped.
        let said = format!("{} {}", run.stdout, run.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(expected), "{text}\n{said}");
    }
}

#[test]
fn an_attribute_that_nothing_has_is_told() {
    let folder = folder();
    folder.write("policies/acme.toml", PACK.replace("attribute = \"instance_class\"", "attribute = \"instance_clas\""));
    let report = folder.check(&["--select", "acme"]).json();
    let told = report["diagnostics"].as_array().expect("an array").iter().find(|one| {
        one["message"] == "no resource that `acme/large-database` reads here has an attribute `instance_clas`"
    });
    let told = told.unwrap_or_else(|| panic!("{report:#}"));
    assert_eq!(told["file"], "policies/acme.toml");
    assert_eq!(told["help"], "did you mean `instance_class`?");
}

const LISTS: &str = r#"
[declare."acme/foreign-group"]
types   = ["aws_lb"]
require = { attribute = "security_groups", refers-to = "aws_security_group" }
message = "`{address}` {value}"

[[declare."acme/foreign-group".tests]]
name = "each element"
text = '''
variable "group" {
  type = string
}

resource "aws_security_group" "s" {}

resource "aws_lb" "good" {
  security_groups = [aws_security_group.s.id]
}

resource "aws_lb" "set" {
  security_groups = toset([aws_security_group.s.id])
}

resource "aws_lb" "bad" {
  security_groups = [
    aws_security_group.s.id,
    "sg-1", # finding: acme/foreign-group
  ]
}

resource "aws_lb" "empty" {
  security_groups = [] # finding: acme/foreign-group
}

resource "aws_lb" "unknown" {
  security_groups = [var.group] # undecided: acme/foreign-group
}
'''

[declare."acme/odd-zone"]
types   = ["aws_lb"]
require = { attribute = "zones", matches = "eu-*" }
forbid  = { attribute = "zones", one-of = ["eu-south-1"] }
message = "`{address}` {value}"

[[declare."acme/odd-zone".tests]]
name = "each is required, none is forbidden"
text = '''
resource "aws_lb" "good" {
  zones = ["eu-west-1", "eu-west-2"]
}

resource "aws_lb" "bad" {
  zones = [
    "eu-west-1",
    "us-east-1",  # finding: acme/odd-zone
    "eu-south-1", # finding: acme/odd-zone
  ]
}
'''
"#;

#[test]
fn a_list_stands_for_its_elements() {
    let folder = Folder::new(&[("tollgate.toml", LISTS)]);
    let run = folder.run(&["rules", "--test"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("2 tests of 2 declared rules, 0 problems."), "{}", run.stdout);
}

#[test]
fn slips_are_told_when_tests_are_run() {
    let folder = Folder::new(&[(
        "tollgate.toml",
        "[declare.\"a/b\"]\ntypes = [\"aws_s3_bucket\", \"aws_s3_buckett\"]\nmessage = \"m\"\nrequire = { attribute = \"bukcet\", equals = \"x\" }\n",
    )]);
    let run = folder.run(&["rules", "--test"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    for told in [
        "tollgate.toml:2: warning: `a/b` reads a type `aws_s3_buckett` that is not known; did you mean `aws_s3_bucket`?",
        "tollgate.toml:4: warning: `a/b` asks about an attribute `bukcet` that is not known; did you mean `bucket`?",
        "0 problems, 2 warnings.",
    ] {
        assert!(run.stdout.contains(told), "{}", run.stdout);
    }
}

#[test]
fn a_syntax_error_in_a_test_is_told_once() {
    let test = "[[declare.\"acme/open-rule\".tests]]\nname = \"n\"\ntext = \"resource \\\"aws_s3_bucket\\\" \\\"b\\\" {\\n  bucket = =\\n}\\n\"\n";
    let folder = folder();
    folder.write("policies/acme.toml", format!("{PACK}\n{test}"));
    let run = folder.run(&["rules", "--test"]);
    assert_eq!(run.stdout.matches("is not expected here").count(), 1, "{}", run.stdout);
}
