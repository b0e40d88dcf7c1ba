//! Containers of which nobody knows whether they work.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::tasks::{Container, each_container};

pub const RULE: Rule = Rule {
    id: "aws/container-without-health-check",
    level: Level::Off,
    severity: 30,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_ecs_task_definition"],
    summary: "An essential container of an ECS task has no health check",
    page: include_str!("container_without_health_check.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R188"],
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
    let command = container.body.setting("healthCheck.command");
    let message = format!("{} has no health check", container.describe());
    let is_missing = |command: Value<'_>| {
        let is_off = || command.each().next().map_or(Answer::Yes, |first| first.string().test(|word| word == "NONE"));
        let answer = match () {
            () if command.is_unset() => Answer::Yes,
            () if command.is_unknown() => Answer::Unknown,
            () => is_off(),
        };
        answer.and(essential)
    };
    if let Some(found) = cx.reject(&command, is_missing, message) {
        found
            .because("ECS only sees that the process runs: one that hangs counts as healthy, deployments go on with it, and nothing replaces it. ECS ignores the `HEALTHCHECK` of an image")
            .help("add `healthCheck = { command = [\"CMD-SHELL\", \"…\"] }` with a command that the image contains; behind a load balancer, the health check of the target group is enough");
    }
}
