//! The services of one project, and who waits for whom.
//!
//! References never cross projects, and names are unique within one: a *stack* is the services of one root in one
//! variant, found by name.

use std::collections::{BTreeMap, BTreeSet};

use tollgate_sdk::{Answer, Existence, Place, Resource, Value, View};

pub const SERVICE: &str = "compose/service";

/// The services of one project that are containers.
#[derive(Clone, Debug, Default)]
pub struct Stack<'a> {
    services: Vec<Resource<'a>>,
    by_name: BTreeMap<&'a str, Resource<'a>>,
    /// By the name of who is waited for.
    dependents: BTreeMap<&'a str, Vec<Dependency<'a>>>,
    /// Those that may wait for others that are not known.
    open: Vec<Resource<'a>>,
}

/// The stacks of a view.
pub fn stacks(view: View<'_>) -> Vec<Stack<'_>> {
    let mut stacks: BTreeMap<(&str, &str), Stack<'_>> = BTreeMap::new();
    for service in view.of(SERVICE).filter(|service| service.exists() != Existence::No && is_container(*service)) {
        stacks.entry((service.root(), service.variant())).or_default().add(service);
    }
    stacks.into_values().collect()
}

/// Looks at each service of a view within its stack.
pub fn each_service<'a>(view: View<'a>, mut look: impl FnMut(&Stack<'a>, Resource<'a>)) {
    for stack in stacks(view) {
        stack.services().for_each(|service| look(&stack, service));
    }
}

impl<'a> Stack<'a> {
    fn add(&mut self, service: Resource<'a>) {
        self.services.push(service);
        self.by_name.insert(service.name(), service);
        for dependency in dependencies(service) {
            self.dependents.entry(dependency.on).or_default().push(dependency);
        }
        if service.attr("depends_on").may_have_more() {
            self.open.push(service);
        }
    }

    pub fn services(&self) -> impl Iterator<Item = Resource<'a>> {
        self.services.iter().copied()
    }

    pub fn others(&self, than: Resource<'a>) -> impl Iterator<Item = Resource<'a>> {
        self.services().filter(move |service| *service != than)
    }

    pub fn service(&self, name: &str) -> Option<Resource<'a>> {
        self.by_name.get(name).copied()
    }

    /// Who waits for `service`.
    pub fn dependents(&self, service: Resource<'a>) -> impl Iterator<Item = Dependency<'a>> {
        self.dependents.get(service.name()).into_iter().flatten().copied()
    }

    /// Whether the service is a job that ends: another waits for its end, or it is deployed as one.
    pub fn runs_once(&self, service: Resource<'a>) -> Answer {
        let mode = service.attr("deploy").attr("mode");
        let is_job = mode.judge(|mode| mode.string().test(|text| text.ends_with("-job")));
        let may_be = if self.open.iter().any(|other| *other != service) { Answer::Unknown } else { Answer::No };
        self.dependents(service)
            .map(|dependency| dependency.waits_for("service_completed_successfully"))
            .fold(is_job.or(may_be), Answer::or)
    }
}

/// What `service` waits for.
pub fn dependencies(service: Resource<'_>) -> impl Iterator<Item = Dependency<'_>> {
    let short: BTreeSet<&str> =
        service.attr("depends_on_short").each().filter_map(|name| name.string().known()).collect();
    let entries = service.attr("depends_on").entries();
    entries.map(move |(on, at)| Dependency { from: service, on, at, is_short: short.contains(on) })
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
