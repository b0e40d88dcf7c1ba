//! Charts on the command line: findings point at the template and lead to the values file.

use crate::harness::Folder;

const TEMPLATE: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}-web\nspec:\n  containers:\n    - name: web\n      image: \"{{ .Values.image.repository }}:{{ .Values.image.tag }}\"\n      securityContext:\n        {{- toYaml .Values.securityContext | nindent 8 }}\n";

const CHART: &[(&str, &str)] = &[
    ("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 0.1.0\n"),
    ("app/values.yaml", "image:\n  repository: web\n  tag: \"1.2\"\nsecurityContext:\n  privileged: true\n"),
    ("app/templates/pod.yaml", TEMPLATE),
];

#[test]
fn findings_point_at_templates_and_lead_to_values() {
    let folder = Folder::new(CHART);
    let run = folder.check(&["--select", "kubernetes/privileged"]);
    assert_eq!(run.findings(), ["kubernetes/privileged app/templates/pod.yaml:10"]);
    let report = run.json();
    let finding = &report["findings"][0];
    assert_eq!(finding["origin"][0]["file"], "app/values.yaml");
    assert_eq!(finding["origin"][0]["line"], 5);
    assert_eq!(finding["origin"][0]["note"], "value `securityContext.privileged`");
    assert_eq!(run.code, Some(1));
}

#[test]
fn each_set_of_values_is_a_variant() {
    let folder = Folder::new(CHART);
    folder.write("app/ci/safe-values.yaml", "securityContext:\n  privileged: false\n");
    let run = folder.check(&["--select", "kubernetes/privileged"]);
    assert_eq!(run.findings(), ["kubernetes/privileged app/templates/pod.yaml:10"]);
    assert_eq!(run.json()["findings"][0]["variants"], serde_json::json!(["default"]));
}

#[test]
fn a_chart_that_does_not_render_is_checked_as_far_as_it_goes() {
    let folder = Folder::new(CHART);
    folder.write("app/templates/bad.yaml", "{{ if }}\n");
    folder.write("app/templates/needs.yaml", "kind: X\npassword: {{ required \"set db\" .Values.db }}\n");
    let run = folder.check(&["--select", "kubernetes/privileged", "--select", "syntax"]);
    assert_eq!(
        run.findings(),
        [
            "syntax/helm app/templates/bad.yaml:1",
            "syntax/helm app/templates/needs.yaml:2",
            "kubernetes/privileged app/templates/pod.yaml:10",
        ]
    );
    // What was named is a part of the chart: the rest of it is not told.
    let run = folder.run(&["check", "app/templates/pod.yaml", "--select", "syntax", "--format", "json"]);
    assert_eq!(run.json()["findings"], serde_json::json!([]));
}

