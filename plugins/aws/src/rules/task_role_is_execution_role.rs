//! Tasks that run with their execution role.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "aws/task-role-is-execution-role",
    level: Level::Warning,
    severity: 40,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_ecs_task_definition"],
    summary: "A task runs with its execution role",
    page: include_str!("task_role_is_execution_role.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R192"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, task: Resource<'_>) {
    if task.is_data() {
        return;
    }
    let (of_task, of_execution) = (task.setting("task_role_arn"), task.attr("execution_role_arn"));
    let message = format!("`{}` runs with its execution role", task.address());
    if let Some(found) = cx.reject(&of_task, |role| is_same(role, of_execution), message) {
        found
            .because("the execution role may fetch all secrets of the containers and pull their images: whoever takes over the program can do that too")
            .help("give the program a role of its own in `task_role_arn`, or none if it does not call AWS")
            .related(of_execution, "the execution role");
    }
}

fn is_same(a: Value<'_>, b: Value<'_>) -> Answer {
    if a.is_unset() || b.is_unset() {
        return Answer::No;
    }
    match (a.target(), b.target(), a.string().known(), b.string().known()) {
        (.., Some(a), Some(b)) => Answer::from(a == b),
        (Some(a), Some(b), ..) if a.address() == b.address() => Answer::from(a.path() == b.path()),
        // Two resources are two roles.
        (Some(_), Some(_), ..) => Answer::No,
        _ => Answer::Unknown,
    }
}
