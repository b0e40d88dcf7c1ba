//! Distributions that serve HTTP.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "tls/cloudfront-plaintext",
    level: Level::Error,
    severity: 74,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_cloudfront_distribution"],
    summary: "A CloudFront distribution serves HTTP in clear text",
    page: include_str!("cloudfront_plaintext.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R053"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, distribution: Resource<'_>) {
    if distribution.is_data() {
        return;
    }
    for name in ["default_cache_behavior", "ordered_cache_behavior"] {
        let behaviors = distribution.attr(name);
        for behavior in behaviors.each() {
            let setting = behavior.setting("viewer_protocol_policy");
            let path = behavior.attr("path_pattern").string().known().unwrap_or("*");
            let message = format!("`{}` serves HTTP in clear text for `{path}`", distribution.address());
            if let Some(found) = cx.reject(&setting, |policy| policy.string().test(|text| text == "allow-all"), message)
            {
                found
                    .because("an attacker between viewer and edge reads and changes requests and responses, cookies and scripts included")
                    .help("set `viewer_protocol_policy = \"redirect-to-https\"`, or `https-only` for an API")
                    .fix_setting(&setting, "redirect-to-https")
                    .fix_is_unsafe();
            }
        }
        if behaviors.may_have_more() {
            cx.undecided(behaviors);
        }
    }
}
