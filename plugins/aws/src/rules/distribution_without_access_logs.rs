//! CloudFront distributions without access logs.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View, companions};

use crate::{
    project::{managed, reject_lack},
    written::is_missing,
};

pub const RULE: Rule = Rule {
    id: "aws/distribution-without-access-logs",
    level: Level::Off,
    severity: 20,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_cloudfront_distribution", "aws_cloudwatch_log_delivery_source"],
    summary: "A CloudFront distribution writes no access logs",
    page: include_str!("distribution_without_access_logs.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R137"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for distribution in managed(view, &["aws_cloudfront_distribution"]) {
        let bucket = distribution.setting("logging_config.bucket").value();
        let live = distribution.setting("default_cache_behavior.realtime_log_config_arn").value();
        let (no_bucket, no_live) = (bucket.judge(is_missing), live.judge(is_missing));
        if no_bucket == Answer::No || no_live == Answer::No {
            continue;
        }
        let found = companions(view, distribution, &["aws_cloudwatch_log_delivery_source"], "resource_arn", &[]);
        if found.any() == Answer::No && no_bucket.and(no_live) != Answer::Yes {
            cx.undecided(if no_bucket == Answer::Yes { live } else { bucket });
            continue;
        }
        let message = format!("`{}` writes no access logs", distribution.address());
        if let Some(found) = reject_lack(cx, distribution, &found, message) {
            let _finding = found
                .because("CloudFront answers most requests from its caches, so the logs of the origin do not show them: nobody can tell where a scan or a flood came from")
                .help("deliver its access logs with `aws_cloudwatch_log_delivery_source`, or add `logging_config` with a bucket");
        }
    }
}
