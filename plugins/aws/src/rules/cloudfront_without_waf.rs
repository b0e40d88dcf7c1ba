//! Distributions without a firewall for web requests.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::is_missing;

pub const RULE: Rule = Rule {
    id: "aws/cloudfront-without-waf",
    level: Level::Off,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_cloudfront_distribution"],
    summary: "A distribution has no web ACL",
    page: include_str!("cloudfront_without_waf.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R212"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, distribution: Resource<'_>) {
    if distribution.is_data() {
        return;
    }
    let is_enabled = distribution.attr("enabled").judge(|on| on.bool().or(true).test(|on| on));
    if is_enabled == Answer::No {
        return;
    }
    if is_enabled == Answer::Unknown && distribution.attr("web_acl_id").judge(is_missing) == Answer::Yes {
        cx.undecided(distribution.attr("enabled"));
        return;
    }
    let acl = distribution.setting("web_acl_id");
    let message = format!("`{}` has no web ACL", distribution.address());
    if let Some(found) = cx.reject(&acl, |acl| is_enabled.and(is_missing(acl)), message) {
        found
            .because("requests of scanners, password guessers and floods reach the origin unfiltered, and during an attack there is nothing to stop them with")
            .help("set `web_acl_id` to the ARN of an `aws_wafv2_web_acl` of scope `CLOUDFRONT`, created in us-east-1");
    }
}
