//! Tasks that share the network of the machine they run on.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::tasks::is_for_fargate;

pub const RULE: Rule = Rule {
    id: "aws/shared-task-network",
    level: Level::Off,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_ecs_task_definition"],
    summary: "A task has no network interface of its own",
    page: include_str!("shared_task_network.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R186"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, task: Resource<'_>) {
    if task.is_data() {
        return;
    }
    // Fargate supports only `awsvpc`, and machines outside AWS do not support it.
    let elsewhere = is_for_fargate(task).or(is_external(task));
    if elsewhere == Answer::Yes {
        return;
    }
    let mode = task.setting("network_mode");
    let is_shared = |mode: Value<'_>| {
        mode.string().or("bridge").test(|mode| matches!(mode, "bridge" | "host" | "default")).and(elsewhere.not())
    };
    let is_host = mode.value().string().known() == Some("host");
    let with = if is_host {
        "uses the network of its machine directly"
    } else {
        "shares the network interface of its machine"
    };
    let message = format!("`{}` {with}", task.address());
    if let Some(found) = cx.reject(&mode, is_shared, message) {
        found
            .because("all tasks on a machine share its security group, so an attacker in one may connect to whatever the others need; and containers can reach the metadata service, with the credentials of the machine")
            .help("set `network_mode = \"awsvpc\"`, and give its service a `network_configuration` with a security group of its own");
    }
}

/// Whether it is to run on machines outside AWS (ECS Anywhere) only.
fn is_external(task: Resource<'_>) -> Answer {
    let compatibilities = task.attr("requires_compatibilities");
    let is_only_one = compatibilities.each().count() == 1 && !compatibilities.may_have_more();
    let first = compatibilities.each().next().filter(|_| is_only_one);
    first.map_or(Answer::No, |first| first.string().test(|kind| kind == "EXTERNAL"))
}
