//! The services of one project, and who waits for whom.
//!
//! References never cross projects, and names are unique within one: a *stack* is the services of one root in one
//! variant, found by name.

use tollgate_sdk::{Answer, Existence, Place, Read, Resource, Value, View};

pub const SERVICE: &str = "compose/service";

/// The services of one project.
#[derive(Clone, Debug)]
pub struct Stack<'a> {
    services: Vec<Resource<'a>>,
}

/// The stacks of a view, in the order of their first service.
pub fn stacks(view: View<'_>) -> Vec<Stack<'_>> {
    let mut stacks: Vec<Stack<'_>> = Vec::new();
    for service in view.of(SERVICE).filter(|service| service.exists() != Existence::No) {
        match stacks.iter_mut().find(|stack| stack.holds_project_of(service)) {
            Some(stack) => stack.services.push(service),
            None => stacks.push(Stack { services: vec![service] }),
        }
    }
    stacks
}

impl<'a> Stack<'a> {
    fn holds_project_of(&self, service: Resource<'a>) -> bool {
        self.services
            .first()
            .is_some_and(|first| (first.root(), first.variant()) == (service.root(), service.variant()))
    }

    /// The services that are containers.
    pub fn services(&self) -> impl Iterator<Item = Resource<'a>> {
        self.services.iter().copied().filter(|service| is_container(*service))
    }

    /// All others that are containers.
    pub fn others(&self, than: Resource<'a>) -> impl Iterator<Item = Resource<'a>> {
        self.services().filter(move |service| *service != than)
    }

    pub fn service(&self, name: &str) -> Option<Resource<'a>> {
        self.services().find(|service| service.name() == name)
    }

    /// What `service` waits for.
    pub fn dependencies(&self, service: Resource<'a>) -> impl Iterator<Item = Dependency<'a>> + use<'a> {
        let short = service.attr("depends_on_short");
        service.attr("depends_on").entries().map(move |(on, at)| Dependency {
            from: service,
            on,
            at,
            is_short: short.each().any(|name| name.string() == Read::Known(on)),
        })
    }

    /// Who waits for `service`.
    pub fn dependents(&self, service: Resource<'a>) -> impl Iterator<Item = Dependency<'a>> {
        let name = service.name();
        self.others(service).flat_map(|other| self.dependencies(other)).filter(move |dependency| dependency.on == name)
    }

    /// Whether the service is a job that ends: another waits for its end, or it is deployed as one.
    pub fn runs_once(&self, service: Resource<'a>) -> Answer {
        let is_job =
            service.attr("deploy").attr("mode").judge(|mode| mode.string().test(|text| text.ends_with("-job")));
        let open = self.others(service).any(|other| other.attr("depends_on").may_have_more());
        let others = if open { Answer::Unknown } else { Answer::No };
        self.dependents(service)
            .map(|dependency| dependency.waits_for("service_completed_successfully"))
            .fold(is_job.or(others), Answer::or)
    }
}

/// One entry of `depends_on`.
#[derive(Clone, Copy, Debug)]
pub struct Dependency<'a> {
    pub from: Resource<'a>,
    /// The name of the service that is waited for.
    pub on: &'a str,
    pub at: Value<'a>,
    /// Written as an item of a list, without a condition.
    pub is_short: bool,
}

impl<'a> Dependency<'a> {
    pub fn condition(&self) -> Value<'a> {
        self.at.attr("condition")
    }

    /// Whether the dependent is started no earlier than `condition` says.
    pub fn waits_for(&self, condition: &str) -> Answer {
        self.condition().judge(|value| value.string().or("service_started").test(|text| text == condition))
    }

    /// Whether the dependent is not started without the other.
    pub fn is_required(&self) -> Answer {
        self.at.attr("required").judge(|value| value.bool().or(true).test(|required| required))
    }
}

/// Whether the service is run as a container, rather than by a provider.
pub fn is_container(service: Resource<'_>) -> bool {
    service.attr("provider").is_unset()
}

/// The value when it is written, the resource otherwise.
pub fn place(value: Value<'_>, resource: Resource<'_>) -> Place {
    if value.is_absent() { resource.into() } else { value.into() }
}

/// `` `a`, `b` and `c` ``
pub fn names<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let mut quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    quoted.dedup();
    let last = quoted.pop().unwrap_or_default();
    if quoted.is_empty() { last } else { format!("{} and {last}", quoted.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_read_as_a_list() {
        assert_eq!(names(["a"]), "`a`");
        assert_eq!(names(["a", "b"]), "`a` and `b`");
        assert_eq!(names(["a", "b", "b", "c"]), "`a`, `b` and `c`");
    }
}
