//! From a finding back to the text that decides it, and to the calls that lead there.

use serde_json::json;

use crate::harness::Folder;

const WEAK: &str = "ELBSecurityPolicy-2016-08";
const MODULE: &str = "variable \"policies\" {}\n\nresource \"aws_lb_listener\" \"https\" {\n  for_each = var.policies\n\n  port       = 443\n  protocol   = \"HTTPS\"\n  ssl_policy = each.value\n}\n";
const OUTER: &str =
    "variable \"policies\" {}\n\nmodule \"inner\" {\n  source   = \"../inner\"\n  policies = var.policies\n}\n";

fn folder() -> Folder {
    let main = "variable \"policies\" {}\n\nlocals {\n  policies = var.policies\n}\n\nmodule \"web\" {\n  source   = \"./outer\"\n  policies = local.policies\n}\n\nmodule \"api\" {\n  source   = \"./outer\"\n  policies = { own = \"ELBSecurityPolicy-2016-08\" }\n}\n";
    let names: Vec<String> = (0..7).map(|n| format!("  host{n} = \"{WEAK}\"\n")).collect();
    Folder::new(&[
        ("main.tf", main),
        ("outer/main.tf", OUTER),
        ("inner/main.tf", MODULE),
        ("terraform.tfvars", &format!("policies = {{\n{}}}\n", names.concat())),
    ])
}

#[test]
fn a_finding_names_steps_and_calls() {
    let report = folder().check(&["--select", "tls/weak-policy"]).json();
    let findings = report["findings"].as_array().expect("an array");
    assert_eq!(findings.len(), 8, "JSON keeps each instance");
    let finding =
        findings.iter().find(|one| one["resource"] == "module.web.module.inner.aws_lb_listener.https[\"host3\"]");
    let finding = finding.expect("each instance is found");
    let steps = |key: &str| {
        let steps = finding[key].as_array().expect("an array").iter();
        steps
            .map(|step| {
                format!(
                    "{} {}:{}",
                    step["note"].as_str().unwrap_or_default(),
                    step["file"].as_str().unwrap_or_default(),
                    step["line"]
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        steps("origin"),
        [
            "element `host3` of the collection inner/main.tf:4",
            "argument `policies` of module `inner` outer/main.tf:5",
            "argument `policies` of module `web` main.tf:9",
            "local `policies` main.tf:4",
            "value of variable `policies` terraform.tfvars:5"
        ]
    );
    assert_eq!(steps("calls"), ["module.web main.tf:7", "module.web.module.inner outer/main.tf:3"]);
}

#[test]
fn instances_are_told_together_and_other_ways_apart() {
    insta::assert_snapshot!(folder().run(&["check", "--select", "tls/weak-policy"]).stdout);
}

#[test]
fn inspect_shows_one_resource_with_its_origins() {
    let folder = folder();
    let address = "module.api.module.inner.aws_lb_listener.https[\"own\"]";
    insta::assert_snapshot!(folder.run(&["inspect", "--resource", address]).stdout);
    let run = folder.run(&["inspect", "--format", "json", "--origins", "--resource", "module.api"]);
    let resources = &run.json()["roots"][0]["resources"];
    assert_eq!(resources.as_array().map(Vec::len), Some(1));
    let origin = resources[0]["origins"]["ssl_policy"].as_array().expect("an array");
    assert_eq!(origin.first().map(|step| step["line"].clone()), Some(json!(8)), "where it is used");
    assert_eq!(
        origin.last().map(|step| (step["file"].clone(), step["line"].clone())),
        Some((json!("main.tf"), json!(14)))
    );
    let run = folder.run(&["inspect", "--resource", "module.ap"]);
    assert_eq!(run.code, Some(2), "{}", run.stdout);
}
