//! What kustomizations make of manifests.

use super::{addresses, at, complaints, project, resource, show, way};

const WEB: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n  selector: { matchLabels: { app: web } }\n  template:\n    metadata: { labels: { app: web } }\n    spec:\n      containers:\n      - name: web\n        image: ghcr.io/acme/web:1.0\n        env: [{ name: A, value: b }]\n";
const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector: { app: web }\n";

/// The value at `path` of the only Deployment, made by a kustomization with these lines over [`WEB`].
fn check(lines: &str, path: &str, expected: &str) {
    let text = format!("resources: [web.yaml]\n{lines}\n");
    let (project, _) = project(&[("kustomization.yaml", &text), ("web.yaml", WEB)]);
    assert_eq!(project.roots[0].diagnostics, [], "{lines}");
    assert_eq!(show(at(&project.resources[0].body, path)), expected, "{lines}");
}

const CONTAINER: &str = "spec.template.spec.containers.0";

#[test]
fn fields_that_change_all_objects() {
    check("namespace: prod", "metadata", "{name: web, namespace: prod}");
    check("namePrefix: a-\nnameSuffix: -b", "metadata.name", "a-web-b");
    check("replicas: [{ name: web, count: 3 }]", "spec.replicas", "3");
    check("commonLabels: { team: x }", "spec.selector.matchLabels", "{app: web, team: x}");
    check("commonLabels: { team: x }", "spec.template.metadata.labels", "{app: web, team: x}");
    check("labels: [{ pairs: { team: x } }]", "spec.template.metadata.labels", "{app: web}");
    check("labels: [{ pairs: { team: x } }]", "metadata.labels", "{team: x}");
    check("commonAnnotations: { a: b }", "spec.template.metadata.annotations", "{a: b}");
    let image = format!("{CONTAINER}.image");
    check("images: [{ name: ghcr.io/acme/web, newTag: '2.0' }]", &image, "ghcr.io/acme/web:2.0");
    check("images: [{ name: ghcr.io/acme/web, newName: x/y, digest: sha256:00 }]", &image, "x/y@sha256:00");
    check("images: [{ name: web, newTag: '2.0' }]", &image, "ghcr.io/acme/web:1.0");
}

#[test]
fn patches_are_laid_over_what_they_are_for() {
    let patch = |target: &str, patch: &str| {
        let lines: String = patch.lines().map(|line| format!("    {line}\n")).collect();
        format!("patches:\n- target: {target}\n  patch: |\n{lines}")
    };
    let merge = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  replicas:\n  template: { spec: { containers: [{ name: web, env: [{ name: A, value: c }, { name: B, value: d }] }] } }";
    let env = format!("{CONTAINER}.env");
    check(&patch("{ kind: Deployment }", merge), &env, "[{name: B, value: d}, {name: A, value: c}]");
    check(&patch("{ kind: Deployment, name: other }", merge), &env, "[{name: A, value: b}]");
    check(&patch("{ kind: Deployment, name: w.* }", merge), &format!("{CONTAINER}.image"), "ghcr.io/acme/web:1.0");
    let operations = "- { op: replace, path: /spec/replicas, value: 5 }\n- { op: add, path: /spec/template/spec/containers/0/securityContext, value: { privileged: true } }\n- { op: remove, path: /spec/template/spec/containers/0/env }";
    check(&patch("{ kind: Deployment, name: web }", operations), "spec.replicas", "5");
    check(
        &patch("{ kind: Deployment, name: web }", operations),
        CONTAINER,
        "{image: ghcr.io/acme/web:1.0, name: web, securityContext: {privileged: true}}",
    );
    // Labels are not looked at, and directives not followed: what they may change is not known.
    check(&patch("{ kind: Deployment, labelSelector: a=b }", merge), "spec", "?");
    check(&patch("{ kind: Deployment }", &merge.replace("replicas:", "$patch: replace\n  replicas:")), "spec", "?");
}

