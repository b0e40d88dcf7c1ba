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
