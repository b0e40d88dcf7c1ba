//! Load balancers that one wrong command removes.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::is_off;

pub const RULE: Rule = Rule {
    id: "aws/load-balancer-without-deletion-protection",
    level: Level::Off,
    severity: 20,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["aws_alb", "aws_lb"],
    summary: "A load balancer can be deleted by one command",
    page: include_str!("load_balancer_without_deletion_protection.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R125"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, balancer: Resource<'_>) {
    if balancer.is_data() {
        return;
    }
    let protection = balancer.setting("enable_deletion_protection");
    let message = format!("`{}` can be deleted by one command", balancer.address());
    if let Some(found) = cx.reject(&protection, is_off, message) {
        found
            .because("everything behind it is unreachable at once, and a new load balancer has another address: DNS records that point at the old one have to be changed")
            .help("set `enable_deletion_protection = true`; to delete the load balancer on purpose, switch it off first")
            .fix_setting(&protection, true)
            .fix_is_unsafe();
    }
}
