//! Tasks with an address on the internet.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/task-with-public-address",
    level: Level::Info,
    severity: 40,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_ecs_service", "aws_ecs_task_set", "aws_cloudwatch_event_target", "aws_scheduler_schedule"],
    summary: "Tasks get an address on the internet",
    page: include_str!("task_with_public_address.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R193"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() {
        return;
    }
    let assigned = resource.setting(match resource.type_name() {
        "aws_cloudwatch_event_target" => "ecs_target.network_configuration.assign_public_ip",
        "aws_scheduler_schedule" => "target.ecs_parameters.network_configuration.assign_public_ip",
        _ => "network_configuration.assign_public_ip",
    });
    let message = format!("tasks of `{}` get an address on the internet", resource.address());
    if let Some(found) = cx.reject(&assigned, |value| value.bool().test(|on| on), message) {
        found
            .because("if the security group admits too much, attackers reach the program directly, past the load balancer with its TLS and its web firewall")
            .help("run the tasks in private subnets behind a load balancer, with VPC endpoints or a NAT gateway for what they call; then set `assign_public_ip = false`")
            .fix_setting(&assigned, false)
            .fix_is_unsafe();
    }
}
