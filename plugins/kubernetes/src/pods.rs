//! Pods, whatever makes them: the object itself, or the template in a workload.
//!
//! Rules about pods read every kind that makes them ([`WORKLOADS`]) through one view, so that none has to know
//! where a CronJob keeps its containers.

use tollgate_sdk::{Answer, Context, Place, Read, Resource, Value, View};

/// Types of objects that make pods: those of Kubernetes in all versions, and custom resources of the same shape.
pub const WORKLOADS: &[&str] = &[
    "v1/Pod",
    "v1/PodTemplate",
    "v1/ReplicationController",
    "apps/*/DaemonSet",
    "apps/*/Deployment",
    "apps/*/ReplicaSet",
    "apps/*/StatefulSet",
    "extensions/*/DaemonSet",
    "extensions/*/Deployment",
    "extensions/*/ReplicaSet",
    "batch/*/CronJob",
    "batch/*/Job",
    "argoproj.io/*/Rollout",
    "apps.kruise.io/*",
    "serving.knative.dev/*/Service",
];

/// [`WORKLOADS`] and `others`, for rules that read both; `N` is how many that are.
pub const fn with_workloads<const N: usize>(others: &[&'static str]) -> [&'static str; N] {
    assert!(N == WORKLOADS.len() + others.len(), "room for all");
    let mut types = [""; N];
    let mut at = 0;
    while at < N {
        types[at] = if at < WORKLOADS.len() { WORKLOADS[at] } else { others[at - WORKLOADS.len()] };
        at += 1;
    }
    types
}

/// Those of `view` that make pods: other rules may have had other objects put there.
pub fn workloads<'a>(view: View<'a>) -> impl Iterator<Item = Resource<'a>> + use<'a> {
    view.resources().filter(|object| is_workload(*object))
}

/// Whether an object is of one of [`WORKLOADS`].
pub fn is_workload(object: Resource<'_>) -> bool {
    let ty = object.type_name();
    WORKLOADS.iter().any(|pattern| match pattern.split_once('*') {
        None => *pattern == ty,
        Some((head, tail)) => ty.strip_prefix(head).is_some_and(|rest| rest.ends_with(tail)),
    })
}

/// The last part of a type: `Deployment`.
pub fn kind(object: Resource<'_>) -> &str {
    object.type_name().rsplit('/').next().unwrap_or_default()
}

/// The pods that an object makes.
#[derive(Clone, Copy, Debug)]
pub struct Pod<'a> {
    /// What makes them.
    pub workload: Resource<'a>,
    /// What has their `metadata` and `spec`.
    template: Value<'a>,
}

impl<'a> Pod<'a> {
    pub fn of(workload: Resource<'a>) -> Self {
        let kind = workload.type_name().rsplit('/').next().unwrap_or_default();
        let template = match kind {
            "Pod" => workload.body(),
            "PodTemplate" => workload.attr("template"),
            "CronJob" => workload.attr("spec").attr("jobTemplate").attr("spec").attr("template"),
            _ => workload.attr("spec").attr("template"),
        };
        Self { workload, template }
    }

    /// Whether the object says what they are like: a Rollout may name another object that does.
    pub fn is_written(&self) -> bool {
        !self.template.is_unset()
    }

