//! Distributions that connect to their origin in clear text.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "tls/cloudfront-origin-plaintext",
    level: Level::Warning,
    severity: 59,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_cloudfront_distribution"],
    summary: "A CloudFront distribution connects to its origin in clear text",
    page: include_str!("cloudfront_origin_plaintext.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R054"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, distribution: Resource<'_>) {
    if distribution.is_data() {
        return;
    }
    let origins = distribution.attr("origin");
    for origin in origins.each() {
        let config = origin.block("custom_origin_config");
        if config.is_absent() {
            continue;
        }
        let setting = config.setting("origin_protocol_policy");
        let (website, viewers) = (is_website(origin.attr("domain_name")), viewers_use_http(distribution, origin));
        let plain = |policy: Value<'_>| match policy.string() {
            Read::Known("http-only") => website.not(),
            Read::Known("match-viewer") => website.not().and(viewers),
            Read::Unknown => Answer::Unknown,
            _ => Answer::No,
        };
        let id = origin.attr("origin_id").string().known().unwrap_or("");
        let message = format!("`{}` connects to its origin `{id}` in clear text", distribution.address());
        if setting.value().judge(plain) == Answer::Unknown && !setting.value().is_unknown() {
            let decides = [origin.attr("domain_name"), distribution.attr("default_cache_behavior")];
            cx.undecided(decides.into_iter().find(|value| value.is_unknown()).unwrap_or(config));
        } else if let Some(found) = cx.reject(&setting, plain, message) {
            found
                .because("the padlock that viewers see ends at the edge: between there and the origin an attacker reads and changes requests, cookies and responses")
                .help("give the origin a certificate and set `origin_protocol_policy = \"https-only\"`")
                .fix_setting(&setting, "https-only")
                .fix_is_unsafe();
        }
    }
    if origins.may_have_more() {
        cx.undecided(origins);
    }
}

/// The website endpoint of a bucket speaks HTTP only: there is nothing to switch on.
fn is_website(domain: Value<'_>) -> Answer {
    domain.judge(|domain| {
        if domain.refs().any(|one| one.path().ends_with("website_endpoint")) {
            return Answer::Yes;
        }
        let refers = domain.refs().any(|one| !is_input(one.address()));
        match domain.string() {
            Read::Known(name) => Answer::from(name.contains(".s3-website")),
            // An attribute of something else, such as the name of a load balancer.
            _ if refers => Answer::No,
            _ => Answer::Unknown,
        }
    })
}

/// A variable without a value, which may be anything.
fn is_input(address: &str) -> bool {
    address.starts_with("var.") || address.contains(".var.")
}

/// Whether a behavior that takes HTTP leads to the origin, itself or through a group.
fn viewers_use_http(distribution: Resource<'_>, origin: Value<'_>) -> Answer {
    let id = origin.attr("origin_id");
    let mut answer = Answer::No;
    for name in ["default_cache_behavior", "ordered_cache_behavior"] {
        let behaviors = distribution.attr(name);
        for behavior in behaviors.each() {
            let policy = behavior.attr("viewer_protocol_policy");
            let takes_http = policy.judge(|policy| policy.string().test(|text| text == "allow-all"));
            let target = behavior.attr("target_origin_id");
            answer = answer.or(takes_http.and(same(target, id).or(in_group(distribution, target, id))));
        }
        if behaviors.may_have_more() {
            answer = answer.or(Answer::Unknown);
        }
    }
    answer
}

fn in_group(distribution: Resource<'_>, target: Value<'_>, id: Value<'_>) -> Answer {
    let mut answer = Answer::No;
    for group in distribution.attr("origin_group").each() {
        for member in group.attr("member").each() {
            answer = answer.or(same(group.attr("origin_id"), target).and(same(member.attr("origin_id"), id)));
        }
    }
    answer
}

fn same(one: Value<'_>, other: Value<'_>) -> Answer {
    match (one.string(), other.string()) {
        (Read::Known(one), Read::Known(other)) => Answer::from(one == other),
        (Read::Unknown, _) | (_, Read::Unknown) => Answer::Unknown,
        _ => Answer::No,
    }
}
