//! What containers ask for and what they may use: what they say, what their pod says, and what a LimitRange gives.

use tollgate_sdk::{Answer, Context, Read, Resource, Value, View};

use crate::{
    pods::{Container, ContainerKind, Pod, WORKLOADS, each_container, with_workloads, workloads},
    relations::{are_together, same_namespace},
};

const LIMIT_RANGE: &str = "v1/LimitRange";

/// Workloads, and LimitRanges, which give limits and requests to containers that have none.
pub const TYPES: [&str; WORKLOADS.len() + 1] = with_workloads(&[LIMIT_RANGE]);

/// Of which side of `resources` a rule speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    Limits,
    Requests,
}

impl Side {
    fn field(self) -> &'static str {
        match self {
            Self::Limits => "limits",
            Self::Requests => "requests",
        }
    }

    /// The fields of a LimitRange that decide what a container gets that says nothing.
    fn defaults(self) -> &'static [&'static str] {
        match self {
            Self::Limits => &["default", "max"],
            Self::Requests => &["defaultRequest", "default", "max", "min"],
        }
    }
}

/// The LimitRanges among all objects.
#[derive(Clone, Debug)]
pub struct Ranges<'a>(Vec<Resource<'a>>);

impl<'a> Ranges<'a> {
    pub fn of(view: View<'a>) -> Self {
        Self(view.of(LIMIT_RANGE).collect())
    }

    /// Whether one of them gives it to containers of `workload` that say nothing: one of its namespace, as far as that
    /// is written.
    pub fn give(&self, workload: Resource<'_>, side: Side, name: &str) -> bool {
        let is_near =
            |range: &&Resource<'_>| are_together(**range, workload) && same_namespace(**range, workload) != Answer::No;
        let gives = |limit: Value<'_>| {
            let of_pods = matches!(limit.attr("type").string(), Read::Known(ty) if ty != "Container");
            !of_pods && side.defaults().iter().any(|field| !limit.attr(field).attr(name).is_unset())
        };
        self.0.iter().filter(is_near).any(|range| range.attr("spec").attr("limits").each().any(gives))
    }
}

/// What a container has of something, whoever says so.
#[derive(Clone, Copy, Debug)]
pub struct Share<'a> {
    /// Whether it has any.
    pub answer: Answer,
    /// What its own `resources` say.
    pub own: Value<'a>,
    /// What is in the way of an answer, where that is not known.
    pub open: Value<'a>,
}

impl<'a> Share<'a> {
    /// What is written: zero is none, and a limit without a request is a request as well.
    pub fn written(pod: &Pod<'a>, container: Container<'a>, side: Side, name: &str) -> Self {
        let own = container.resource(side.field(), name);
        let of_pod = pod.spec().attr("resources");
        let both = |resources: Value<'a>| {
            let (asked, limit) = (resources.attr(side.field()).attr(name), resources.attr("limits").attr(name));
            let answer = asked.judge(|value| if value.is_unset() { is_some(limit) } else { is_some(value) });
            (answer, if asked.is_unknown() { asked } else { limit })
        };
        let (answer, open) = both(container.attr("resources"));
        let (of_pod, open_of_pod) = both(of_pod);
        Self { answer: answer.or(of_pod), own, open: if answer == Answer::Unknown { open } else { open_of_pod } }
    }

    /// What is written, or else given by a LimitRange.
    pub fn of(pod: &Pod<'a>, container: Container<'a>, side: Side, name: &str, ranges: &Ranges<'_>) -> Self {
        let written = Self::written(pod, container, side, name);
        let is_open = matches!(written.answer, Answer::No | Answer::Possible);
        // Who asks for nothing in so many words gets nothing.
        let is_given = is_open && own_is_open(written.own) && ranges.give(pod.workload, side, name);
        if is_given { Self { answer: Answer::Yes, ..written } } else { written }
    }

    /// What is written in its place although it means none: `0`.
    pub fn zero(&self) -> Option<&'a str> {
        self.own.string().known()
    }
}

fn own_is_open(own: Value<'_>) -> bool {
    own.is_unset() || own.is_unknown()
}

/// Zero means none.
fn is_some(value: Value<'_>) -> Answer {
    value.judge(|value| value.string().test(|text| text.chars().any(|c| ('1'..='9').contains(&c))))
}

/// Looks at each container of all workloads, with the LimitRanges; not at those for debugging, which have no resources
/// of their own.
pub fn each_share<'a>(
    cx: &mut Context<'_>,
    view: View<'a>,
    look: impl Fn(&mut Context<'_>, &Pod<'_>, Container<'_>, &Ranges<'a>),
) {
    let ranges = Ranges::of(view);
    for workload in workloads(view) {
        each_container(cx, workload, |cx, pod, container| {
            if container.kind != ContainerKind::Ephemeral {
                look(cx, pod, container, &ranges);
            }
        });
    }
}
