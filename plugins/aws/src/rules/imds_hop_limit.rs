//! Instances whose credentials their containers may fetch.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/imds-hop-limit",
    level: Level::Off,
    severity: 40,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["aws_instance", "aws_spot_instance_request", "aws_launch_template", "aws_launch_configuration"],
    summary: "Containers can reach the metadata service of their instance",
    page: include_str!("imds_hop_limit.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R019"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, machine: Resource<'_>) {
    if machine.is_data() {
        return;
    }
    let limit = machine.setting("metadata_options.http_put_response_hop_limit");
    let message = format!("containers on `{}` can reach its metadata service", machine.address());
    if let Some(found) = cx.reject(&limit, |limit| limit.int().test(|limit| limit > 1), message) {
        found
            .because("with a limit above 1, the session token reaches the network of the containers: whoever takes over one container gets the credentials of the whole instance")
            .help("set `http_put_response_hop_limit = 1` and give containers roles of their own: IAM roles for service accounts or Pod Identity in EKS, task roles in ECS")
            .fix_setting(&limit, 1_i64)
            .fix_is_unsafe();
    }
}
