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

/// A finding that stays, as its fix would break what it stands in.
fn check_untouched(files: &[(&str, &str)], rule: &str) -> crate::harness::Run {
    let folder = Folder::new(files);
    let run = folder.run(&["check", "--fix", "--unsafe-fixes", "--select", rule]);
    assert!(run.stdout.contains(rule), "it is found: {}", run.stdout);
    for (path, text) in files {
        assert_eq!(folder.read(path), *text, "{path}");
    }
    run
}

#[test]
fn a_fix_after_which_terraform_would_refuse_is_left_out() {
    let shown = "variable \"db_password\" {\n  type = string\n}\n\nmodule \"urls\" {\n  source   = \"./urls\"\n  password = var.db_password\n}\n\nresource \"aws_db_instance\" \"a\" {\n  password            = var.db_password\n  publicly_accessible = true # no\n}\n\noutput \"url\" {\n  value = module.urls.database\n}\n";
    let urls =
        "variable \"password\" {}\n\noutput \"database\" {\n  value = \"postgres://app:${var.password}@db\"\n}\n";
    let files = [("main.tf", shown), ("urls/main.tf", urls)];
    let run = check_untouched(&files, "terraform/unmarked-secret");
    assert!(
        run.stderr.contains("note: 1 fix was left out")
            && run.stderr.contains("terraform/unmarked-secret at urls/main.tf:1"),
        "{}",
        run.stderr
    );
    // The others are applied, and comments stay in their column.
    let folder = Folder::new(&files);
    let rules = "terraform/unmarked-secret,aws/public-database";
    let run = folder.run(&["check", "--fix", "--unsafe-fixes", "--select", rules]);
    assert!(run.stderr.contains("fixed 1 finding"), "{}", run.stderr);
    assert_eq!(folder.read("main.tf"), shown.replace("= true # no", "= false # no"));
}

#[test]
fn what_is_put_together_is_not_replaced_by_a_part_of_it() {
    let compose = "services:\n  redis:\n    image: redis:7.4\n    ports:\n      - \"0.0.0.0:${PORT:-6379}:6379\"\n";
    check_untouched(&[("compose.yaml", compose)], "compose/data-store-published");
    let dynamic = "resource \"aws_ecr_repository\" \"r\" {\n  name = \"a\"\n\n  dynamic \"image_scanning_configuration\" {\n    for_each = []\n    content {\n      scan_on_push = true\n    }\n  }\n}\n";
    check_untouched(&[("main.tf", dynamic)], "aws/images-not-scanned");
}

/// One of several results of an expression: others get another one.
#[test]
fn a_branch_is_changed_only_when_asked() {
    let text = "resource \"aws_db_instance\" \"a\" {\n  backup_retention_period = true ? 1 : 30 # days\n  engine                  = \"x\"           # x\n}\n";
    let folder = Folder::new(&[("main.tf", text)]);
    folder.run(&["check", "--fix", "--select", "aws/short-backup-retention"]);
    assert_eq!(folder.read("main.tf"), text);
    folder.run(&["check", "--fix", "--unsafe-fixes", "--select", "aws/short-backup-retention"]);
    assert_eq!(folder.read("main.tf"), text.replace("? 1 :", "? 7 :"));
}

const CHART: &str = "apiVersion: v2\nname: c\nversion: 1.0.0\n";

/// Others use what a removed value comes from.
#[test]
fn a_value_of_a_chart_that_others_use_is_not_removed() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: nginx:1.27.3\n      ports:\n        - containerPort: {{ .Values.port }}\n          hostPort: {{ .Values.port }}\n";
    let files = [("Chart.yaml", CHART), ("values.yaml", "port: 80 # the port\n"), ("templates/pod.yaml", pod)];
    check_untouched(&files, "kubernetes/host-port");
}

/// The first entry may be there only sometimes, or in each pod that calls the template.
#[test]
fn nothing_is_added_within_what_decides_about_less() {
    let deployment = |first: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels: {{ app: web }}\n  template:\n    metadata:\n      labels: {{ app: web }}\n    spec:\n{first}      containers:\n        - name: web\n          image: nginx:1.27.3\n"
        )
    };
    let of_with = deployment(
        "      {{- with .Values.context }}\n      securityContext:\n        {{- toYaml . | nindent 8 }}\n      {{- end }}\n",
    );
    let of_helper = deployment("      {{- include \"pull\" . | nindent 6 }}\n");
    let helper = "{{- define \"pull\" }}\nimagePullSecrets:\n  - name: registry\n{{- end }}\n";
    let values = "context:\n  fsGroup: 1000\n";
    for (deployment, helper) in [(of_with, ""), (of_helper, helper)] {
        let files = [
            ("Chart.yaml", CHART),
            ("values.yaml", values),
            ("templates/_pull.tpl", helper),
            ("templates/web.yaml", &*deployment),
        ];
        check_untouched(&files, "kubernetes/unneeded-service-account-token");
    }
}
