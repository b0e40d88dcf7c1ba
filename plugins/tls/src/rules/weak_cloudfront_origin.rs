//! Distributions that use old versions of TLS with their origin.

use tollgate_sdk::{Answer, Check, Context, Fix, Json, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "tls/weak-cloudfront-origin",
    level: Level::Warning,
    severity: 48,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_cloudfront_distribution"],
    summary: "A CloudFront distribution may use an old version of TLS with its origin",
    page: include_str!("weak_cloudfront_origin.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R054"],
    check: Check::Resource(check),
};

/// There is no name for TLS 1.3: where the origin has it, CloudFront uses it.
const OLD: &[&str] = &["SSLv3", "TLSv1", "TLSv1.1"];

fn check(cx: &mut Context<'_>, distribution: Resource<'_>) {
    if distribution.is_data() {
        return;
    }
    let origins = distribution.attr("origin");
    for origin in origins.each() {
        let config = origin.block("custom_origin_config");
        let policy = config.attr("origin_protocol_policy");
        // With clear text alone the list is asked for, and not used.
        let uses_tls = policy.judge(|policy| policy.string().test(|text| text == "http-only")).not();
        if config.is_absent() || uses_tls == Answer::No {
            continue;
        }
        judge(cx, distribution, origin, config.attr("origin_ssl_protocols"), uses_tls);
    }
    if origins.may_have_more() {
        cx.undecided(origins);
    }
}

fn judge(cx: &mut Context<'_>, distribution: Resource<'_>, origin: Value<'_>, protocols: Value<'_>, uses_tls: Answer) {
    let is_old = |value: Value<'_>| value.string().test(|text| OLD.contains(&text));
    let more = if protocols.may_have_more() { Answer::Unknown } else { Answer::No };
    let old = protocols.each().fold(more, |answer, one| answer.or(one.judge(is_old)));
    match old.and(uses_tls) {
        Answer::No => {}
        Answer::Unknown => {
            let unknown = protocols.each().find(Value::is_unknown).unwrap_or(protocols);
            cx.undecided(if unknown.is_unknown() || unknown.may_have_more() { unknown } else { origin });
        }
        answer @ (Answer::Yes | Answer::Possible) => {
            let names: Vec<String> = protocols
                .each()
                .filter_map(|one| one.string().known())
                .filter(|name| OLD.contains(name))
                .map(|name| format!("`{name}`"))
                .collect();
            let names = if names.is_empty() { "old versions of TLS".to_owned() } else { names.join(" and ") };
            let first = protocols.each().find(|one| is_old(*one) == Answer::Yes).unwrap_or(protocols);
            let id = origin.attr("origin_id").string().known().unwrap_or("");
            let found = cx
                .report(first, format!("`{}` may use {names} with its origin `{id}`", distribution.address()))
                .because("TLS before 1.2 is deprecated (RFC 8996): an attacker between edge and origin can force the connection down to it and exploit known weaknesses")
                .help("set `origin_ssl_protocols = [\"TLSv1.2\"]`; CloudFront uses TLS 1.3 where the origin supports it")
                .fix_set(protocols, Json::List(vec![Json::from("TLSv1.2")]))
                .fix_is_unsafe();
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}
