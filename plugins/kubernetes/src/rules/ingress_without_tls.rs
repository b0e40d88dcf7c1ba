//! Ingresses that serve a host without encryption.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Place, Precision, Read, Resource, Rule, Value};

use crate::{
    objects::{annotation, is_empty, listed},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/ingress-without-tls",
    level: Level::Warning,
    severity: 55,
    precision: Precision::Medium,
    inputs: &["kubernetes"],
    types: &["networking.k8s.io/*/Ingress", "extensions/*/Ingress"],
    summary: "An Ingress serves a host without TLS",
    page: include_str!("ingress_without_tls.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R292"],
    check: Check::Resource(check),
};

const WHY: &str = "whoever is on the way, in the same Wi-Fi or at a provider, reads passwords and session cookies, and changes what the browser gets";
const HELP: &str = "list the hosts under `spec.tls` with the Secret of their certificate; cert-manager fills it when an annotation names its issuer";

fn check(cx: &mut Context<'_>, ingress: Resource<'_>) {
    let spec = ingress.attr("spec");
    let tls = spec.attr("tls");
    match ends_elsewhere(ingress) {
        Answer::Yes | Answer::Possible => return,
        Answer::Unknown if is_empty(tls) => {
            let reason = "whether something else brings the certificate is not known";
            return cx.undecided_because(ingress, reason, "its annotations, and those of the same group");
        }
        Answer::Unknown | Answer::No => {}
    }
    let hosts: Vec<Value<'_>> = spec.attr("rules").each().map(|rule| rule.attr("host")).collect();
    if is_empty(tls) {
        return without_any(cx, ingress, tls, &hosts);
    }
    for host in &hosts {
        judge(cx, ingress, tls, *host);
    }
    if spec.attr("rules").may_have_more() {
        cx.undecided(spec.attr("rules"));
    }
    let redirect = annotation(ingress, "nginx.ingress.kubernetes.io/ssl-redirect");
    if redirect.string().known() == Some("false") {
        let _finding = cx
            .report(redirect, format!("`{}` answers over plain HTTP as well", ingress.address()))
            .because("a certificate helps nobody who follows an old link or types the name: the browser asks without TLS first, and whoever is on the way answers")
            .help("remove the annotation: with TLS configured, the controller redirects by itself")
            .fix_set(redirect, "true")
            .fix_is_unsafe()
            .if_exists(ingress);
    }
}

/// Nothing is written under `tls`.
fn without_any(cx: &mut Context<'_>, ingress: Resource<'_>, tls: Value<'_>, hosts: &[Value<'_>]) {
    let names: Vec<&str> = hosts.iter().filter_map(|host| host.string().known()).collect();
    let what = if names.is_empty() { "all hosts".to_owned() } else { listed(&names) };
    let text = format!("`{}` serves {what} without TLS", ingress.address());
    // The name of what a chart makes stands in a helper; a host stands where the Ingress is thought of.
    let host = hosts.iter().find(|host| host.string().known().is_some());
    let place: Place = match host {
        _ if !tls.is_absent() => tls.into(),
        Some(host) => (*host).into(),
        None => ingress.into(),
    };
    let _finding = cx.report(place, text).because(WHY).help(HELP).if_exists(ingress);
}

/// One host where others have a certificate.
fn judge(cx: &mut Context<'_>, ingress: Resource<'_>, tls: Value<'_>, host: Value<'_>) {
    let covered = host.judge(|host| match host.string() {
        // A rule for all other hosts, which the controller's own certificate is for.
        Read::Absent | Read::Null => Answer::Yes,
        Read::Unknown => Answer::Unknown,
        Read::Known(name) => is_covered(tls, name),
    });
    match covered {
        Answer::Yes => {}
        Answer::Unknown => cx.undecided(if host.is_unknown() { host } else { tls }),
        Answer::No | Answer::Possible => {
            let name = host.string().known().unwrap_or("a host");
            let finding = cx
                .report(
                    host,
                    format!("`{}` serves `{name}` without TLS: no entry of `tls` names it", ingress.address()),
                )
                .because(WHY)
                .help("add it to `hosts` of an entry under `spec.tls`; a wildcard stands for one label only")
                .related(tls, "the hosts with a certificate")
                .if_exists(ingress);
            settle(finding, covered);
        }
    }
}

