//! Kubernetes manifests on the command line: what is checked together, and what is refused.

use crate::harness::Folder;

/// A Deployment with one container, whose lines are `more`.
fn web(more: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: nginx:1.27.3\n{more}"
    )
}

const PRIVILEGED: &str = "          securityContext:\n            privileged: true\n";

/// Paths that are named are seen in the repository around them.
fn repository(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new(files);
    git2::Repository::init(folder.path()).expect("a repository");
    folder
}

/// `file:line confidence variants` of the findings about `kubernetes/privileged`, and the exit code.
fn privileged(folder: &Folder, args: &[&str]) -> (Option<i32>, Vec<String>) {
    let run = folder.check(&[&["--select", "kubernetes/privileged"], args].concat());
    let report = run.json();
    let findings = report["findings"].as_array().expect("an array").iter();
    let show = |one: &serde_json::Value| {
        let variants: Vec<&str> = one["variants"].as_array().into_iter().flatten().filter_map(|v| v.as_str()).collect();
        let text = |key: &str| one[key].as_str().expect("text").to_owned();
        format!("{}:{} {} {}", text("file"), one["line"], text("confidence"), variants.join(","))
    };
    (run.code, findings.map(show).map(|line| line.trim_end().to_owned()).collect())
}

#[test]
fn manifests_are_found_and_a_named_file_is_checked_alone() {
    let folder = repository(&[
        ("k8s/web.yaml", &web(PRIVILEGED)),
        ("k8s/jobs/other.yaml", &web(PRIVILEGED).replace("name: web", "name: other")),
        ("values.yaml", "kind: none\n"),
    ]);
    let (web, other) = ("k8s/web.yaml:12 definite".to_owned(), "k8s/jobs/other.yaml:12 definite".to_owned());
    assert_eq!(privileged(&folder, &[]), (Some(1), vec![other.clone(), web.clone()]));
    assert_eq!(privileged(&folder, &["k8s/web.yaml"]), (Some(1), vec![web]));
    assert_eq!(privileged(&folder, &["k8s/jobs"]), (Some(1), vec![other]));
    let run = folder.check(&["k8s/web.yaml"]);
    assert_eq!(run.json()["summary"]["resources"], 1, "{}", run.stdout);
}

#[test]
fn overlays_of_a_base_are_variants() {
    let patch = "- op: replace\n  path: /spec/template/spec/containers/0/securityContext/privileged\n  value: false\n";
    let folder = repository(&[
        ("k8s/base/kustomization.yaml", "resources: [web.yaml]\n"),
        ("k8s/base/web.yaml", &web(PRIVILEGED)),
        ("k8s/dev/kustomization.yaml", "resources: [../base]\nnamespace: dev\n"),
        ("k8s/test/kustomization.yaml", "resources: [../base]\nnamespace: test\n"),
        (
            "k8s/prod/kustomization.yaml",
            "resources: [../base]\npatches: [{ path: patch.yaml, target: { kind: Deployment } }]\n",
        ),
        ("k8s/prod/patch.yaml", patch),
    ]);
    let found = privileged(&folder, &[]);
    assert_eq!(
        found,
        (Some(1), vec!["k8s/base/web.yaml:12 definite dev".into(), "k8s/base/web.yaml:12 definite test".into()])
    );
    folder.write("k8s/prod/patch.yaml", patch.replace("false", "true"));
    assert_eq!(privileged(&folder, &["k8s/prod"]), (Some(1), vec!["k8s/prod/patch.yaml:3 definite prod".into()]));
}

