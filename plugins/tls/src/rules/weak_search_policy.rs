//! OpenSearch domains that accept an old version of TLS.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    policies::Tls,
    services::{OPENSEARCH, oldest},
    versions::Versions,
};

pub const RULE: Rule = Rule {
    id: "tls/weak-search-policy",
    level: Level::Error,
    severity: 65,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_opensearch_domain", "aws_elasticsearch_domain"],
    summary: "An OpenSearch domain accepts an old version of TLS",
    page: include_str!("weak_search_policy.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R061"],
    check: Check::Resource(check),
};

const STRONG: &str = "Policy-Min-TLS-1-2-PFS-2023-10";

fn check(cx: &mut Context<'_>, domain: Resource<'_>) {
    if domain.is_data() {
        return;
    }
    let setting = domain.setting("domain_endpoint_options.tls_security_policy");
    // Without a policy a domain gets the oldest one.
    let versions = Versions { oldest: |name| oldest(OPENSEARCH, name), unset: Tls::V1_0, minimum: Tls::V1_2 };
    let Some(found) = versions.reject(cx, domain, "tls_security_policy", setting.value()) else { return };
    let found = found.help(format!("set `tls_security_policy = \"{STRONG}\"` in `domain_endpoint_options`"));
    // `tls/search-plaintext` proposes the block where there is none; two would not be valid.
    if !domain.block("domain_endpoint_options").is_unset() {
        found.fix_setting(&setting, STRONG).fix_is_unsafe();
    }
}
