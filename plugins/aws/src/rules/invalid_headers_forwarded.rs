//! Load balancers that pass on headers that HTTP does not allow.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{network::is_application, written::is_on};

pub const RULE: Rule = Rule {
    id: "aws/invalid-headers-forwarded",
    level: Level::Info,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_lb", "aws_alb"],
    summary: "A load balancer passes on headers with invalid names",
    page: include_str!("invalid_headers_forwarded.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R031"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, balancer: Resource<'_>) {
    let is_application = is_application(balancer);
    if balancer.is_data() || is_application == Answer::No {
        return;
    }
    let drop = balancer.setting("drop_invalid_header_fields");
    let message = format!("`{}` passes on headers with invalid names", balancer.address());
    if is_application == Answer::Unknown && drop.value().judge(is_on) != Answer::Yes {
        cx.undecided(balancer.attr("load_balancer_type"));
        return;
    }
    if let Some(found) = cx.reject(&drop, |value| is_application.and(is_on(value).not()), message) {
        found
            .because("load balancer and application may read such headers differently, so an attacker can hide a second request in the first and slip it past checks")
            .help("set `drop_invalid_header_fields = true`; check first whether clients send headers with underscores, because these are dropped too")
            .fix_setting(&drop, true)
            .fix_is_unsafe();
    }
}
