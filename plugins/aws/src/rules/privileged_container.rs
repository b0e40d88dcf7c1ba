//! Containers that are root on their machine.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::tasks::{each_container, each_job_container, pods_of_job};

pub const RULE: Rule = Rule {
    id: "aws/privileged-container",
    level: Level::Error,
    severity: 80,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_ecs_task_definition", "aws_batch_job_definition"],
    summary: "A container of a task or job has all rights on its machine",
    page: include_str!("privileged_container.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R191"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.type_name() == "aws_ecs_task_definition" {
        each_container(cx, resource, |cx, one| judge(cx, one.body, "privileged", &one.describe()));
    } else {
        each_job_container(cx, resource, |cx, body, name| judge(cx, body, "privileged", name));
        for pod in pods_of_job(resource) {
            judge(cx, pod, "security_context.privileged", &format!("a container of `{}`", resource.address()));
        }
    }
}

fn judge(cx: &mut Context<'_>, container: Value<'_>, argument: &str, name: &str) {
    let privileged = container.setting(argument);
    if let Some(found) = cx.reject(&privileged, |value| value.bool().test(|on| on), format!("{name} is privileged")) {
        found
            .because("it has all devices and all rights of root on its machine: whoever breaks into it takes over the machine, the credentials of its role, and all other tasks on it")
            .help("remove `privileged`, and give it the capability or device that it needs with `linuxParameters`")
            .fix_setting(&privileged, false)
            .fix_is_unsafe();
    }
}
