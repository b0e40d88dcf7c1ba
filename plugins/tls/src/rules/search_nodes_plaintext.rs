//! OpenSearch domains whose nodes talk to each other in clear text.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "tls/search-nodes-plaintext",
    level: Level::Warning,
    severity: 48,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_opensearch_domain", "aws_elasticsearch_domain"],
    summary: "The nodes of an OpenSearch domain talk to each other in clear text",
    page: include_str!("search_nodes_plaintext.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R062"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, domain: Resource<'_>) {
    if domain.is_data() {
        return;
    }
    let setting = domain.setting("node_to_node_encryption.enabled");
    let message = format!("the nodes of `{}` talk to each other in clear text", domain.address());
    if let Some(found) = cx.reject(&setting, |value| value.bool().or(false).test(|on| !on), message) {
        found
            .because("every document is copied between nodes, and queries collect results from several: anyone who can see the network traffic reads them all")
            .help("add `node_to_node_encryption { enabled = true }`; it cannot be switched off again")
            .fix_setting(&setting, true)
            .fix_is_unsafe();
    }
}