#[test]
fn what_is_not_followed_is_not_known() {
    check("transformers: [x.yaml]", "spec", "?");
    let select = |name: &str| {
        format!("replacements: [{{ source: {{ kind: ConfigMap }}, targets: [{{ select: {{ name: {name} }} }}] }}]")
    };
    check(&select("web"), "spec", "?");
    check(&select("other"), "spec.replicas", "1");
    let files = [
        ("kustomization.yaml", "resources:\n- https://example.org/x.yaml\n- web.yaml\nhelmCharts: [{ name: x }]\n"),
        ("web.yaml", WEB),
    ];
    assert_eq!(
        complaints(&files),
        [
            "kustomization.yaml:2: `https://example.org/x.yaml` is not fetched: what it brings is not checked",
            "kustomization.yaml:4: `helmCharts` is not followed: what it makes is not checked",
        ]
    );
}

#[test]
fn overlays_bases_and_components() {
    let files = [
        (
            "prod/kustomization.yaml",
            "namespace: prod\nnamePrefix: p-\nresources: [../base]\ncomponents: [../debug]\npatches: [{ path: patch.yaml }]\n",
        ),
        ("prod/patch.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: { replicas: 4 }\n"),
        (
            "base/kustomization.yaml",
            "resources: [web.yaml, service.yaml]\nconfigMapGenerator: [{ name: settings, literals: [a=b] }]\n",
        ),
        ("base/web.yaml", WEB),
        ("base/service.yaml", SERVICE),
        (
            "debug/kustomization.yaml",
            "kind: Component\npatches:\n- target: { kind: Deployment }\n  patch: '[{op: add, path: /spec/paused, value: true}]'\n",
        ),
    ];
    let (project, sources) = project(&files);
    assert_eq!(project.roots[0].diagnostics, []);
    assert_eq!(
        addresses(&project),
        ["v1/ConfigMap/prod/p-settings", "v1/Service/prod/p-web", "apps/v1/Deployment/prod/p-web"]
    );
    let web = resource(&project, "kubernetes:apps/v1/Deployment/prod/p-web");
    assert_eq!(show(at(&web.body, "spec.paused")), "true");
    assert_eq!(way(at(&web.body, "spec.replicas"), &sources), ["4"]);
    assert_eq!(
        way(at(&web.body, "metadata.namespace"), &sources)[1..],
        [
            "attribute `kubernetes:v1/Namespace/prod`: web (base/web.yaml)",
            "`namespace` of the kustomization: prod (prod/kustomization.yaml)"
        ]
    );
    assert_eq!(project.edges().len(), 1, "the service still selects its pods");
}

#[test]
fn mistakes() {
    let one = |text: &str| complaints(&[("kustomization.yaml", text), ("values.yaml", "a: 1\n"), ("sub/x.txt", "")]);
    assert_eq!(one("resources: [gone.yaml]\n"), ["kustomization.yaml:1: `gone.yaml` does not exist"]);
    assert_eq!(
        one("resources: [values.yaml]\n"),
        ["values.yaml:1: this is no Kubernetes object (`kustomize build` refuses it: list patches under `patches`)"]
    );
    assert_eq!(
        one("resources: [sub]\n"),
        [
            "kustomization.yaml:1: there is no kustomization in `sub` (add a `kustomization.yaml` there, or list its files)"
        ]
    );
    assert_eq!(
        one("resources: [../kustomization.yaml]\n"),
        [
            "kustomization.yaml:1: `../kustomization.yaml` leads out of the scanned folder: what it brings is not checked"
        ]
    );
    assert_eq!(
        one("resources: [./]\n"),
        ["kustomization.yaml:1: kustomizations list one another in a circle (remove one of the lines)"]
    );
}

#[test]
fn what_multiplies_ends() {
    let names: Vec<String> = (0..30).map(|n| format!("{n}/kustomization.yaml")).collect();
    let texts: Vec<String> = (1..=30).map(|n| format!("resources: [../{n}, ../{n}]\n")).collect();
    let mut files: Vec<(&str, &str)> = names.iter().zip(&texts).map(|(name, text)| (&**name, &**text)).collect();
    files.extend([("30/kustomization.yaml", "resources: [web.yaml]\n"), ("30/web.yaml", WEB)]);
    let told = complaints(&files);
    assert!(told.len() == 1 && told[0].contains("more than 1000 kustomizations"), "{told:?}");
    let deep = vec!["x"; 100].join("/");
    check(
        &format!("patches: [{{ target: {{ kind: Deployment }}, patch: '[{{op: add, path: /{deep}, value: 1}}]' }}]"),
        "spec",
        "?",
    );
}
