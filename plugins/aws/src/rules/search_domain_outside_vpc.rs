//! Search domains whose address is on the internet.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::is_missing;

pub const RULE: Rule = Rule {
    id: "aws/search-domain-outside-vpc",
    level: Level::Warning,
    severity: 65,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_opensearch_domain", "aws_elasticsearch_domain"],
    summary: "An OpenSearch or Elasticsearch domain answers on the internet",
    page: include_str!("search_domain_outside_vpc.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R025"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, domain: Resource<'_>) {
    if domain.is_data() {
        return;
    }
    let subnets = domain.setting("vpc_options.subnet_ids");
    let message = format!("`{}` is in no VPC, and answers on the internet", domain.address());
    if let Some(found) = cx.reject(&subnets, is_missing, message) {
        found
            .because("only its access policy protects the documents: if that is too wide, everybody can read them and use the dashboards")
            .help("put it into private subnets with `vpc_options`; an existing domain is replaced by this, so restore a snapshot into a new one");
    }
}
