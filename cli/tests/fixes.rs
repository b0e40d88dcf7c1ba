//! `--diff` shows, `--fix` writes, and both are the same.

use crate::harness::Folder;

const SERVICE: &str = "# The service.\nresource \"aws_ecs_service\" \"app\" {\n  name    = \"app\" # kept\n  cluster = \"c\"\n\n  tags = { Team = \"a\" }\n}\n";

#[test]
fn a_diff_changes_nothing() {
    let folder = Folder::new(&[("main.tf", SERVICE)]);
    let run = folder.run(&["check", "--diff", "--select", "tags/not-propagated"]);
    assert_eq!(run.code, Some(1), "there is something to change");
    assert!(run.stdout.starts_with("--- a/main.tf\n+++ b/main.tf\n@@"), "{}", run.stdout);
    assert!(run.stdout.contains("\n+  propagate_tags = "), "{}", run.stdout);
    assert_eq!(folder.read("main.tf"), SERVICE);
}

#[test]
fn a_fix_leaves_nothing_to_fix() {
    let folder = Folder::new(&[("main.tf", SERVICE)]);
    let args = ["check", "--fix", "--select", "tags/not-propagated"];
    let run = folder.run(&args);
    assert_eq!(run.code, Some(0), "{}", run.stdout);
    assert!(run.stderr.contains("fixed 1 finding"), "{}", run.stderr);
    let fixed = folder.read("main.tf");
    assert!(
        fixed.contains("# The service.") && fixed.contains("# kept") && fixed.contains("propagate_tags"),
        "{fixed}"
    );
    let again = folder.run(&args);
    assert_eq!((folder.read("main.tf"), again.code), (fixed, Some(0)), "fixing twice is fixing once");
}

#[test]
fn unsafe_fixes_are_asked_for() {
    let text = "resource \"aws_elasticache_replication_group\" \"cache\" {\n  transit_encryption_enabled = false\n}\n";
    let folder = Folder::new(&[("main.tf", text)]);
    folder.run(&["check", "--fix", "--select", "tls/cache-in-transit-off"]);
    assert_eq!(folder.read("main.tf"), text);
    folder.run(&["check", "--fix", "--unsafe-fixes", "--select", "tls/cache-in-transit-off"]);
    assert_eq!(folder.read("main.tf"), text.replace("false", "true"));
}

#[test]
fn a_value_is_fixed_where_it_is_decided() {
    let module = "variable \"on\" {}\nresource \"aws_elasticache_replication_group\" \"cache\" {\n  transit_encryption_enabled = var.on\n}\n";
    let call = "module \"cache\" {\n  source = \"./cache\"\n  on     = false\n}\n";
    let folder = Folder::new(&[("main.tf", call), ("cache/main.tf", module)]);
    folder.run(&["check", "--fix", "--unsafe-fixes", "--select", "tls/cache-in-transit-off"]);
    assert_eq!(folder.read("main.tf"), call.replace("false", "true"));
    assert_eq!(folder.read("cache/main.tf"), module);
}

/// What is inserted moves the `=` of its neighbours, and what is inserted beside it as well.
#[test]
fn several_attributes_of_one_fix_are_laid_out_together() {
    let service = |breaker: &str| {
        format!(
            "resource \"aws_ecs_service\" \"app\" {{\n  name = \"app\"\n\n  deployment_circuit_breaker {{\n{breaker}  }}\n}}\n"
        )
    };
    let expected = service("    enable   = true\n    rollback = true\n");
    for breaker in ["", "    enable = false\n"] {
        let folder = Folder::new(&[("main.tf", service(breaker).as_str())]);
        folder.run(&["check", "--fix", "--unsafe-fixes", "--select", "aws/service-without-circuit-breaker"]);
        assert_eq!(folder.read("main.tf"), expected, "{breaker}");
    }
}
