//! Containers that can change the files of their image.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::tasks::{Container, each_container, is_windows};

pub const RULE: Rule = Rule {
    id: "aws/writable-container-root",
    level: Level::Off,
    severity: 30,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_ecs_task_definition"],
    summary: "A container of a task can change the files of its image",
    page: include_str!("writable_container_root.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R190"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, task: Resource<'_>) {
    // Windows has no such setting.
    let is_windows = is_windows(task);
    if is_windows != Answer::Yes {
        each_container(cx, task, |cx, container| judge(cx, container, is_windows.not()));
    }
}

fn judge(cx: &mut Context<'_>, container: Container<'_>, is_linux: Answer) {
    let read_only = container.body.setting("readonlyRootFilesystem");
    let message = format!("{} can write to the files of its image", container.describe());
    let is_writable = |value: Value<'_>| value.bool().or(false).test(|read_only| !read_only).and(is_linux);
    if let Some(found) = cx.reject(&read_only, is_writable, message) {
        found
            .because("whoever breaks into the program can store tools of their own beside it, or change it")
            .help("set `readonlyRootFilesystem = true`, and mount a volume where the program has to write")
            .fix_setting(&read_only, true)
            .fix_is_unsafe();
    }
}
