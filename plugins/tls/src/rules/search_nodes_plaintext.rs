//! OpenSearch domains whose nodes talk to each other in clear text.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

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
        let found = found
            .because("every document is copied between nodes, and queries collect results from several: anyone who can see the network traffic reads them all");
        // AWS refuses it then.
        if is_old(domain) == Answer::Yes {
            found.help("move to a current engine first, because Elasticsearch has encryption between nodes from version 6.0 on: upgrade the domain, or from Elasticsearch 1.5 and 2.3 restore a snapshot into a new one; then add `node_to_node_encryption { enabled = true }`");
        } else {
            found
                .help("add `node_to_node_encryption { enabled = true }`; it cannot be switched off again")
                .fix_setting(&setting, true)
                .fix_is_unsafe();
        }
    }
}

/// Whether the engine is Elasticsearch before 6.0, as it is where an Elasticsearch domain does not say.
fn is_old(domain: Resource<'_>) -> Answer {
    let is_elasticsearch = domain.type_name() == "aws_elasticsearch_domain";
    let (argument, default) =
        if is_elasticsearch { ("elasticsearch_version", "1.5") } else { ("engine_version", "OpenSearch_2.19") };
    domain.attr(argument).judge(|version| {
        version.string().or(default).test(|text| {
            let version = text.strip_prefix("Elasticsearch_").unwrap_or(text);
            version.split('.').next().is_some_and(|major| major.parse::<u32>().is_ok_and(|major| major < 6))
        })
    })
}
