//! Configuration of the proxy in annotations.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{objects::kind, security::settle};

pub const RULE: Rule = Rule {
    id: "kubernetes/ingress-snippet",
    level: Level::Warning,
    severity: 70,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &["networking.k8s.io/*/Ingress", "extensions/*/Ingress", "v1/ConfigMap"],
    summary: "An Ingress writes into the configuration of the proxy",
    page: include_str!("ingress_snippet.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R293"],
    check: Check::Resource(check),
};

/// Annotations whose text goes into the configuration as it is, of ingress-nginx and of NGINX Ingress Controller.
const SNIPPETS: &[&str] = &[
    "nginx.ingress.kubernetes.io/auth-snippet",
    "nginx.ingress.kubernetes.io/configuration-snippet",
    "nginx.ingress.kubernetes.io/modsecurity-snippet",
    "nginx.ingress.kubernetes.io/server-snippet",
    "nginx.ingress.kubernetes.io/stream-snippet",
    "nginx.org/location-snippets",
    "nginx.org/server-snippets",
];

fn check(cx: &mut Context<'_>, object: Resource<'_>) {
    if kind(object) == "ConfigMap" {
        return controller(cx, object);
    }
    let annotations = object.attr("metadata").attr("annotations");
    for (key, snippet) in annotations.entries().filter(|(key, _)| SNIPPETS.contains(key)) {
        // Whatever it says, once it says something.
        if snippet.is_unset() || snippet.string().known().is_some_and(|text| text.trim().is_empty()) {
            continue;
        }
        let message = format!("`{}` writes into the configuration of the proxy with `{key}`", object.address());
        let _finding = cx
            .report(snippet, message)
            .because("the text goes into nginx.conf as it is: whoever may write an Ingress in one namespace reads the controller's token, and with it the Secrets of all namespaces (CVE-2021-25742)")
            .help("use the annotation that is meant for it (headers, redirects, timeouts, limits and authentication have one each), and keep `allow-snippet-annotations` off")
            .if_exists(object);
    }
    if annotations.may_have_more() {
        cx.undecided(annotations);
    }
}

/// The configuration of a controller that takes them from everybody.
fn controller(cx: &mut Context<'_>, object: Resource<'_>) {
    let allowed = object.attr("data").attr("allow-snippet-annotations");
    let answer = allowed.judge(|value| value.string().test(|text| text == "true"));
    if matches!(answer, Answer::Yes | Answer::Possible) {
        let finding = cx
            .report(allowed, format!("`{}` lets every Ingress write into the configuration of the proxy", object.address()))
            .because("whoever may write an Ingress in one namespace reads the controller's token, and with it the Secrets of all namespaces (CVE-2021-25742)")
            .help("set `allow-snippet-annotations` to \"false\", once no Ingress has one")
            .if_exists(object);
        settle(finding, answer);
    }
}
