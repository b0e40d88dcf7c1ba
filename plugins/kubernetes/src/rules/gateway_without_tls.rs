//! Gateways that serve the web without encryption.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Read, Resource, Rule, Value, View};

use crate::{
    glob,
    pods::kind,
    relations::{are_together, namespace},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/gateway-without-tls",
    level: Level::Warning,
    severity: 55,
    precision: Precision::Medium,
    inputs: &["kubernetes"],
    types: &[
        GATEWAY,
        "gateway.networking.k8s.io/*/HTTPRoute",
        "gateway.networking.k8s.io/*/ListenerSet",
        "gateway.networking.x-k8s.io/*/XListenerSet",
    ],
    summary: "A Gateway has a listener for HTTP, and none with TLS",
    page: include_str!("gateway_without_tls.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R292"],
    check: Check::Project(check),
};

const GATEWAY: &str = "gateway.networking.k8s.io/*/Gateway";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let is_gateway = |one: &Resource<'_>| glob::matches(GATEWAY, one.type_name()) && one.exists() != Existence::No;
    for gateway in view.resources().filter(is_gateway) {
        judge(cx, view, gateway);
    }
}

fn judge(cx: &mut Context<'_>, view: View<'_>, gateway: Resource<'_>) {
    let listeners = gateway.attr("spec").attr("listeners");
    let protocol = |listener: Value<'_>, wanted: &[&str]| {
        listener.attr("protocol").judge(|value| value.string().test(|text| wanted.contains(&text)))
    };
    let has = |wanted: &[&str]| listeners.each().map(|one| protocol(one, wanted)).fold(Answer::No, Answer::or);
    if matches!(has(&["HTTPS", "TLS"]), Answer::Yes | Answer::Possible) || stays_inside(gateway) {
        return;
    }
    let beside: Vec<_> =
        view.resources().filter(|one| are_together(*one, gateway) && one.exists() != Existence::No).collect();
    if beside.iter().any(|route| kind(*route) == "HTTPRoute" && is_of(*route, gateway) && redirects(*route)) {
        return;
    }
    if listeners.may_have_more() || beside.iter().any(|one| kind(*one).ends_with("ListenerSet")) {
        let reason = "whether another listener has a certificate is not known";
        return cx.undecided_because(listeners, reason, "all of its listeners");
    }
    if let Some(at) = annotations(gateway).find(|at| at.may_have_more()) {
        return cx.undecided(at);
    }
    for listener in listeners.each() {
        let clear = protocol(listener, &["HTTP"]);
        match clear {
            Answer::No => {}
            Answer::Unknown => cx.undecided(listener.attr("protocol")),
            Answer::Yes | Answer::Possible => {
                let finding = cx
                    .report(
                        listener.attr("protocol"),
                        format!("`{}` serves HTTP in clear text, and has no listener with TLS", gateway.address()),
                    )
                    .because("whoever is on the way, in the same Wi-Fi or at a provider, reads passwords and session cookies, and changes what the browser gets")
                    .help("add a listener with `protocol: HTTPS` on port 443 and the Secret of its certificate under `tls.certificateRefs`, and attach to this one a route that only redirects (`RequestRedirect` with `scheme: https`)")
                    .if_exists(gateway);
                return settle(finding, clear);
            }
        }
    }
}

/// What may say that connections come from inside, or that a load balancer in front has the certificate.
fn annotations<'a>(gateway: Resource<'a>) -> impl Iterator<Item = Value<'a>> {
    let infrastructure = gateway.attr("spec").attr("infrastructure").attr("annotations");
    [gateway.attr("metadata").attr("annotations"), infrastructure].into_iter()
}

/// Annotations that decide it, and what their values have in them.
const ELSEWHERE: &[(&str, &str)] = &[
    ("networking.istio.io/service-type", "ClusterIP"),
    ("service.beta.kubernetes.io/aws-load-balancer-internal", ""),
    ("service.beta.kubernetes.io/aws-load-balancer-scheme", "internal"),
    ("service.beta.kubernetes.io/aws-load-balancer-ssl-cert", ""),
    ("service.beta.kubernetes.io/azure-load-balancer-internal", "true"),
    ("networking.gke.io/load-balancer-type", "Internal"),
    ("cloud.google.com/load-balancer-type", "Internal"),
    ("networking.gke.io/certmap", ""),
];

/// Classes whose gateways nobody outside reaches, or that bring their own certificates.
const CLASSES: &[&str] = &["-rilb", "rilb-mc", "istio-waypoint", "tailscale", "cloudflare", "ngrok"];

fn stays_inside(gateway: Resource<'_>) -> bool {
    let is_elsewhere = |(key, part): &(&str, &str)| {
        let values = annotations(gateway).map(|all| all.attr(key));
        values
            .filter_map(|value| value.string().known())
            .any(|text| if *part == "internal" { text == *part } else { text.contains(part) })
    };
    let class = gateway.attr("spec").attr("gatewayClassName").string().known().unwrap_or_default();
    CLASSES.iter().any(|part| class.contains(part)) || ELSEWHERE.iter().any(is_elsewhere)
}

/// Whether the route may be attached to the gateway.
fn is_of(route: Resource<'_>, gateway: Resource<'_>) -> bool {
    let name = gateway.attr("metadata").attr("name").string().known();
    route.attr("spec").attr("parentRefs").each().any(|parent| {
        let is_named = parent.attr("name").string().known().is_none_or(|text| Some(text) == name);
        let of = match parent.attr("namespace").string() {
            Read::Known(text) => Read::Known(text),
            _ => namespace(route),
        };
        is_named && (of == namespace(gateway) || !matches!((of, namespace(gateway)), (Read::Known(_), Read::Known(_))))
    })
}

/// Whether it sends requests away to HTTPS, as far as that is known.
fn redirects(route: Resource<'_>) -> bool {
    let filters = route.attr("spec").attr("rules").each().flat_map(|rule| rule.attr("filters").each());
    let mut redirects = filters.map(|filter| filter.attr("requestRedirect").attr("scheme"));
    redirects.any(|scheme| scheme.judge(|scheme| scheme.string().test(|text| text == "https")) != Answer::No)
}
