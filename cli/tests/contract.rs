//! What other programs rely on.

use crate::harness::Folder;

const LISTENER: &str = r#"variable "policy" {
  default = "ELBSecurityPolicy-2016-08"
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.web.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = var.policy
  certificate_arn   = "arn:aws:acm:us-east-1:111111111111:certificate/1"

  default_action {
    type             = "forward"
    target_group_arn = "arn"
  }
}

resource "aws_lb" "web" {
  name = "web"
}
"#;

#[test]
fn a_report_has_the_shape_that_is_promised() {
    let folder = Folder::new(&[("infra/main.tf", LISTENER)]);
    let run = folder.check(&["infra", "--select", "tls"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let report = run.json();
    let finding = &report["findings"][0];
    assert_eq!(finding["rule"], "tls/weak-policy");
    assert_eq!(finding["confidence"], "definite");
    assert_eq!((finding["file"].as_str(), finding["line"].as_u64()), (Some("main.tf"), Some(9)));
    assert_eq!((finding["column"].as_u64(), finding["end_column"].as_u64()), (Some(23), Some(33)));
    assert_eq!(finding["resource"], "aws_lb_listener.https");
    assert_eq!(finding["root"], ".");
    assert_eq!(finding["origin"][0]["line"], 2);
    assert!(finding["origin"][0]["note"].as_str().expect("text").contains("policy"));
    assert_eq!(finding["suppressed"], serde_json::Value::Null);
    assert_eq!(finding["fix"]["safety"], "unsafe");
    assert_eq!(finding["fix"]["edits"][0]["file"], "main.tf");
    for key in ["level", "severity", "message", "why", "help", "end_line", "variants", "fingerprint"] {
        assert!(!finding[key].is_null(), "{key}");
    }
    for key in ["roots", "files", "resources", "findings", "possible", "undecided", "suppressed", "plugins"] {
        assert!(!report["summary"][key].is_null(), "{key}");
    }
    assert!(report["summary"]["duration_ms"].is_null(), "reports are identical from run to run");
    assert!(report["summary"]["plugins_us"].is_null(), "reports are identical from run to run");
    let timed = folder.check(&["infra", "--timings"]).json()["summary"].clone();
    assert!(timed["duration_ms"].is_u64() && timed["plugins_us"]["tls"].is_u64(), "{timed}");
}

#[test]
fn exit_codes_follow_the_level_to_fail_on() {
    let folder = Folder::new(&[(
        "main.tf",
        "resource \"aws_ecs_service\" \"app\" {\n  name = \"app\"\n  tags = { Team = \"a\" }\n}\n",
    )]);
    let code = |args: &[&str]| folder.check(args).code;
    assert_eq!(code(&[]), Some(0), "a warning does not fail");
    assert_eq!(code(&["--fail-on", "warning"]), Some(1));
    assert_eq!(code(&["--fail-on", "never"]), Some(0));
}

#[test]
fn one_run_feeds_several_formats() {
    let folder = Folder::new(&[("main.tf", LISTENER)]);
    let run = folder.run(&["check", "--output-format", "text", "--output-format", "json=out.json"]);
    assert!(run.stdout.contains("tls/weak-policy"), "{}", run.stdout);
    let report: serde_json::Value = serde_json::from_str(&folder.read("out.json")).expect("JSON");
    assert_eq!(report["findings"][0]["rule"], "tls/weak-policy");
}

#[test]
fn suppressions_need_a_reason_and_end() {
    let with = |comment: &str| {
        LISTENER.replace("= var.policy", &format!("= var.policy # tollgate: ignore[tls/weak-policy] {comment}"))
    };
    let folder = Folder::new(&[("main.tf", &with("reason=\"old clients\" expires=2027-01-01"))]);
    let run = folder.check(&["--select", "tls,suppression"]);
    assert_eq!(run.code, Some(0), "{}", run.stdout);
    assert_eq!(run.json()["findings"][0]["suppressed"]["reason"], "old clients");
    folder.write("main.tf", with("reason=\"old clients\" expires=2026-01-01"));
    assert_eq!(folder.check(&["--select", "tls,suppression"]).findings().len(), 2);
    folder.write("main.tf", with(""));
    assert_eq!(folder.check(&["--select", "tls,suppression"]).findings().len(), 2);
    folder.write("tollgate.toml", "[rules.\"tls/weak-policy\"]\nlevel = \"forbid\"\n");
    folder.write("main.tf", with("reason=\"please\""));
    let run = folder.check(&["--select", "tls"]);
    assert_eq!(run.code, Some(1), "forbidden things cannot be suppressed");
}

#[test]
fn rules_and_version_are_listed() {
    let folder = Folder::new(&[]);
    let rules = folder.run(&["rules", "--output-format", "json"]).json();
    let rules = rules.as_array().expect("an array");
    assert!(rules.len() >= 15, "{}", rules.len());
    for rule in rules {
        for key in ["id", "level", "severity", "precision", "inputs", "types", "answers", "summary", "fix"] {
            assert!(!rule[key].is_null(), "{key} of {}", rule["id"]);
        }
    }
    let version = folder.run(&["version", "--output-format", "json"]).json();
    assert_eq!(version["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(version["plugins"].as_array().map(Vec::len), Some(10));
    let page = folder.run(&["explain", "tags/missing", "--output-format", "json"]).json();
    assert_eq!(page["id"], "tags/missing");
    assert!(page["page"].as_str().expect("text").contains("## Options") && page["options"]["properties"].is_object());
    let page = folder.run(&["explain", "tags/missing"]);
    assert!(page.stdout.contains("Why is this bad?") && !page.stdout.contains("## Tests"), "{}", page.stdout);
}

#[test]
fn inspect_shows_values_and_expressions() {
    let folder = Folder::new(&[(
        "main.tf",
        "variable \"n\" {}\nvariable \"s\" {\n  sensitive = true\n  default   = \"x\"\n}\nresource \"terraform_data\" \"a\" {\n  count = 2\n  input = [var.n, var.s, 0.1 + 0.2]\n}\noutput \"o\" {\n  value = terraform_data.a[*].id\n}\n",
    )]);
    let run = folder.run(&["inspect", "--format", "json"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let root = &run.json()["roots"][0];
    assert_eq!(root["resources"][1]["address"], "terraform_data.a[1]");
    let input = &root["resources"][0]["attributes"]["input"];
    assert!(input[0]["$unknown"]["reason"].as_str().expect("text").contains("`n`"), "{input}");
    assert_eq!(input[1], serde_json::json!({"$sensitive": true}));
    assert!(run.stdout.contains("0.3]"), "numbers keep their digits: {}", run.stdout);
    assert_eq!(root["outputs"]["o"][0]["$unknown"]["refs"][0], "terraform_data.a[0].id");
    let run = folder.run(&["inspect", "--format", "json", "--var", "n=7"]);
    assert_eq!(run.json()["roots"][0]["resources"][0]["attributes"]["input"][0], "7");
    assert_eq!(folder.run(&["inspect", "--eval", "upper(\"a\")", "."]).stdout, "{\"ok\":\"A\"}\n");
    let run = folder.run(&["inspect", "--eval", "nope(1)", "."]);
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.starts_with("{\"error\":"), "{}", run.stdout);
}
