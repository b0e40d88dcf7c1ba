//! What is said of files that are wrong.

use super::{addresses, at, complaints, project, resource};

fn check(text: &str, expected: &[&str]) {
    assert_eq!(complaints(&[("a.yaml", text)]), expected, "{text}");
}

#[test]
fn a_broken_document_costs_itself() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\n---\nkind: [\n---\napiVersion: v1\nkind: Pod\nmetadata: { name: b }\n";
    let told = complaints(&[("a.yaml", text)]);
    assert!(told.len() == 1 && told[0].contains("cannot be read as YAML"), "{told:?}");
    assert_eq!(addresses(&project(&[("a.yaml", text)]).0), ["v1/Pod/default/a", "v1/Pod/default/b"]);
}

#[test]
fn names() {
    check(
        "apiVersion: apps/v1\nkind: Deployment\nspec: {}\n",
        &[
            "a.yaml:2: this Deployment has no name (add `metadata:` with `name:` below it, or `generateName:` to let the server choose one)",
        ],
    );
    check(
        "apiVersion: v1\nkind: Pod\nmetadata: { name: 12 }\n",
        &["a.yaml:3: `metadata.name` must be a text, and this is a number (write it in quotes)"],
    );
    check(
        "apiVersion: v1\nkind: Pod\nmetadata: { name: '' }\n",
        &["a.yaml:3: `metadata.name` is empty (write a name)"],
    );
    check(
        "apiVersion: v1\nkind: Pod\nmetadata: web\n",
        &["a.yaml:3: `metadata` must be a mapping, and this is a text (write `metadata:` and `name:` below it)"],
    );
    check(
        "kind: Pod\nmetadata:\n  name: a\n",
        &[
            "a.yaml:1: this object has no `apiVersion` (every object says `apiVersion` and `kind`; without them nothing can read it)",
        ],
    );
    check(
        "apiVersion: v1\nkind: 1\nmetadata:\n  name: a\n",
        &["a.yaml:2: `kind` must be a text, and this is a number (write it as the documentation of the kind does)"],
    );
}

#[test]
fn shapes() {
    check(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: []\n",
        &["a.yaml:4: `spec` must be a mapping, and this is a list (write its fields as `name: value` below it)"],
    );
    let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: { version: 1.0, on: yes }\nspec:\n  containers: { name: a }\n";
    check(
        text,
        &[
            "a.yaml:5: `version` in `metadata.labels` must be a text, and this is a number (write it in quotes)",
            "a.yaml:5: `true` in `metadata.labels` must be a text, and this is `true` or `false` (write it in quotes)",
            "a.yaml:7: `spec.containers` must be a list, and this is a mapping (begin each item with `- `)",
        ],
    );
    // What cannot be read is not absent.
    let (project, _) = project(&[("a.yaml", text)]);
    assert!(at(&resource(&project, "kubernetes:v1/Pod/default/a").body, "spec.containers").is_unknown());
    check(
        "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers: [web]\n",
        &[
            "a.yaml:5: each item of `spec.containers` must be a mapping, and this is a text (write its fields as `name: value` below `- `)",
        ],
    );
}

#[test]
fn keys_written_twice() {
    check(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  name: b\n",
        &["a.yaml:5: `name` is written twice, and only one of them counts (keep the one that is meant)"],
    );
    let twice = "x: &x { a: 1, a: 2 }\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ny: *x\n";
    assert_eq!(complaints(&[("a.yaml", twice)]).len(), 1, "told once, however many aliases lead there");
}

#[test]
fn aliases_that_multiply() {
    let bomb = (1..10).fold(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\na0: &a0 [x, x]\n".to_owned(),
        |text, n| {
            let aliases = vec![format!("*a{}", n - 1); 9].join(", ");
            format!("{text}a{n}: &a{n} [{aliases}]\n")
        },
    );
    let told = complaints(&[("a.yaml", &bomb)]);
    assert!(told.len() == 1 && told[0].contains("too many values"), "{told:?}");
    check(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\nx: *none\n",
        &[
            "a.yaml:4: there is no anchor `&none` before this alias (an anchor stands in the same document, before its aliases)",
        ],
    );
}
