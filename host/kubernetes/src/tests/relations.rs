//! Who names whom, and whom selectors select: `from > to`, and `from ? to` where that is not certain.

use super::project;

fn check(text: &str, expected: &[&str]) {
    let (project, _) = project(&[("a.yaml", text)]);
    let name = |index: usize| {
        let address = &project.resources[index].address;
        let kind = address.type_name();
        format!("{}/{}", kind.rsplit('/').next().unwrap_or_default(), address.name())
    };
    let mark = |exact| if exact { '>' } else { '?' };
    let edges = project.edges();
    let edges = edges.iter().map(|edge| format!("{} {} {}", name(edge.from), mark(edge.exact), name(edge.to)));
    assert_eq!(edges.collect::<Vec<_>>(), expected, "{text}");
}

fn object(api_version: &str, kind: &str, name: &str, rest: &str) -> String {
    let rest: String = rest.lines().map(|line| format!("{line}\n")).collect();
    format!("---\napiVersion: {api_version}\nkind: {kind}\nmetadata:\n  name: {name}\n{rest}")
}

/// A workload whose pods have these labels.
fn deployment(name: &str, labels: &str, pod: &str) -> String {
    let spec = format!("spec:\n  template:\n    metadata:\n      labels: {labels}\n    spec: {pod}\n");
    object("apps/v1", "Deployment", name, &spec)
}

#[test]
fn services_select_pods() {
    let web = deployment("web", "{ app: web, tier: front }", "{ containers: [] }");
    let pod = object("v1", "Pod", "p", "  labels: { app: web }\nspec: { containers: [] }");
    let other = deployment("other", "{ app: other }", "{ containers: [] }");
    let all = format!("{web}{pod}{other}");
    let service = |selector: &str| format!("{all}{}", object("v1", "Service", "s", &format!("spec: {{ {selector} }}")));
    check(&service("selector: { app: web }"), &["Service/s > Pod/p", "Service/s > Deployment/web"]);
    check(&service("selector: { app: web, tier: front }"), &["Service/s > Deployment/web"]);
    check(&service("selector: { app: none }"), &[]);
    check(&service("selector: {}"), &[]);
    check(&service("type: ExternalName"), &[]);
}

#[test]
fn pods_are_found_wherever_they_are_made() {
    let service = object("v1", "Service", "s", "spec: { selector: { a: b } }");
    let job = object(
        "batch/v1",
        "CronJob",
        "c",
        "spec: { jobTemplate: { spec: { template: { metadata: { labels: { a: b } }, spec: { containers: [] } } } } }",
    );
    let template = "spec: { template: { metadata: { labels: { a: b } }, spec: { containers: [] } } }";
    let rollout = object("argoproj.io/v1alpha1", "Rollout", "r", template);
    let copied = object("v1", "PodTemplate", "t", "template: { metadata: { labels: { a: b } } }");
    let thing = object("acme.org/v1", "Thing", "t", "spec: { template: { metadata: { labels: { a: b } } } }");
    check(&format!("{service}{job}{rollout}{copied}{thing}"), &["Service/s > Rollout/r", "Service/s > CronJob/c"]);
}

#[test]
fn namespaces_divide() {
    let web = |namespace: &str| {
        object("v1", "Pod", "p", &format!("  labels: {{ app: web }}\n{namespace}spec: {{ containers: [] }}"))
    };
    let service =
        |namespace: &str| object("v1", "Service", "s", &format!("{namespace}spec: {{ selector: {{ app: web }} }}"));
    let pair = |pod: &str, of_service: &str| format!("{}{}", web(pod), service(of_service));
    check(&pair("  namespace: a\n", "  namespace: a\n"), &["Service/s > Pod/p"]);
    check(&pair("  namespace: a\n", "  namespace: b\n"), &[]);
    check(&pair("", "  namespace: default\n"), &["Service/s > Pod/p"]);
    // Whoever applies them chooses where the one that says nothing goes.
    check(&pair("", "  namespace: b\n"), &["Service/s ? Pod/p"]);
}

#[test]
fn policies_and_budgets() {
    let web = deployment("web", "{ app: web }", "{ containers: [] }");
    let db = deployment("db", "{ app: db }", "{ containers: [] }");
    let policy = |spec: &str| object("networking.k8s.io/v1", "NetworkPolicy", "net", &format!("spec: {{ {spec} }}"));
    let with = |object: String| format!("{web}{db}{object}");
    check(
        &with(policy("podSelector: {}")),
        &["NetworkPolicy/net > Deployment/db", "NetworkPolicy/net > Deployment/web"],
    );
    check(&with(policy("podSelector: { matchLabels: { app: db } }")), &["NetworkPolicy/net > Deployment/db"]);
    check(
        &with(policy(
            "podSelector: { matchLabels: { app: db } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }]",
        )),
        &["NetworkPolicy/net > Deployment/db", "NetworkPolicy/net > Deployment/web"],
    );
    let peers = |selector: &str| {
        policy(&format!("podSelector: {{ matchLabels: {{ a: b }} }}, egress: [{{ to: [{{ {selector} }}] }}]"))
    };
    check(&with(peers("ipBlock: { cidr: 10.0.0.0/8 }")), &[]);
    // Labels of a namespace that is not here are not known, but for its name, which is not written here either.
    check(
        &with(peers("namespaceSelector: { matchLabels: { team: a } }, podSelector: { matchLabels: { app: db } }")),
        &["NetworkPolicy/net ? Deployment/db"],
    );
    let budget = |version: &str, selector: &str| {
        object(&format!("policy/{version}"), "PodDisruptionBudget", "b", &format!("spec: {{ selector: {selector} }}"))
    };
    check(
        &with(budget("v1", "{ matchExpressions: [{ key: app, operator: In, values: [db, x] }] }")),
        &["PodDisruptionBudget/b > Deployment/db"],
    );
    check(&with(budget("v1beta1", "{}")), &[]);
}