#[test]
fn a_library_is_seen_through_the_charts_that_use_it() {
    let folder = Folder::new(&[("lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 0.1.0\ntype: library\n")]);
    let run = folder.run(&["check"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
}

#[test]
fn what_is_made_anew_at_every_render_is_named_once() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  a: {{ randAlphaNum 8 | quote }}\n{{- $old := lookup \"v1\" \"Secret\" \"x\" \"db\" }}\n  b: {{ dig \"data\" \"b\" (randAlphaNum 8) $old | quote }}\n";
    let folder = Folder::new(&[CHART[0], ("app/templates/secret.yaml", secret)]);
    let run = folder.check(&["--select", "helm", "--select", "syntax"]);
    assert_eq!(run.findings(), ["helm/unstable-render app/templates/secret.yaml:6"]);
    let run = folder.run(&["inspect", "app", "--format", "json"]);
    assert!(run.stdout.contains("the chart makes another one at every render"), "{}", run.stdout);
}

#[test]
fn the_namespace_of_a_release_is_nobodys_name() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: {{ .Release.Namespace }}\n";
    let folder = Folder::new(&[CHART[0], ("app/templates/pod.yaml", pod)]);
    let run = folder.run(&["inspect", "app", "--format", "json"]);
    assert!(run.stdout.contains("\"kubernetes:v1/Pod/default/web\""), "{}", run.stdout);
    assert!(!run.stdout.contains("release-namespace"), "{}", run.stdout);
}

/// What a fix of one of `rules` makes of `template` and of `values`.
fn fixed(template: &str, values: &str, rule: &str) -> (String, String) {
    let head = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n";
    let template = format!("{head}{template}");
    let folder = Folder::new(&[CHART[0], ("app/values.yaml", values), ("app/templates/pod.yaml", template.as_str())]);
    folder.run(&["check", "app", "--select", rule, "--fix", "--unsafe-fixes"]);
    let after = folder.read("app/templates/pod.yaml");
    (after.strip_prefix(head).expect("the head stays").to_owned(), folder.read("app/values.yaml"))
}

#[test]
fn a_fix_changes_the_values_that_decide() {
    let template = "  containers:\n    - name: web\n      image: web:1\n      securityContext: {{- toYaml .Values.web | nindent 8 }}\n";
    // One that is there, and one that is not.
    let rule = "kubernetes/privilege-escalation-allowed";
    let (after, values) = fixed(template, "web:\n  # for now\n  allowPrivilegeEscalation: true\n", rule);
    assert_eq!((after.as_str(), values.as_str()), (template, "web:\n  # for now\n  allowPrivilegeEscalation: false\n"));
    let (after, values) = fixed(template, "web:\n  runAsUser: 10\n", rule);
    assert_eq!(
        (after.as_str(), values.as_str()),
        (template, "web:\n  runAsUser: 10\n  allowPrivilegeEscalation: false\n")
    );
}

#[test]
fn a_fix_changes_the_template_where_no_value_decides() {
    let rule = "kubernetes/privilege-escalation-allowed";
    let template = "  {{- with .Values.x }}\n  x: y\n  {{- end }}\n  containers:\n    - name: {{ .Values.name }}\n      image: web:1\n      securityContext:\n        runAsUser: {{ .Values.user }}\n";
    let (after, values) = fixed(template, "name: web\nuser: 10\n", rule);
    let wanted = format!("{template}        allowPrivilegeEscalation: false\n");
    assert_eq!((after.as_str(), values.as_str()), (wanted.as_str(), "name: web\nuser: 10\n"));
    // What is written there, and what may be written under a condition.
    let template = "  containers:\n    - name: web\n      image: web:1\n      securityContext:\n        allowPrivilegeEscalation: true\n";
    let (after, _) = fixed(template, "", rule);
    assert_eq!(after, template.replace("true", "false"));
    let template = "  containers:\n    - name: web\n      {{- with .Values.securityContext }}\n      securityContext: {{- toYaml . | nindent 8 }}\n      {{- end }}\n";
    assert_eq!(fixed(template, "securityContext: {}\n", rule).0, template);
}

#[test]
fn environments_of_the_configuration_take_the_place_of_what_is_found() {
    let folder = Folder::new(CHART);
    folder.write("app/values-dev.yaml", "securityContext:\n  privileged: true\n");
    folder.write("app/values-prod.yaml", "securityContext:\n  privileged: false\n");
    folder.write("tollgate.toml", "[helm]\nenvironments = \"values-*.yaml\"\n");
    let variants = |args: &[&str]| {
        let run = folder.check(&[&["--select", "kubernetes/privileged"], args].concat());
        let all: Vec<String> =
            run.json()["findings"].as_array().expect("a list").iter().map(|one| one["variants"].to_string()).collect();
        (all, run.code)
    };
    assert_eq!(variants(&[]), (vec!["[\"dev\"]".to_owned()], Some(1)));
    assert_eq!(variants(&["--env", "prod"]), (vec![], Some(0)));
    assert_eq!(folder.run(&["check", "--env", "stage"]).code, Some(2));
    // A table for each, stronger values after `set`, and another Kubernetes.
    folder.write(
        "tollgate.toml",
        "[helm]\nset = [\"securityContext.privileged=false\"]\n[helm.environments.a]\nvalues = \"app/values-prod.yaml\"\nset = \"securityContext.privileged=true\"\n[helm.environments.b]\n",
    );
    assert_eq!(variants(&[]), (vec!["[\"a\"]".to_owned()], Some(1)));
    folder.write("tollgate.toml", "[helm]\nenvironments = \"env-*.yaml\"\n");
    let run = folder.run(&["check", "--format", "json"]);
    assert!(run.stdout.contains("no values file matches `env-*.yaml`"), "{}", run.stdout);
}

#[test]
fn a_text_that_is_put_together_leads_to_its_parts() {
    let template = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: {{ printf \"%s:%s\" .Values.image.repository .Values.image.tag }}\n";
    let folder = Folder::new(&[
        CHART[0],
        ("app/values.yaml", "image:\n  tag: latest\n  repository: web\n"),
        ("app/templates/pod.yaml", template),
    ]);
    let run = folder.check(&["--select", "kubernetes/floating-image-tag"]);
    assert_eq!(run.findings(), ["kubernetes/floating-image-tag app/templates/pod.yaml:8"]);
    let report = run.json();
    let steps: Vec<String> = report["findings"][0]["origin"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|step| format!("{} {}", step["line"], step["note"]))
        .collect();
    assert_eq!(steps, ["3 \"value `image.repository`, a part of it\"", "2 \"value `image.tag`, a part of it\""]);
}
