//! OpenSearch domains without a log of who searched for what.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::{support::search_has, written::listed};

pub const RULE: Rule = Rule {
    id: "aws/search-domain-without-audit-logs",
    level: Level::Off,
    severity: 25,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_opensearch_domain", "aws_elasticsearch_domain"],
    summary: "An OpenSearch domain does not publish its audit logs",
    page: include_str!("search_domain_without_audit_logs.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"types":{"type":"array","items":{"enum":["AUDIT_LOGS","ES_APPLICATION_LOGS","INDEX_SLOW_LOGS","SEARCH_SLOW_LOGS"]},"default":["AUDIT_LOGS"],"description":"Logs that each domain must publish."}}}"#,
    fix: Fix::None,
    answers: &["R140"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, domain: Resource<'_>) {
    if domain.is_data() {
        return;
    }
    let types = cx.options().attr("types");
    let required: Vec<&str> = if types.is_absent() {
        vec!["AUDIT_LOGS"]
    } else {
        types.each().filter_map(|ty| ty.string().known()).collect()
    };
    let logs = domain.attr("log_publishing_options");
    let is_published = |ty: &str| logs.each().fold(Answer::No, |any, log| any.or(publishes(log, ty)));
    let lacks = |ty: &&&str| match is_published(ty) {
        Answer::No => !logs.may_have_more(),
        _ => false,
    };
    let missing: Vec<&str> = required.iter().filter(lacks).copied().collect();
    if missing.is_empty() {
        if required.iter().any(|ty| is_published(ty) != Answer::Yes) {
            cx.undecided_because(logs, "whether all required logs are published is not known", "its log types");
        }
        return;
    }
    let off = logs.each().find(|log| log.attr("log_type").string().known() == missing.first().copied());
    let message = format!("`{}` does not publish {}", domain.address(), listed(&missing));
    let found = match off {
        Some(log) => cx.report(log.attr("enabled"), message),
        None => cx.report(domain, message),
    };
    let _finding = if missing.contains(&"AUDIT_LOGS") {
        let help = if search_has(domain, 6, 7) == Answer::No {
            "move to a current engine first, because Elasticsearch has audit logs from version 6.7 on: upgrade the domain, or from Elasticsearch 1.5 and 2.3 restore a snapshot into a new one; then add `log_publishing_options` with `log_type = \"AUDIT_LOGS\"`"
        } else {
            "add an enabled `log_publishing_options` with `log_type = \"AUDIT_LOGS\"` and a log group; audit logs need `advanced_security_options`, and must be switched on in the dashboards as well"
        };
        found.because("only the audit log tells who logged in, who failed to, and which documents were read").help(help)
    } else {
        found
            .because("without these logs nobody can tell afterwards why the domain failed or answered slowly")
            .help(format!("add an enabled `log_publishing_options` with a log group for {}", listed(&missing)))
    };
}

fn publishes(log: Value<'_>, ty: &str) -> Answer {
    let is_meant = log.attr("log_type").judge(|value| value.string().test(|text| text == ty));
    is_meant.and(log.attr("enabled").judge(|value| value.bool().or(true).test(|on| on)))
}
