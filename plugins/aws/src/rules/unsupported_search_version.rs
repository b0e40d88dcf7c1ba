//! Search domains on engines that are past their standard support.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::support::{Search, search as engine};

pub const RULE: Rule = Rule {
    id: "aws/unsupported-search-version",
    level: Level::Warning,
    severity: 45,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_elasticsearch_domain", "aws_opensearch_domain"],
    summary: "The engine of a search domain is past its standard support",
    page: include_str!("unsupported_search_version.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, domain: Resource<'_>) {
    if domain.is_data() {
        return;
    }
    let today = cx.today();
    let is_elasticsearch = domain.type_name() == "aws_elasticsearch_domain";
    let version = domain.setting(if is_elasticsearch { "elasticsearch_version" } else { "engine_version" });
    // What the service takes where nothing is written: a new OpenSearch, but the oldest Elasticsearch.
    let read = |value: Value<'_>| {
        let text = value.string();
        if is_elasticsearch { text.or("1.5") } else { text }.map(engine)
    };
    let is_past = |value: Value<'_>| read(value).test(|engine| engine.is_some_and(|engine| is_over(engine, today)));
    let mut engines = version.value().possibilities().filter_map(|value| read(value).known().flatten());
    let Some(engine) = engines.find(|engine| is_over(*engine, today)) else {
        if version.value().judge(is_past) == Answer::Unknown {
            cx.undecided(version.value());
        }
        return;
    };
    let since = engine.ends().unwrap_or_default();
    let message = format!("`{}` runs {engine}, whose standard support ended on {since}", domain.address());
    let lacks = match () {
        () if !engine.is_at_least(5, 1) => {
            "; it has no encryption at rest, none between nodes, no users and no audit logs either"
        }
        () if !engine.is_at_least(6, 0) => "; it has no encryption between nodes, no users and no audit logs either",
        () if !engine.is_at_least(6, 7) => "; it has no users and no audit logs either",
        () => "",
    };
    if let Some(found) = cx.reject(&version, is_past, message) {
        found
            .because(format!("what is found to be vulnerable in the engine stays open or is repaired for a charge by the hour{lacks}"))
            .help("upgrade the domain in place, one major version at a time, from 5.6, 6.8 and 7.10 on to OpenSearch; from Elasticsearch 1.5 and 2.3 restore a snapshot into a new domain");
    }
}

fn is_over(engine: Search, today: &str) -> bool {
    engine.ends().is_some_and(|ends| ends <= today)
}
