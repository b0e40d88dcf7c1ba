//! Charts on the command line: what is printed, where it came from, and what is refused.

use crate::harness::Folder;

const CHART: &[(&str, &str)] = &[
    ("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 0.1.0\n"),
    ("app/values.yaml", "image: {tag: v1}\nreplicas: 1\n"),
    (
        "app/templates/deployment.yaml",
        "kind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\n  namespace: {{ .Release.Namespace }}\nspec:\n  replicas: {{ .Values.replicas }}\n  image: app:{{ .Values.image.tag }}\n",
    ),
    ("prod.yaml", "replicas: 3\n"),
];

#[test]
fn a_chart_is_printed_as_helm_prints_it() {
    let folder = Folder::new(CHART);
    let run = folder.run(&[
        "render",
        "app",
        "-f",
        "prod.yaml",
        "--set",
        "image.tag=v2",
        "--name-template",
        "rel",
        "--namespace",
        "ns1",
        "--source-map",
        "map.json",
    ]);
    let expected = "---\n# Source: app/templates/deployment.yaml\nkind: Deployment\nmetadata:\n  name: rel\n  namespace: ns1\nspec:\n  replicas: 3\n  image: app:v2\n";
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(0), expected, ""));
    let map = std::fs::read_to_string(folder.path().join("map.json")).expect("it was written");
    let map: serde_json::Value = serde_json::from_str(&map).expect("it is JSON");
    assert_eq!(map["lines"].as_array().map(Vec::len), Some(9));
    let replicas = &map["lines"][7];
    assert_eq!((&replicas["template"], &replicas["line"]), (&"app/templates/deployment.yaml".into(), &6.into()));
    assert_eq!(replicas["values"], serde_json::json!([{"path": "replicas", "file": "prod.yaml", "line": 1}]));
    let tag = serde_json::json!([{"path": "image.tag", "file": null, "line": null}]);
    assert_eq!(map["lines"][8]["values"], tag);
}

#[test]
fn what_does_not_render_says_where_and_why() {
    let folder = Folder::new(CHART);
    folder
        .write("app/templates/secret.yaml", "kind: Secret\npassword: {{ required \"set db.password\" .Values.db }}\n");
    let run = folder.run(&["render", "app"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    for expected in ["the chart does not render: set db.password", "templates/secret.yaml:2", "`db`"] {
        assert!(run.stderr.contains(expected), "{expected}: {}", run.stderr);
    }
    folder.write("app/templates/secret.yaml", "{{ if }}\n");
    let run = folder.run(&["render", "app"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("the template cannot be read: missing value for if"), "{}", run.stderr);

    let folder = Folder::new(&[("x/values.yaml", "a: 1\n")]);
    let run = folder.run(&["render", "x"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("has no `Chart.yaml`, which makes a folder a chart"), "{}", run.stderr);
    assert_eq!(folder.run(&["render", "nowhere"]).code, Some(2));
    assert_eq!(folder.run(&["render"]).code, Some(2));
}

#[test]
fn values_that_cannot_be_read_are_refused() {
    let folder = Folder::new(CHART);
    let run = folder.run(&["render", "app", "--set", "image.tag"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("`--set image.tag` cannot be read"), "{}", run.stderr);
    folder.write("bad.yaml", "- a\n");
    let run = folder.run(&["render", "app", "-f", "bad.yaml"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("values are a table of names"), "{}", run.stderr);
}
