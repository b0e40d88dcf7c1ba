//! Environments of one root: what each is given, and how equal and unequal findings are told.

use serde_json::{Value, json};

use crate::harness::{Folder, Run};

const MAIN: &str = r#"variable "policy" {
  type = string
}

variable "protocol" {
  default = "HTTPS"
}

resource "aws_lb_listener" "web" {
  port       = 443
  protocol   = var.protocol
  ssl_policy = var.policy
}

resource "aws_elasticache_replication_group" "cache" {
  transit_encryption_enabled = false
}
"#;
const WEAK: &str = "ELBSecurityPolicy-2016-08";
const STRONG: &str = "ELBSecurityPolicy-TLS13-1-3-2021-06";

/// A root with `envs/dev.tfvars` and `envs/prod.tfvars`, and a `tollgate.toml`.
fn folder(config: &str, dev: &str, prod: &str) -> Folder {
    let line = |policy: &str| format!("policy = \"{policy}\"\n");
    Folder::new(&[
        ("main.tf", MAIN),
        ("tollgate.toml", config),
        ("envs/dev.tfvars", &line(dev)),
        ("envs/prod.tfvars", &line(prod)),
    ])
}

const FILES: &str = "[terraform]\nenvironments = \"envs/*.tfvars\"\n";

/// `rule in variants, from file:line` of each finding.
fn findings(run: &Run) -> Vec<String> {
    let report = run.json();
    let all = report["findings"].as_array().expect("an array");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    all.iter()
        .map(|one| {
            let names: Vec<String> = one["variants"].as_array().expect("an array").iter().map(text).collect();
            let source = one["origin"].as_array().and_then(|steps| steps.last());
            let from = source.map_or(String::new(), |step| format!(", from {}:{}", text(&step["file"]), step["line"]));
            format!("{} in {}{from}", text(&one["rule"]), names.join(" "))
        })
        .collect()
}

#[test]
fn equal_findings_are_merged_and_others_stay_apart() {
    let folder = folder(FILES, WEAK, STRONG);
    let args = ["--select", "tls/weak-policy,tls/cache-in-transit-off"];
    let run = folder.check(&args);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert_eq!(
        findings(&run),
        ["tls/weak-policy in dev, from envs/dev.tfvars:1", "tls/cache-in-transit-off in dev prod"]
    );
    let summary = &run.json()["summary"];
    assert_eq!((&summary["roots"], &summary["resources"]), (&json!(1), &json!(2)));
    folder.write("envs/prod.tfvars", format!("\npolicy = \"{WEAK}\"\n"));
    assert_eq!(
        findings(&folder.check(&args)),
        [
            "tls/weak-policy in dev, from envs/dev.tfvars:1",
            "tls/weak-policy in prod, from envs/prod.tfvars:2",
            "tls/cache-in-transit-off in dev prod"
        ]
    );
}

#[test]
fn each_way_of_a_finding_is_shown() {
    let folder = folder(FILES, WEAK, WEAK);
    let shown = folder.run(&["check", "--select", "tls/weak-policy"]).stdout;
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("readable");
    let quoted = readme.split("```text\n").nth(2).and_then(|rest| rest.split("```").next());
    assert!(quoted.is_some_and(|quoted| shown.contains(quoted)), "README.md shows what is not printed:\n{shown}");
    insta::assert_snapshot!(shown);
}

#[test]
fn a_fix_belongs_to_the_file_of_its_environment() {
    let folder = folder(FILES, WEAK, STRONG);
    let main = folder.read("main.tf");
    folder.run(&["check", "--fix", "--unsafe-fixes", "--select", "tls"]);
    assert!(!folder.read("envs/dev.tfvars").contains(WEAK), "{}", folder.read("envs/dev.tfvars"));
    assert!(folder.read("envs/prod.tfvars").contains(STRONG));
    // What is wrong in both environments is fixed once.
    assert_eq!(folder.read("main.tf"), main.replace("= false", "= true"));
}

