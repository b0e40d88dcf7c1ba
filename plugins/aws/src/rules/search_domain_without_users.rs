//! Search domains in which whoever gets in may do everything.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{support, written::is_off};

pub const RULE: Rule = Rule {
    id: "aws/search-domain-without-users",
    level: Level::Info,
    severity: 40,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_elasticsearch_domain", "aws_opensearch_domain"],
    summary: "An OpenSearch domain has no fine-grained access control",
    page: include_str!("search_domain_without_users.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, domain: Resource<'_>) {
    if domain.is_data() {
        return;
    }
    let users = domain.setting("advanced_security_options.enabled");
    // Older engines cannot, and are reported for their age.
    if support::search_has(domain, 6, 7) == Answer::No {
        return;
    }
    let message = format!("`{}` does not ask who is reading", domain.address());
    if let Some(found) = cx.reject(&users, is_off, message) {
        found
            .because("who gets past the network and the access policy may read, change and delete every index and use the dashboards without logging in: one application that is taken over has the data of all others")
            .help("set `enabled = true` in `advanced_security_options` with a role or a user as its master; this needs HTTPS, encryption at rest and encryption between nodes, and clients have to sign their requests or log in");
    }
}
