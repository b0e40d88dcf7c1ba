//! Search domains whose indices are not encrypted.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::{support, written::is_off};

pub const RULE: Rule = Rule {
    id: "aws/unencrypted-search-domain",
    level: Level::Error,
    severity: 60,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_elasticsearch_domain", "aws_opensearch_domain"],
    summary: "An OpenSearch domain is not encrypted at rest",
    page: include_str!("unencrypted_search_domain.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R095"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, domain: Resource<'_>) {
    if domain.is_data() {
        return;
    }
    let encrypted = domain.setting("encrypt_at_rest.enabled");
    if let Some(found) = cx.reject(&encrypted, is_off, format!("`{}` is not encrypted", domain.address())) {
        let found = found
            .because("its indices, logs, swap files and automatic snapshots are stored in clear text, with copies of data from all over the system");
        // Older engines refuse it.
        if support::search_has(domain, 5, 1) == Answer::No {
            found.help("move to a new domain with a current engine first, because Elasticsearch has encryption at rest from version 5.1 on, and older versions cannot be upgraded in place; then set `enabled = true` in `encrypt_at_rest`");
        } else if NODES.iter().any(|argument| may_be_old(domain.setting(argument).value())) {
            found.help("move the domain to newer instance types first, such as `t3.medium.search` or `r7g.large.search`, because T2, M3 and R3 have no encryption at rest; then set `enabled = true` in `encrypt_at_rest`");
        } else {
            found
                .help("set `enabled = true` in `encrypt_at_rest`; it cannot be switched off again")
                .fix_setting(&encrypted, true)
                .fix_is_unsafe();
        }
    }
}

/// The types of nodes.
const NODES: &[&str] = &["cluster_config.instance_type", "cluster_config.dedicated_master_type"];

/// Whether an instance type may be one of the old ones that have no encryption at rest.
fn may_be_old(instance_type: Value<'_>) -> bool {
    let is_old = |text: &str| ["t2.", "m3.", "r3."].iter().any(|family| text.starts_with(family));
    matches!(instance_type.judge(|one| one.string().test(is_old)), Answer::Yes | Answer::Possible)
}
