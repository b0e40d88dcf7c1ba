//! Tasks with the rights of what starts them.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "aws/task-role-is-execution-role",
    level: Level::Warning,
    severity: 40,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_ecs_task_definition"],
    summary: "A task has the role that ECS starts it with",
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
    let message = format!("`{}` runs with the role that ECS starts it with", task.address());
    if let Some(found) = cx.reject(&of_task, |role| is_same(role, of_execution), message) {
        found
            .because("that role may read all secrets that are handed to the task's containers and pull all images: the program has these rights too, and rights that the program is given are used by ECS")
            .help("give the program a role of its own in `task_role_arn`, or none where it calls nothing of AWS")
            .related(of_execution, "the role that ECS starts it with");
    }
}

fn is_same(a: Value<'_>, b: Value<'_>) -> Answer {
    if a.is_unset() || b.is_unset() {
        return Answer::No;
    }
    match (a.target(), b.target(), a.string().known(), b.string().known()) {
        (.., Some(a), Some(b)) => Answer::from(a == b),
        (Some(a), Some(b), ..) if a.address() == b.address() => Answer::from(a.path() == b.path()),
        // Two resources of the code are two roles.
        (Some(_), Some(_), ..) => Answer::No,
        _ => Answer::Unknown,
    }
}