    pub fn spec(&self) -> Value<'a> {
        self.template.attr("spec")
    }

    pub fn labels(&self) -> Value<'a> {
        self.template.attr("metadata").attr("labels")
    }

    pub fn annotations(&self) -> Value<'a> {
        self.template.attr("metadata").attr("annotations")
    }

    /// Its containers, as far as they are listed, in the order in which they start.
    pub fn containers(&self) -> impl Iterator<Item = Container<'a>> + use<'a> {
        let spec = self.spec();
        ContainerKind::ALL.into_iter().flat_map(move |kind| {
            let list = spec.attr(kind.field());
            list.each().map(move |value| Container { kind, value })
        })
    }

    /// The list of containers that is not wholly known, or what is around it.
    pub fn may_have_more(&self) -> Option<Value<'a>> {
        ContainerKind::ALL.into_iter().map(|kind| self.spec().attr(kind.field())).find(Value::may_have_more)
    }

    /// Whether its nodes run Windows, where most of a `securityContext` has no meaning.
    pub fn is_on_windows(&self) -> Answer {
        let by_name = |value: Value<'_>| value.judge(|value| value.string().test(|text| text == "windows"));
        let selected = self.spec().attr("nodeSelector").attr("kubernetes.io/os");
        by_name(self.spec().attr("os").attr("name")).or(by_name(selected))
    }

    /// Whether its containers are to end: those of jobs, and of a pod that is not started again.
    pub fn is_job(&self) -> Answer {
        match kind(self.workload) {
            "Job" | "CronJob" => Answer::Yes,
            "Pod" => {
                let policy = self.spec().attr("restartPolicy");
                policy.judge(|value| value.string().test(|policy| policy != "Always"))
            }
            _ => Answer::No,
        }
    }

    /// How messages call it.
    pub fn address(&self) -> &'a str {
        self.workload.address()
    }
}

/// What a container is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ContainerKind {
    /// Ends before the others start, or runs beside them (`restartPolicy: Always`).
    Init,
    Main,
    /// Added to a pod that runs, for debugging.
    Ephemeral,
}

impl ContainerKind {
    pub const ALL: [Self; 3] = [Self::Init, Self::Main, Self::Ephemeral];

    /// The field of a pod's `spec` that lists them.
    pub fn field(self) -> &'static str {
        match self {
            Self::Init => "initContainers",
            Self::Main => "containers",
            Self::Ephemeral => "ephemeralContainers",
        }
    }
}

/// One container of a pod.
#[derive(Clone, Copy, Debug)]
pub struct Container<'a> {
    pub kind: ContainerKind,
    pub value: Value<'a>,
}

impl<'a> Container<'a> {
    pub fn attr(&self, name: &str) -> Value<'a> {
        self.value.attr(name)
    }

    pub fn name(&self) -> Read<&'a str> {
        self.attr("name").string()
    }

    /// How messages call it: `` container `web` of `kubernetes:…` ``.
    pub fn describe(&self, pod: &Pod<'_>) -> String {
        let what = if self.kind == ContainerKind::Init { "init container" } else { "container" };
        match self.name() {
            Read::Known(name) => format!("{what} `{name}` of `{}`", pod.address()),
            _ => format!("a {what} of `{}`", pod.address()),
        }
    }

    /// Where a finding about what is not written points: its name.
    pub fn place(&self) -> Place {
        match self.name() {
            Read::Known(_) => self.attr("name").into(),
            _ => self.value.into(),
        }
    }

    /// The value when it is written, else the container.
    pub fn place_of(&self, value: Value<'_>) -> Place {
        if value.is_absent() { self.place() } else { value.into() }
    }

    /// `limits` or `requests` of what it uses, e.g. of `memory`.
    pub fn resource(&self, side: &str, name: &str) -> Value<'a> {
        self.attr("resources").attr(side).attr(name)
    }

    /// A probe: `livenessProbe`, `readinessProbe` or `startupProbe`.
    pub fn probe(&self, name: &str) -> Value<'a> {
        self.attr(name)
    }

    /// Whether it is a server beside the main containers, or one of them, rather than a job that ends.
    pub fn keeps_running(&self) -> Answer {
        match self.kind {
            ContainerKind::Main => Answer::Yes,
            ContainerKind::Ephemeral => Answer::No,
            ContainerKind::Init => {
                self.attr("restartPolicy").judge(|value| value.string().test(|text| text == "Always"))
            }
        }
    }
}

/// Looks at each container of the pods that `workload` makes; says so where there may be others.
pub fn each_container(
    cx: &mut Context<'_>,
    workload: Resource<'_>,
    mut look: impl FnMut(&mut Context<'_>, &Pod<'_>, Container<'_>),
) {
    let pod = Pod::of(workload);
    for container in pod.containers() {
        look(cx, &pod, container);
    }
    if let Some(list) = pod.may_have_more() {
        cx.undecided(list);
    }
}
