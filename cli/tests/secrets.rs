//! What is marked sensitive is nowhere to be read, whichever way it came.

use crate::harness::Folder;

const SECRET: &str = "hunter2";
const MAIN: &str = r#"variable "policy" {
}

variable "password" {
  sensitive = true
  type      = string
}

resource "aws_lb_listener" "https" {
  port       = 443
  protocol   = "HTTPS"
  ssl_policy = var.policy
}
"#;
const WEAK: &str = "policy = \"ELBSecurityPolicy-2016-08\"\n";

/// Runs everything that shows text, and looks for the secret in it.
fn check(files: &[(&str, &str)], args: &[&str]) {
    let folder = Folder::new(files);
    for command in [
        &["check"][..],
        &["check", "--output-format", "json"],
        &["inspect"],
        &["inspect", "--format", "json", "--origins"],
    ] {
        let run = folder.run(&[command, args].concat());
        let all = format!("{}{}", run.stdout, run.stderr);
        assert!(!all.contains(SECRET), "{command:?} {args:?}\n{all}");
        assert!(!all.is_empty());
    }
}

#[test]
fn beside_the_line_of_a_finding() {
    let secret = format!("password = \"{SECRET}\"\n");
    check(&[("main.tf", MAIN), ("terraform.tfvars", &format!("{secret}{WEAK}{secret}"))], &[]);
    check(&[("main.tf", MAIN), ("x.tfvars", &format!("{WEAK}{secret}"))], &["--env", "x=x.tfvars"]);
    let main = MAIN.replace("  type      = string\n", &format!("  default = \"{SECRET}\"\n"));
    check(&[("main.tf", &main), ("terraform.tfvars", WEAK)], &[]);
}

#[test]
fn in_a_file_that_is_broken() {
    for line in ["password = \"hunter2", "password = hunter2 hunter2", "password = = \"hunter2\""] {
        check(&[("main.tf", MAIN), ("terraform.tfvars", &format!("{WEAK}{line}\n"))], &[]);
    }
}

#[test]
fn in_values_of_the_wrong_type() {
    let main = MAIN.replace("type      = string", "type      = number");
    check(&[("main.tf", &main), ("terraform.tfvars", &format!("{WEAK}password = \"{SECRET}\"\n"))], &[]);
    let list = main.replace("number", "list(number)");
    let args = |text: &str| vec!["--var".to_owned(), format!("password={text}")];
    for text in [SECRET.to_owned(), format!("[\"{SECRET}\"]"), format!("[{SECRET}")] {
        let args = args(&text);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        check(&[("main.tf", &main), ("terraform.tfvars", WEAK)], &args);
        check(&[("main.tf", &list), ("terraform.tfvars", WEAK)], &args);
    }
    check(&[("main.tf", MAIN)], &["--var", "pasword=hunter2"]);
}

#[test]
fn in_the_configuration() {
    let config =
        format!("[terraform]\nvars = {{ password = [\"{SECRET}\"], policy = \"ELBSecurityPolicy-2016-08\" }}\n");
    check(&[("main.tf", MAIN), ("tollgate.toml", &config)], &[]);
}

#[test]
fn in_arguments_and_calls() {
    let main = format!(
        "module \"m\" {{\n  source   = \"./m\"\n  policy   = \"ELBSecurityPolicy-2016-08\"\n  password = \"{SECRET}\"\n}}\nlocals {{\n  a = sensitive(\"{SECRET}\")\n  policy = \"ELBSecurityPolicy-2016-08\"\n}}\nresource \"aws_lb_listener\" \"https\" {{\n  port = 443\n  protocol = \"HTTPS\"\n  ssl_policy = local.policy\n}}\n"
    );
    check(&[("main.tf", &main), ("m/main.tf", MAIN)], &[]);
}

/// Rules are told that a sensitive value is null: nothing is withheld then, and nothing is left undecided.
#[test]
fn null_is_no_secret() {
    let text = "variable \"password\" {\n  type      = string\n  sensitive = true\n  default   = null\n}\n\nresource \"aws_db_instance\" \"copy\" {\n  replicate_source_db = \"db\"\n  password            = var.password\n}\n";
    let report = Folder::new(&[("main.tf", text)]).check(&[".", "--select", "aws/password-in-code"]).json();
    assert_eq!(report["undecided"].as_array().map(Vec::len), Some(0), "{report}");
    let given = text.replace("null", "\"hunter2\"");
    let report = Folder::new(&[("main.tf", given.as_str())]).check(&[".", "--select", "aws/password-in-code"]).json();
    assert_eq!(report["undecided"].as_array().map(Vec::len), Some(1), "{report}");
}