fn is_covered(tls: Value<'_>, name: &str) -> Answer {
    let by = |entry: Value<'_>| {
        let hosts = entry.attr("hosts");
        if is_empty(hosts) {
            // All hosts that the certificate is for.
            return Answer::Yes;
        }
        let is_it = |host: Value<'_>| host.judge(|host| host.string().test(|host| stands_for(host, name)));
        let found = hosts.each().map(is_it).fold(Answer::No, Answer::or);
        if hosts.may_have_more() { found.or(Answer::Unknown) } else { found }
    };
    let found = tls.each().map(by).fold(Answer::No, Answer::or);
    if tls.may_have_more() { found.or(Answer::Unknown) } else { found }
}

/// `*.example.com` stands for names with one more label, and for itself.
fn stands_for(written: &str, name: &str) -> bool {
    let (written, name) = (written.trim_end_matches('.'), name.trim_end_matches('.'));
    let rest = |text: &str| text.split_once('.').map(|(_, rest)| rest.to_ascii_lowercase());
    written.eq_ignore_ascii_case(name) || written.starts_with("*.") && rest(written) == rest(name)
}

/// An annotation, and what its value must be like.
type Sign = (&'static str, fn(&str) -> bool);

/// Annotations by which a certificate comes from elsewhere, or by which only encrypted traffic arrives.
const ELSEWHERE: &[Sign] = &[
    ("alb.ingress.kubernetes.io/certificate-arn", is_written),
    ("alb.ingress.kubernetes.io/listen-ports", |text| text.contains("HTTPS")),
    ("networking.gke.io/managed-certificates", is_written),
    ("ingress.gcp.kubernetes.io/pre-shared-cert", is_written),
    ("appgw.ingress.kubernetes.io/appgw-ssl-certificate", is_written),
    ("traefik.ingress.kubernetes.io/router.tls", is_true),
    ("traefik.ingress.kubernetes.io/router.tls.certresolver", is_written),
    ("traefik.ingress.kubernetes.io/router.entrypoints", |text| text.split(',').all(|one| one.trim() == "websecure")),
    // Plain requests are sent away, whoever holds the certificate.
    ("nginx.ingress.kubernetes.io/force-ssl-redirect", is_true),
    ("nginx.ingress.kubernetes.io/ssl-passthrough", is_true),
    ("haproxy.org/ssl-passthrough", is_true),
    ("haproxy-ingress.github.io/ssl-passthrough", is_true),
    ("route.openshift.io/termination", is_written),
];

/// Classes of controllers that bring their own certificates.
const CLASSES: &[&str] = &["tailscale", "ngrok", "cloudflare-tunnel"];

fn is_written(text: &str) -> bool {
    !text.trim().is_empty()
}

fn is_true(text: &str) -> bool {
    text == "true"
}

fn ends_elsewhere(ingress: Resource<'_>) -> Answer {
    let by = |(key, is): &Sign| {
        let value = annotation(ingress, key);
        value.judge(|value| value.string().test(is))
    };
    let annotated = ELSEWHERE.iter().map(by).fold(Answer::No, Answer::or);
    let is_own = |class: Value<'_>| class.judge(|class| class.string().test(|class| CLASSES.contains(&class)));
    let class = is_own(ingress.attr("spec").attr("ingressClassName"))
        .or(is_own(annotation(ingress, "kubernetes.io/ingress.class")));
    // Ingresses of one group share a load balancer, with the certificates of all.
    let group = annotation(ingress, "alb.ingress.kubernetes.io/group.name");
    let shared = if group.is_unset() { Answer::No } else { Answer::Unknown };
    annotated.or(class).or(shared)
}

#[cfg(test)]
mod tests {
    use super::stands_for;

    #[test]
    fn wildcards_stand_for_one_label() {
        for (written, name, expected) in [
            ("shop.example.com", "shop.example.com", true),
            ("Shop.Example.com", "shop.example.com", true),
            ("*.example.com", "shop.example.com", true),
            ("*.example.com", "*.example.com", true),
            ("*.example.com", "a.shop.example.com", false),
            ("*.example.com", "example.com", false),
            ("shop.example.com", "*.example.com", false),
            ("*", "example", false),
        ] {
            assert_eq!(stands_for(written, name), expected, "{written} for {name}");
        }
    }
}
