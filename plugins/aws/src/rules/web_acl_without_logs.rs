//! Web application firewalls without logs.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, View, companions};

use crate::{
    project::{managed, reject_lack},
    written::is_missing,
};

pub const RULE: Rule = Rule {
    id: "aws/web-acl-without-logs",
    level: Level::Off,
    severity: 20,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "aws_wafv2_web_acl",
        "aws_wafv2_web_acl_logging_configuration",
        "aws_waf_web_acl",
        "aws_wafregional_web_acl",
    ],
    summary: "A web ACL writes no logs",
    page: include_str!("web_acl_without_logs.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R143"],
    check: Check::Project(check),
};

const WHY: &str = "without logs nobody sees which requests were blocked by mistake, or how an attack got through";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for acl in managed(view, &["aws_wafv2_web_acl"]) {
        let found = companions(view, acl, &["aws_wafv2_web_acl_logging_configuration"], "resource_arn", &[]);
        if let Some(found) = reject_lack(cx, acl, &found, message(acl)) {
            let _finding = found
                .because(WHY)
                .help("add an `aws_wafv2_web_acl_logging_configuration` for it; a `logging_filter` that keeps only blocked and counted requests saves costs");
        }
    }
    for acl in managed(view, &["aws_waf_web_acl", "aws_wafregional_web_acl"]) {
        let setting = acl.setting("logging_configuration.log_destination");
        if let Some(found) = cx.reject(&setting, is_missing, message(acl)) {
            let _finding = found
                .because(WHY)
                .help("move to WAF v2, because AWS has ended WAF Classic; until then, add `logging_configuration` with a Firehose stream")
                .if_exists(acl);
        }
    }
}

fn message(acl: Resource<'_>) -> String {
    format!("`{}` writes no logs", acl.address())
}
