//! Containers of ECS tasks: a list in JSON, written into a string of the task definition.

use tollgate_sdk::{Answer, Context, Resource, Value};

/// A container of a task definition.
#[derive(Clone, Copy, Debug)]
pub struct Container<'a> {
    pub task: Resource<'a>,
    /// Its definition.
    pub body: Value<'a>,
}

impl<'a> Container<'a> {
    pub fn attr(&self, name: &str) -> Value<'a> {
        self.body.attr(name)
    }

    /// For messages.
    pub fn describe(&self) -> String {
        let address = self.task.address();
        match self.attr("name").string().known() {
            Some(name) => format!("the container `{name}` of `{address}`"),
            None => format!("a container of `{address}`"),
        }
    }

    /// Whether the task stops with it. What is not essential is a helper, or runs once before the others.
    pub fn is_essential(&self) -> Answer {
        self.attr("essential").bool().or(true).test(|essential| essential)
    }

    /// Whether it routes the logs of the others (FireLens).
    pub fn is_log_router(&self) -> bool {
        !self.attr("firelensConfiguration").is_unset()
    }
}

/// Asks `judge` about each container of the task definition, and says that it is undecided where not all are known.
pub fn each_container(cx: &mut Context<'_>, task: Resource<'_>, judge: impl Fn(&mut Context<'_>, Container<'_>)) {
    if task.is_data() {
        return;
    }
    let definitions = task.attr("container_definitions").document();
    for body in definitions.each() {
        if body.is_unknown() {
            cx.undecided(body);
        } else {
            judge(cx, Container { task, body });
        }
    }
    if definitions.may_have_more() {
        cx.undecided(definitions);
    }
}

/// Whether the task is to run on Fargate, whose limits AWS checks itself.
pub fn is_for_fargate(task: Resource<'_>) -> Answer {
    let compatibilities = task.attr("requires_compatibilities");
    if compatibilities.is_unknown() {
        return Answer::Unknown;
    }
    let named = compatibilities
        .each()
        .fold(Answer::No, |answer, one| answer.or(one.string().test(|kind| kind.eq_ignore_ascii_case("FARGATE"))));
    if named == Answer::No && compatibilities.may_have_more() { Answer::Unknown } else { named }
}

/// Whether its containers run on Windows.
pub fn is_windows(task: Resource<'_>) -> Answer {
    task.block("runtime_platform").attr("operating_system_family").starts_with("WINDOWS")
}