#[test]
fn peers_in_namespaces_that_are_here() {
    let namespace = object("v1", "Namespace", "a", "  labels: { team: one }");
    let pod = object("v1", "Pod", "p", "  namespace: a\n  labels: { app: web }\nspec: { containers: [] }");
    let policy = |selector: &str| {
        let spec = format!(
            "spec: {{ podSelector: {{ matchLabels: {{ x: y }} }}, ingress: [{{ from: [{{ namespaceSelector: {{ matchLabels: {{ {selector} }} }} }}] }}] }}"
        );
        format!("{namespace}{pod}{}", object("networking.k8s.io/v1", "NetworkPolicy", "net", &spec))
    };
    let own = "Pod/p > Namespace/a";
    check(&policy("team: one"), &[own, "NetworkPolicy/net > Pod/p"]);
    check(&policy("team: two"), &[own]);
    check(&policy("kubernetes.io/metadata.name: a"), &[own, "NetworkPolicy/net > Pod/p"]);
}

#[test]
fn monitors_select_services() {
    let service = object("v1", "Service", "s", "  labels: { app: web }\nspec: {}");
    let monitor = |spec: &str| {
        format!(
            "{service}{}",
            object(
                "monitoring.coreos.com/v1",
                "ServiceMonitor",
                "m",
                &format!("spec: {{ selector: {{ matchLabels: {{ app: web }} }}{spec} }}")
            )
        )
    };
    check(&monitor(""), &["ServiceMonitor/m > Service/s"]);
    check(&monitor(", namespaceSelector: { any: true }"), &["ServiceMonitor/m > Service/s"]);
    check(&monitor(", namespaceSelector: { matchNames: [x] }"), &["ServiceMonitor/m ? Service/s"]);
}

#[test]
fn pods_name_what_they_use() {
    let pod = "{ serviceAccountName: sa, volumes: [{ name: c, configMap: { name: cm } }, { name: p, persistentVolumeClaim: { claimName: pvc } }, { name: s, secret: { secretName: top } }], containers: [{ name: a, env: [{ name: K, valueFrom: { secretKeyRef: { name: top, key: k } } }], envFrom: [{ configMapRef: { name: cm } }] }] }";
    let all = ["ServiceAccount/sa", "ConfigMap/cm", "PersistentVolumeClaim/pvc", "Secret/top"];
    let objects: String = all
        .iter()
        .map(|one| one.split_once('/').expect("two"))
        .map(|(kind, name)| object("v1", kind, name, ""))
        .collect();
    check(
        &format!("{objects}{}", deployment("web", "{}", pod)),
        &[
            "Deployment/web > ConfigMap/cm",
            "Deployment/web > PersistentVolumeClaim/pvc",
            "Deployment/web > Secret/top",
            "Deployment/web > ServiceAccount/sa",
        ],
    );
}

#[test]
fn others_name_one_another() {
    let service = object("v1", "Service", "s", "spec: {}");
    let secret = object("v1", "Secret", "tls", "");
    let ingress = "spec: { tls: [{ secretName: tls }], rules: [{ http: { paths: [{ backend: { service: { name: s, port: { number: 80 } } } }] } }] }";
    check(
        &format!("{service}{secret}{}", object("networking.k8s.io/v1", "Ingress", "i", ingress)),
        &["Ingress/i > Secret/tls", "Ingress/i > Service/s"],
    );
    let web = deployment("web", "{}", "{}");
    let scaler = |target: &str| {
        object("autoscaling/v2", "HorizontalPodAutoscaler", "h", &format!("spec: {{ scaleTargetRef: {{ {target} }} }}"))
    };
    check(
        &format!("{web}{}", scaler("apiVersion: apps/v1, kind: Deployment, name: web")),
        &["HorizontalPodAutoscaler/h > Deployment/web"],
    );
    // In whatever version the one that is meant is written.
    check(
        &format!("{web}{}", scaler("apiVersion: apps/v1beta1, kind: Deployment, name: web")),
        &["HorizontalPodAutoscaler/h > Deployment/web"],
    );
    check(&format!("{web}{}", scaler("apiVersion: apps/v1, kind: StatefulSet, name: web")), &[]);
    let account = object("v1", "ServiceAccount", "a", "  namespace: x");
    let role = object("rbac.authorization.k8s.io/v1", "ClusterRole", "r", "");
    let binding = "roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r }\nsubjects: [{ kind: ServiceAccount, name: a, namespace: x }, { kind: User, name: a, apiGroup: rbac.authorization.k8s.io }]";
    check(
        &format!("{account}{role}{}", object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "b", binding)),
        &["ClusterRoleBinding/b > ServiceAccount/a", "ClusterRoleBinding/b > ClusterRole/r"],
    );
    let set = object("apps/v1", "StatefulSet", "db", "spec: { serviceName: s, template: { spec: {} } }");
    check(&format!("{service}{set}"), &["StatefulSet/db > Service/s"]);
}
