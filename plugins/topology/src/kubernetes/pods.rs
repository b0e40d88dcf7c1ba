//! Pods, whatever makes them, and the ports on which they listen.

use tollgate_sdk::{Answer, Existence, Read, Resource, Value};

use crate::ports::Range;

/// What makes pods, and their template.
#[derive(Clone, Copy, Debug)]
pub struct Pods<'a> {
    pub workload: Resource<'a>,
    template: Value<'a>,
}

/// A port of a container.
#[derive(Clone, Copy, Debug)]
pub struct Port<'a> {
    pub name: Option<&'a str>,
    pub number: Read<u16>,
    pub protocol: Protocol,
    pub written: Value<'a>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Protocol {
    Tcp,
    Udp,
    /// SCTP, which has ports of its own.
    Other,
    Unknown,
}

impl Protocol {
    pub fn new(value: Value<'_>) -> Self {
        match value.string().or("TCP") {
            Read::Known("TCP") => Self::Tcp,
            Read::Known("UDP") => Self::Udp,
            Read::Known(_) => Self::Other,
            _ => Self::Unknown,
        }
    }
}

impl<'a> Pods<'a> {
    pub fn of(workload: Resource<'a>) -> Self {
        let spec = workload.attr("spec");
        let template = match workload.type_name().rsplit('/').next() {
            Some("Pod") => workload.body(),
            Some("CronJob") => spec.attr("jobTemplate").attr("spec").attr("template"),
            _ => spec.attr("template"),
        };
        Self { workload, template }
    }

    pub fn spec(&self) -> Value<'a> {
        self.template.attr("spec")
    }

    /// A label of the pods, else of what makes them.
    pub fn label(&self, key: &str) -> Value<'a> {
        let own = self.template.attr("metadata").attr("labels").attr(key);
        if own.is_unset() { self.workload.attr("metadata").attr("labels").attr(key) } else { own }
    }

    /// Whether they are in the network of their node, where no policy holds.
    pub fn is_on_host(&self) -> Answer {
        self.spec().attr("hostNetwork").judge(|value| value.bool().test(|on| on))
    }

    /// Whether they are there for longer than a task, such as a test of a chart, and so may serve others.
    pub fn keep_running(&self) -> bool {
        let hook = self.workload.attr("metadata").attr("annotations").attr("helm.sh/hook");
        !self.workload.type_name().starts_with("batch/") && hook.is_unset()
    }

    pub fn exists(&self) -> Answer {
        existence(self.workload)
    }

    /// The container that the pods are about: the one that says so, the one that is called as the workload is, else
    /// the first.
    pub fn main_container(&self) -> Value<'a> {
        let annotations = self.template.attr("metadata").attr("annotations");
        let default = annotations.attr("kubectl.kubernetes.io/default-container").string().known();
        let containers = self.spec().attr("containers");
        let workload = self.workload.name();
        let by_name = |is_it: &dyn Fn(&str) -> bool| {
            containers.each().find(|one| one.attr("name").string().known().is_some_and(is_it))
        };
        let is_called =
            |name: &str| workload.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('-'));
        by_name(&|name| Some(name) == default)
            .or_else(|| by_name(&is_called))
            .or_else(|| containers.each().next())
            .unwrap_or(containers)
    }

    /// Ports of its containers, those that run beside the main ones included.
    pub fn ports(&self) -> impl Iterator<Item = Port<'a>> + use<'a> {
        let spec = self.spec();
        let containers = ["containers", "initContainers"].into_iter().flat_map(move |list| spec.attr(list).each());
        containers.flat_map(|one| one.attr("ports").each()).map(|port| Port {
            name: port.attr("name").string().known(),
            number: number(port.attr("containerPort")),
            protocol: Protocol::new(port.attr("protocol")),
            written: port,
        })
    }

    /// Whether not all of its ports are listed here.
    pub fn may_have_more_ports(&self) -> bool {
        let containers = self.spec().attr("containers");
        containers.may_have_more() || containers.each().any(|one| one.attr("ports").may_have_more())
    }

    /// Those of `ranges` on which it says that it listens.
    pub fn listens_within(&self, ranges: &[Range]) -> Vec<u16> {
        let numbers = self.ports().filter_map(|port| port.number.known());
        numbers.filter(|number| ranges.iter().any(|(from, to)| (*from..=*to).contains(number))).collect()
    }
}

pub fn existence(resource: Resource<'_>) -> Answer {
    match resource.exists() {
        Existence::Yes => Answer::Yes,
        Existence::Unknown => Answer::Possible,
        Existence::No => Answer::No,
    }
}

/// A port by its number; what is no such number is not known.
pub fn number(value: Value<'_>) -> Read<u16> {
    match value.int() {
        Read::Known(port) => u16::try_from(port).map_or(Read::Unknown, Read::Known),
        Read::Absent => Read::Absent,
        Read::Null => Read::Null,
        Read::Unknown => Read::Unknown,
    }
}
