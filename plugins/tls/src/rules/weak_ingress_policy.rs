//! Ingresses, Services and gateways that accept an old version of TLS.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{
    listener::minimum,
    policies::{Policy, Tls, replacement},
    services::{CLASSIC, oldest},
    versions::{MINIMUM_OPTION, Versions, parse},
};

pub const RULE: Rule = Rule {
    id: "tls/weak-ingress-policy",
    level: Level::Error,
    severity: 74,
    precision: Precision::VeryHigh,
    inputs: &["kubernetes"],
    types: &[
        "networking.k8s.io/*/Ingress",
        "v1/Service",
        "v1/ConfigMap",
        "networking.istio.io/*/Gateway",
        "traefik.io/*/TLSOption",
        "traefik.containo.us/*/TLSOption",
    ],
    summary: "An Ingress, a Service or a gateway accepts an old version of TLS",
    page: include_str!("weak_ingress_policy.md"),
    options: MINIMUM_OPTION,
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

/// Annotations that name a predefined policy of Elastic Load Balancing.
const POLICIES: &[&str] =
    &["alb.ingress.kubernetes.io/ssl-policy", "service.beta.kubernetes.io/aws-load-balancer-ssl-negotiation-policy"];

fn check(cx: &mut Context<'_>, object: Resource<'_>) {
    let minimum = minimum(cx.options());
    let ty = object.type_name();
    if ty.ends_with("/ConfigMap") {
        return nginx(cx, object, minimum);
    }
    if ty.ends_with("/TLSOption") {
        return version(cx, object, object.attr("spec"), "minVersion", minimum, "VersionTLS1");
    }
    if ty.ends_with("/Gateway") {
        for server in object.attr("spec").attr("servers").each() {
            version(cx, object, server.attr("tls"), "minProtocolVersion", minimum, "TLSV1_");
        }
        return;
    }
    for key in POLICIES {
        let value = object.attr("metadata").attr("annotations").attr(key);
        if !value.is_unset() && value.string().known() != Some("") {
            policy(cx, object, key, value, minimum);
        }
    }
}

/// What a policy accepts, of an Application or Network Load Balancer or of a classic one.
fn admitted(name: &str) -> Option<Tls> {
    match Policy::find(name) {
        Some(policy) => Some(policy.below(Tls::V1_3).next().unwrap_or(Tls::V1_3)),
        None => oldest(CLASSIC, name),
    }
}

fn policy(cx: &mut Context<'_>, object: Resource<'_>, key: &str, value: Value<'_>, minimum: Tls) {
    let versions = Versions { oldest: admitted, unset: Tls::V1_2, minimum };
    if let Some(found) = versions.reject(cx, object, key, value) {
        let name = value.string().known().unwrap_or_default();
        // The Service may get a classic load balancer, which has no newer policies than this.
        let is_service = object.type_name().ends_with("/Service");
        let new = if is_service && oldest(CLASSIC, name).is_some() && minimum < Tls::V1_3 {
            "ELBSecurityPolicy-TLS-1-2-2017-01".to_owned()
        } else {
            replacement(name, minimum)
        };
        found
            .help(format!("set it to `{new}`; check first which clients still use older versions"))
            .fix_set(value, new)
            .fix_is_unsafe();
    }
}

/// A minimum version, written with `prefix` and the digit after the dot. Nothing written is 1.2.
fn version(cx: &mut Context<'_>, object: Resource<'_>, within: Value<'_>, key: &str, minimum: Tls, prefix: &str) {
    let value = within.attr(key);
    let known = |text: &str| if text == "TLS_AUTO" { Some(Tls::V1_2) } else { parse(text) };
    let versions = Versions { oldest: known, unset: Tls::V1_2, minimum };
    if value.is_unset() {
        return;
    }
    if let Some(found) = versions.reject(cx, object, key, value) {
        let new = format!("{prefix}{}", if minimum == Tls::V1_3 { 3 } else { 2 });
        found.help(format!("set it to `{new}`")).fix_set(value, new).fix_is_unsafe();
    }
}

/// The configuration of ingress-nginx lists versions, as nginx does.
fn nginx(cx: &mut Context<'_>, map: Resource<'_>, minimum: Tls) {
    let value = map.attr("data").attr("ssl-protocols");
    let old = |text: &str| {
        let versions = text.split_whitespace().filter(|word| !word.starts_with('$'));
        let mut old: Vec<String> = Vec::new();
        for word in versions {
            match parse(word) {
                Some(version) if version < minimum => old.push(version.to_string()),
                Some(_) => {}
                None if word.starts_with("SSL") => old.push("SSL".to_owned()),
                None => {}
            }
        }
        old
    };
    let answer = value.judge(|value| value.string().test(|text| !old(text).is_empty()));
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(value),
        Answer::Yes | Answer::Possible => {
            let names = match value.string() {
                Read::Known(text) => old(text).join(" and "),
                _ => "old versions of TLS".to_owned(),
            };
            let new = if minimum == Tls::V1_3 { "TLSv1.3" } else { "TLSv1.2 TLSv1.3" };
            let found = cx
                .report(value, format!("`{}` accepts {names} for every host of the controller", map.address()))
                .because("an attacker on the network can make clients fall back to the oldest version that is accepted, and exploit its weaknesses")
                .help(format!("set `ssl-protocols: \"{new}\"`, or remove it: the default is the same"))
                .fix_set(value, new)
                .fix_is_unsafe();
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}