#[test]
fn objects_are_shown() {
    let service =
        "apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\nspec: { selector: { app: web } }\n";
    let secret = "---\napiVersion: v1\nkind: Secret\nmetadata: { name: top }\nstringData: { key: hunter2secret }\n";
    let folder = Folder::new(&[("all.yaml", &format!("{service}{secret}"))]);
    let run = folder.run(&["inspect", "--format", "json"]);
    let json = run.json();
    assert_eq!(json["roots"][0]["kind"], "kubernetes-manifests");
    let resources = json["roots"][0]["resources"].as_array().expect("an array");
    let addresses: Vec<&str> = resources.iter().filter_map(|one| one["address"].as_str()).collect();
    assert_eq!(addresses, ["kubernetes:v1/Secret/default/top", "kubernetes:v1/Service/shop/web"]);
    assert_eq!((&resources[1]["type"], &resources[1]["line"]), (&"v1/Service".into(), &3.into()));
    for args in [&["inspect"][..], &["inspect", "--format", "json"], &["check"], &["check", "--format", "json"]] {
        let run = folder.run(args);
        assert!(!format!("{}{}", run.stdout, run.stderr).contains("hunter2secret"), "{args:?}\n{}", run.stdout);
    }
}

#[test]
fn what_is_wrong_is_a_finding() {
    let check = |files: &[(&str, &str)], args: &[&str], code: i32, words: &str| {
        let run = repository(files).check(args);
        let all = format!("{}{}", run.stdout, run.stderr);
        assert_eq!(run.code, Some(code), "{all}");
        assert!(all.contains(words), "`{words}` is not in\n{all}");
    };
    let select = &["--select", "syntax"][..];
    check(&[("a.yaml", "apiVersion: v1\nkind: Pod\nspec: {}\n")], select, 1, "this Pod has no name");
    check(&[("a.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n\tname: a\n")], select, 1, "syntax/yaml");
    check(&[("kustomization.yaml", "resources: [gone.yaml]\n")], select, 1, "`gone.yaml` does not exist");
    let chart = [("app/Chart.yaml", "apiVersion: v2\nname: a\n"), ("app/templates/a.yaml", "kind: {{ x }}\n")];
    check(&chart, &["app/templates/a.yaml", "--select", "syntax"], 1, "the chart has no `version`");
}

#[test]
fn exceptions_are_written_above_an_object_or_a_container() {
    let excuse = "# tollgate: ignore[kubernetes/privileged] reason=\"agent of the node\"\n";
    let suppressed = |text: &str| {
        let run =
            Folder::new(&[("a.yaml", text)]).check(&["--select", "kubernetes/privileged", "--select", "suppression"]);
        assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
        run.json()["summary"]["suppressed"].clone()
    };
    assert_eq!(suppressed(&format!("{excuse}{}", web(PRIVILEGED))), 1);
    assert_eq!(suppressed(&web(PRIVILEGED).replace("        - name", &format!("        {excuse}        - name"))), 1);
    assert_eq!(suppressed(&web(&PRIVILEGED.replace("true\n", &format!("true {excuse}")))), 1);
}

#[test]
fn fixes_keep_comments_and_layout() {
    let text = web(
        "          # small\n          resources: {}   # for now\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n",
    );
    let folder = Folder::new(&[("a.yaml", &text)]);
    let run = folder.run(&[
        "check",
        "--fix",
        "--unsafe-fixes",
        "--select",
        "kubernetes/root-user",
        "--select",
        "kubernetes/writable-root-filesystem",
    ]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let added = "for now\n          securityContext:\n            runAsNonRoot: true\n            readOnlyRootFilesystem: true\n---";
    assert_eq!(folder.read("a.yaml"), text.replace("for now\n---", added));
}

/// A rule that names each pod takes the place of one that names their namespace.
#[test]
fn pods_without_a_policy_are_said_once() {
    let app = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n  namespace: shop\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          image: ghcr.io/acme/api:1\n";
    let everywhere =
        "[rules.\"kubernetes/pod-without-network-policy\"]\nlevel = \"warning\"\noptions = { everywhere = true }\n";
    for (config, expected) in
        [("", "kubernetes/namespace-without-network-policy"), (everywhere, "kubernetes/pod-without-network-policy")]
    {
        let folder = Folder::new(&[("app.yaml", app), ("tollgate.toml", config)]);
        let report = folder.check(&["."]).json();
        let findings = report["findings"].as_array().expect("a list");
        let found: Vec<&str> = findings
            .iter()
            .filter_map(|finding| finding["rule"].as_str())
            .filter(|rule| rule.ends_with("without-network-policy"))
            .collect();
        assert_eq!(found, [expected]);
    }
}