#[test]
fn one_environment_may_be_chosen() {
    let folder = folder(FILES, WEAK, STRONG);
    let found = |args: &[&str]| {
        let run = folder.check(&[&["--select", "tls/weak-policy"], args].concat());
        assert!(matches!(run.code, Some(0 | 1)), "{}", run.stderr);
        findings(&run)
    };
    assert_eq!(found(&["--env", "prod"]), [""; 0]);
    assert_eq!(found(&["--env", "dev"]), ["tls/weak-policy in dev, from envs/dev.tfvars:1"]);
    folder.write("own.tfvars", format!("policy = \"{WEAK}\"\n"));
    assert_eq!(found(&["--env", "mine=own.tfvars"]), ["tls/weak-policy in mine, from own.tfvars:1"]);
    let wrong = folder.run(&["check", "--env", "prd"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.stderr.contains("no root has an environment `prd`") && wrong.stderr.contains("did you mean `prod`?"));
    assert!(folder.run(&["check", "--env", "x=none.tfvars"]).stderr.contains("`none.tfvars` does not exist"));
}

#[test]
fn a_suppression_of_an_environment_that_is_left_out_is_not_called_unused() {
    let folder = folder(FILES, WEAK, STRONG);
    let comment = "# tollgate: ignore[tls/weak-policy] reason=\"old clients\"\n";
    folder.write("envs/dev.tfvars", format!("{comment}policy = \"{WEAK}\"\n"));
    let rules = |args: &[&str]| {
        let report = folder.check(&[&["--select", "tls/weak-policy,suppression"], args].concat()).json();
        report["findings"]
            .as_array()
            .expect("an array")
            .iter()
            .map(|one| one["suppressed"]["reason"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(rules(&[]), [json!("old clients")]);
    assert_eq!(rules(&["--env", "prod"]), [json!(null); 0]);
}

#[test]
fn the_stronger_source_wins() {
    let folder = Folder::new(&[
        ("main.tf", "variable \"x\" {}\nvariable \"w\" {\n  default = null\n}\n"),
        ("terraform.tfvars", "x = \"tfvars\"\n"),
        ("a.tfvars", "x = \"a\"\n"),
        ("b.tfvars", "x = \"b\"\n"),
        ("tollgate.toml", "[terraform]\nvar_files = \"a.tfvars\"\n[terraform.environments.e]\nvars.x = \"toml\"\n"),
    ]);
    let x = |args: &[&str]| folder.run(&[&["inspect", "--eval", "var.x"], args].concat()).stdout;
    assert_eq!(x(&[]), "{\"ok\":\"toml\"}\n");
    assert_eq!(x(&["--var-file", "b.tfvars"]), "{\"ok\":\"b\"}\n");
    assert_eq!(x(&["--var-file", "b.tfvars", "--var", "x=1"]), "{\"ok\":\"1\"}\n");
    assert_eq!(x(&["--var", "x=1", "--var-file", "b.tfvars"]), "{\"ok\":\"b\"}\n");
    folder.write("tollgate.toml", "[terraform]\nvar_files = \"a.tfvars\"\n");
    assert_eq!(x(&[]), "{\"ok\":\"a\"}\n");
    folder.write("tollgate.toml", "[terraform]\nvars = { x = [1, { y = true }] }\n");
    assert_eq!(x(&[]), "{\"ok\":[1,{\"y\":true}]}\n");
    let workspace = |args: &[&str]| folder.run(&[&["inspect", "--eval", "terraform.workspace"], args].concat()).stdout;
    assert_eq!(workspace(&[]), "{\"ok\":\"default\"}\n");
    folder.write(".terraform/environment", "selected");
    assert_eq!(workspace(&[]), "{\"ok\":\"selected\"}\n");
    folder.write("tollgate.toml", "[terraform]\nworkspace = \"written\"\n");
    assert_eq!(workspace(&[]), "{\"ok\":\"written\"}\n");
    assert_eq!(workspace(&["--workspace", "given"]), "{\"ok\":\"given\"}\n");
}

#[test]
fn inspect_shows_each_environment() {
    let folder = folder(FILES, WEAK, STRONG);
    let roots = |args: &[&str]| {
        let run = folder.run(&[&["inspect", "--format", "json"], args].concat());
        let json = run.json();
        let roots = json["roots"].as_array().expect("an array").clone();
        roots
            .iter()
            .map(|root| (root["variant"].clone(), root["resources"][1]["attributes"]["ssl_policy"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(roots(&[]), [(json!("dev"), json!(WEAK)), (json!("prod"), json!(STRONG))]);
    assert_eq!(roots(&["--env", "prod"]), [(json!("prod"), json!(STRONG))]);
    let wrong = folder.run(&["inspect", "--eval", "var.policy"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.stderr.contains("dev, prod") && wrong.stderr.contains("--env"), "{}", wrong.stderr);
    let right = folder.run(&["inspect", "--eval", "var.policy", "--env", "dev"]);
    assert_eq!(right.stdout, format!("{{\"ok\":\"{WEAK}\"}}\n"));
}

#[test]
fn roots_share_a_configuration_and_differ_in_what_they_know() {
    let folder = Folder::new(&[
        ("tollgate.toml", "[terraform]\nvars = { a = \"1\" }\n[terraform.roots.two]\nvars = { b = \"2\" }\n"),
        ("one/main.tf", "variable \"a\" {}\noutput \"o\" {\n  value = var.a\n}\n"),
        ("two/main.tf", "variable \"b\" {}\noutput \"o\" {\n  value = var.b\n}\n"),
    ]);
    let run = folder.check(&[]);
    assert_eq!((run.code, &run.json()["diagnostics"]), (Some(0), &json!([])), "one of the roots takes it");
    let alone = folder.run(&["check", "--config", "tollgate.toml", "two", "one/main.tf"]);
    assert_eq!(alone.code, Some(0), "{}", alone.stderr);
    folder.write("one/main.tf", "");
    let run = folder.check(&[]);
    let told = &run.json()["diagnostics"][0];
    assert_eq!((run.code, &told["level"], &told["file"]), (Some(0), &json!("warning"), &json!("tollgate.toml")));
}

#[test]
fn what_fits_nothing_is_told() {
    let told = |config: &str, tfvars: &str| {
        let folder = folder(config, WEAK, STRONG);
        folder.write("x.tfvars", tfvars);
        let run = folder.run(&["check", "--select", "syntax"]);
        format!("{} {}{}", run.code.unwrap_or(-1), run.stdout, run.stderr)
    };
    for (config, tfvars, words) in [
        (
            "[terraform]\nvars.polcy = \"x\"\n",
            "",
            &["0 ", "declares no such variable", "did you mean `policy`?", "tollgate.toml:2"][..],
        ),
        ("[terraform]\nvars.policy = [1]\n", "", &["2 ", "variable `policy` is unsuitable", "tollgate.toml:2"]),
        (
            "[terraform]\nvar_files = \"x.tfvars\"\n",
            "polcy = 1\n",
            &["0 ", "`polcy`", "did you mean `policy`?", "x.tfvars:1"],
        ),
        ("[terraform]\nvar_files = \"x.tfvars\"\n", "policy = = 1\n", &["1 ", "syntax/hcl", "x.tfvars:1"]),
        ("[terraform]\nvar_files = \"y.tfvars\"\n", "", &["2 ", "`y.tfvars` does not exist", "tollgate.toml:2"]),
        (
            "[terraform]\nenvironments = \"env/*.tfvars\"\n",
            "",
            &["0 ", "no variables file matches `env/*.tfvars`", "tollgate.toml:2"],
        ),
        ("[terraform]\nenvironments = [\"envs/*.tfvars\", \"en*s/dev.tfvars\"]\n", "", &["0 "]),
        ("[terraform]\n", "", &["0 ", "variable `policy` has no value", "main.tf:1"]),
    ] {
        let all = told(config, tfvars);
        for word in words {
            assert!(all.contains(word), "`{word}` is not in\n{all}");
        }
    }
}

#[test]
fn two_files_that_are_one_environment_are_refused() {
    let folder = folder("[terraform]\nenvironments = [\"envs/*.tfvars\", \"more/*.tfvars\"]\n", WEAK, WEAK);
    folder.write("more/dev.tfvars", "");
    let run = folder.run(&["check"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("`envs/dev.tfvars` and `more/dev.tfvars` are both environment `dev`"),
        "{}",
        run.stderr
    );
}

#[test]
fn an_assumed_workspace_is_told_once() {
    let main = "locals {\n  a = terraform.workspace\n  b = terraform.workspace\n}\n";
    let folder = Folder::new(&[("main.tf", main)]);
    let told =
        |args: &[&str]| folder.run(&[&["check"], args].concat()).stdout.matches("is assumed to be `default`").count();
    assert_eq!((told(&[]), told(&["--workspace", "default"])), (1, 0));
}
