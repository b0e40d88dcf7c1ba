//! OpenSearch domains that accept HTTP.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "tls/search-plaintext",
    level: Level::Error,
    severity: 65,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_opensearch_domain", "aws_elasticsearch_domain"],
    summary: "An OpenSearch domain accepts HTTP in clear text",
    page: include_str!("search_plaintext.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R060"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, domain: Resource<'_>) {
    if domain.is_data() {
        return;
    }
    let setting = domain.setting("domain_endpoint_options.enforce_https");
    // In the block the argument is true by default; without the block AWS does not enforce anything.
    let unset = domain.block("domain_endpoint_options").is_unset();
    let accepts = |value: tollgate_sdk::Value<'_>| {
        if value.is_unset() { Answer::from(unset) } else { value.bool().test(|on| !on) }
    };
    let message = format!("`{}` accepts HTTP in clear text", domain.address());
    if let Some(found) = cx.reject(&setting, accepts, message) {
        found
            .because("anyone who can see the network traffic reads queries, documents and passwords, and a client that uses `http://` goes unnoticed")
            .help("set `enforce_https = true` in `domain_endpoint_options`")
            .fix_setting(&setting, true)
            .fix_is_unsafe();
    }
}
