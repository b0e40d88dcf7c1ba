//! Containers that are told to run as root.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::tasks::each_container;

pub const RULE: Rule = Rule {
    id: "aws/container-as-root",
    level: Level::Warning,
    severity: 45,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_ecs_task_definition"],
    summary: "A container of an ECS task runs as root",
    page: include_str!("container_as_root.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R191"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, task: Resource<'_>) {
    each_container(cx, task, |cx, container| {
        // What runs once before the others, to prepare their volumes, is root for good reason.
        let essential = container.is_essential();
        if essential == Answer::No {
            return;
        }
        let user = container.body.setting("user");
        let message = format!("{} runs as root", container.describe());
        if let Some(found) = cx.reject(&user, |user| is_root(user).and(essential), message) {
            found
                .because("whoever takes over the program is root in the container and, through a hole in the kernel or a mounted folder, on the host")
                .help("name another user (`user = \"1000:1000\"`), and let it own the files that it writes");
        }
    });
}

/// `root`, `0`, `0:1000`: what is before the colon is the user. Where none is named, the image decides, and only it
/// knows.
fn is_root(user: Value<'_>) -> Answer {
    user.string().test(|user| {
        let name = user.split(':').next().unwrap_or_default().trim();
        name == "root" || (!name.is_empty() && name.bytes().all(|digit| digit == b'0'))
    })
}
