//! Load balancers without access logs.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/load-balancer-without-access-logs",
    level: Level::Off,
    severity: 20,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_lb", "aws_alb", "aws_elb"],
    summary: "A load balancer writes no access logs",
    page: include_str!("load_balancer_without_access_logs.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R136"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, balancer: Resource<'_>) {
    if balancer.is_data() {
        return;
    }
    let is_classic = balancer.type_name() == "aws_elb";
    // Logs of network load balancers cover connections with TLS only, gateways have none.
    let is_application = balancer
        .attr("load_balancer_type")
        .judge(|ty| ty.string().or("application").test(|ty| is_classic || ty == "application"));
    let block = balancer.block("access_logs");
    let setting = balancer.setting("access_logs.enabled");
    // In the block of a classic one they are on unless it says otherwise.
    let default = is_classic && !block.is_unset();
    let message = format!("`{}` writes no access logs", balancer.address());
    let found = cx.reject(&setting, |value| value.bool().or(default).test(|on| !on).and(is_application), message);
    if let Some(found) = found {
        let found = found
            .because("after an incident nobody can tell which requests came from where, and what was answered")
            .help("add `access_logs` with a bucket, and `enabled = true`; the policy of the bucket must let `logdelivery.elasticloadbalancing.amazonaws.com` write to it");
        // The bucket is yours to choose.
        if !block.is_unset() {
            found.fix_setting(&setting, true).fix_is_unsafe();
        }
    }
}
