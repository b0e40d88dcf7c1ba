//! Containers whose output is kept nowhere.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::tasks::{Container, each_container};

pub const RULE: Rule = Rule {
    id: "aws/container-without-logs",
    level: Level::Warning,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_ecs_task_definition"],
    summary: "A container of an ECS task keeps no logs",
    page: include_str!("container_without_logs.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R189"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, task: Resource<'_>) {
    each_container(cx, task, judge);
}

fn judge(cx: &mut Context<'_>, container: Container<'_>) {
    let essential = container.is_essential();
    if essential == Answer::No || container.is_log_router() {
        return;
    }
    let driver = container.body.setting("logConfiguration.logDriver");
    let message = format!("{} keeps no logs", container.describe());
    let is_lost = |driver: Value<'_>| {
        let answer = if driver.is_unset() { Answer::Yes } else { driver.string().test(|driver| driver == "none") };
        answer.and(essential)
    };
    if let Some(found) = cx.reject(&driver, is_lost, message) {
        found
            .because("on Fargate its output is discarded, on an EC2 instance it is lost with the container: after a crash or a break-in there is nothing to read")
            .help("add a `logConfiguration`, such as the driver `awslogs` with `awslogs-group`, `awslogs-region` and `awslogs-stream-prefix`");
    }
}
