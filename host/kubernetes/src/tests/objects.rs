//! Which objects there are, what they are called, and where their values stand.

use tollgate_ir::Origin;
use tollgate_source::{FileId, Span};

use super::{addresses, at, complaints, project, resource, show, way};

fn check(text: &str, expected: &[&str]) {
    assert_eq!(complaints(&[("a.yaml", text)]), Vec::<String>::new(), "{text}");
    assert_eq!(addresses(&project(&[("a.yaml", text)]).0), expected, "{text}");
}

#[test]
fn objects_of_any_kind() {
    check(
        "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: b, namespace: ns }\n",
        &["v1/Pod/default/a", "apps/v1/Deployment/ns/b"],
    );
    check("apiVersion: v1\nkind: Namespace\nmetadata: { name: ns }\n", &["v1/Namespace/ns"]);
    check("apiVersion: acme.org/v1\nkind: Thing\nmetadata: { name: t }\nspec: [1]\n", &["acme.org/v1/Thing/default/t"]);
    check(
        "apiVersion: batch/v1\nkind: Job\nmetadata: { generateName: migrate- }\n",
        &["batch/v1/Job/default/migrate-*"],
    );
    check("{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"a\"}}", &["v1/Pod/default/a"]);
}

#[test]
fn lists_are_taken_apart() {
    let items = "items:\n- apiVersion: v1\n  kind: Pod\n  metadata: { name: a }\n- apiVersion: v1\n  kind: List\n  items: [{ apiVersion: v1, kind: Service, metadata: { name: s } }]\n";
    check(&format!("apiVersion: v1\nkind: List\n{items}"), &["v1/Pod/default/a", "v1/Service/default/s"]);
    check("apiVersion: v1\nkind: ConfigMapList\nitems: [{ metadata: { name: c } }]\n", &["v1/ConfigMap/default/c"]);
    check("apiVersion: v1\nkind: List\nitems:\n", &[]);
}

#[test]
fn what_is_no_object_is_nobodys_business() {
    check("", &[]);
    check("# nothing\n---\n", &[]);
    check("replicas: 3\nimage: { tag: 1.2 }\n", &[]);
    check("apiVersion: v2\nname: chart\n", &[]);
    check("apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n", &[]);
    check("apiVersion: v1\nkind: Config\nclusters: []\n", &[]);
    check("- 1\n", &[]);
}

#[test]
fn scalars_are_what_kubernetes_reads() {
    let text =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\nx: [yes, 0777, 1.50, ~, '1', 1e3, 2024-01-01]\n";
    let (project, _) = project(&[("a.yaml", text)]);
    let x = at(&resource(&project, "kubernetes:v1/ConfigMap/default/a").body, "x");
    assert_eq!(show(x), "[true, 511, 1.5, null, 1, 1000, 2024-01-01]");
}

#[test]
fn anchors_and_merges_lead_to_their_lines() {
    let text = "x: &labels { app: web }\napiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: *labels\n  annotations:\n    <<: *labels\n    b: c\n";
    let (project, sources) = project(&[("a.yaml", text)]);
    let body = &resource(&project, "kubernetes:v1/Pod/default/a").body;
    assert_eq!(way(at(body, "metadata.labels.app"), &sources), ["*labels", "anchor `labels`: web (a.yaml)"]);
    assert_eq!(way(at(body, "metadata.annotations.app"), &sources), ["*labels", "merge key: web (a.yaml)"]);
    assert_eq!(way(at(body, "metadata.annotations.b"), &sources), ["c"]);
}

#[test]
fn an_object_stands_where_its_name_does() {
    let text = "# first\napiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n";
    let (project, sources) = project(&[("a.yaml", text)]);
    let pod = resource(&project, "kubernetes:v1/Pod/default/a");
    let file = sources.get(pod.span.file);
    assert_eq!(file.slice(pod.span), "a");
    assert!(file.slice(pod.block_span).starts_with("apiVersion"), "{}", file.slice(pod.block_span));
}

#[test]
fn secrets_are_marked_and_stand_ins_are_not() {
    let text = "apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata: { key: aHVudGVyMg== }\nstringData: { a: hunter2, b: \"${TOKEN}\", c: <path:kv/x#y>, d: '', e: 'ref+vault://kv/x#y', f: 'ENC[AES256_GCM,data:x]' }\n";
    let (project, sources) = project(&[("a.yaml", text)]);
    let body = &resource(&project, "kubernetes:v1/Secret/default/a").body;
    assert_eq!(show(at(body, "data")), "{key: secret}");
    assert_eq!(
        show(at(body, "stringData")),
        "{a: secret, b: ${TOKEN}, c: <path:kv/x#y>, d: , e: ref+vault://kv/x#y, f: ENC[AES256_GCM,data:x]}"
    );
    let secrets = project.roots[0].secrets.iter().map(|span| sources.get(span.file).slice(*span).to_owned());
    assert_eq!(secrets.collect::<Vec<_>>(), ["aHVudGVyMg==", "hunter2"]);
}

/// Whoever renders a text says where its parts come from.
#[test]
fn places_are_those_of_whoever_rendered_the_text() {
    let rendered = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: 1\n  name: web\nspec: []\n";
    let (documents, _) = tollgate_yaml::parse(FileId(0), rendered);
    let place = |span: Span| Origin::at(Span::new(FileId(7), span.range().start + 100, span.range().end + 100));
    let read = crate::read(&documents, &place);
    let object = &read.objects[0];
    let all = [object.span, object.block_span, object.body.origin.span, at(&object.body, "metadata").origin.span];
    let told = read.diagnostics.iter().flat_map(|one| one.span.into_iter().chain(one.labels.iter().map(|l| l.span)));
    assert_eq!(read.diagnostics.len(), 2, "{:?}", read.diagnostics);
    assert!(all.into_iter().chain(told).all(|span| span.file == FileId(7) && span.start >= 100));
    let key = object.body.entries().and_then(|entries| entries.get("kind")).expect("a kind").key_span;
    assert_eq!(key, Span::new(FileId(7), 115, 119));
}
