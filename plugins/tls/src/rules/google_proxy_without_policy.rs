//! Google Cloud load balancers without a TLS policy.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "tls/google-proxy-without-policy",
    level: Level::Error,
    severity: 74,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "google_compute_region_target_https_proxy",
        "google_compute_target_https_proxy",
        "google_compute_target_ssl_proxy",
    ],
    summary: "A Google Cloud load balancer without a TLS policy accepts TLS 1.0",
    page: include_str!("google_proxy_without_policy.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R084"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, proxy: Resource<'_>) {
    if proxy.is_data() {
        return;
    }
    let setting = proxy.setting("ssl_policy");
    let missing = |value: Value<'_>| match value.string() {
        Read::Absent | Read::Null => Answer::Yes,
        Read::Known(text) => Answer::from(text.is_empty()),
        // The id of a policy is not known before it is made, and is no null.
        Read::Unknown if value.refs().any(|one| one.address().contains("_ssl_policy.")) => Answer::No,
        Read::Unknown => Answer::Unknown,
    };
    let message = format!("`{}` has no `ssl_policy`: the default one accepts TLS 1.0", proxy.address());
    if let Some(found) = cx.reject(&setting, missing, message) {
        found
            .because("TLS 1.0 and 1.1 are deprecated (RFC 8996), and an attacker on the network can make clients fall back to them")
            .help("create a `google_compute_ssl_policy` with `min_tls_version = \"TLS_1_2\"` and `profile = \"MODERN\"`, and set `ssl_policy` to it");
    }
}
