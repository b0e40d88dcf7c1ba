//! Containers of ECS tasks: a list in JSON, written into a string of the task definition; and those of Batch jobs.

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

/// Asks `judge` about each container of a job definition of Batch, with words for it: the one of a simple job, those of
/// a job as a task of ECS, and those of each range of nodes. Says that it is undecided where not all are known. Jobs in
/// a cluster of EKS are written in blocks, see [`pods_of_job`].
pub fn each_job_container(cx: &mut Context<'_>, job: Resource<'_>, judge: impl Fn(&mut Context<'_>, Value<'_>, &str)) {
    if job.is_data() {
        return;
    }
    let mut found = vec![job.attr("container_properties").document()];
    let mut open = Vec::new();
    let mut tasks = vec![job.attr("ecs_properties").document().attr("taskProperties")];
    let ranges = job.attr("node_properties").document().attr("nodeRangeProperties");
    open.extend(ranges.may_have_more().then_some(ranges));
    for range in ranges.each() {
        found.push(range.attr("container"));
        tasks.push(range.attr("ecsProperties").attr("taskProperties"));
    }
    for tasks in tasks {
        open.extend(tasks.may_have_more().then_some(tasks));
        for containers in tasks.each().map(|task| task.attr("containers")) {
            open.extend(containers.may_have_more().then_some(containers));
            found.extend(containers.each());
        }
    }
    for body in found.into_iter().filter(|body| !body.is_unset()) {
        if body.is_unknown() {
            cx.undecided(body);
        } else if body.attr("name").is_unset() {
            judge(cx, body, &format!("`{}`", job.address()));
        } else {
            judge(cx, body, &Container { task: job, body }.describe());
        }
    }
    for list in open {
        cx.undecided(list);
    }
}

/// The containers of a job definition of Batch that runs in a cluster of EKS.
pub fn pods_of_job(job: Resource<'_>) -> impl Iterator<Item = Value<'_>> {
    let pod = job.block("eks_properties").block("pod_properties");
    let lists = ["containers", "init_containers"].into_iter().flat_map(move |name| pod.attr(name).each());
    lists.filter(move |_| !job.is_data())
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
