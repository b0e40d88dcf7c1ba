//! Ways from outside of the cluster to pods: Services with an address of their own, routes, ports of the node.

use tollgate_sdk::{Answer, Read, Resource, Value, View};

use super::{
    model::{Model, PodsId, Who},
    pods::{existence, number},
    policies::selected,
};
use crate::{
    cidr::Cidr,
    glob,
    rules_of_group::Direction,
    types::{POD_SERVICE, ROUTES},
};

/// One way to the pods of one workload.
#[derive(Clone, Debug)]
pub struct Exposure<'a> {
    pub pods: PodsId,
    pub how: How,
    /// The Service or the Ingress; the workload for ports of its node.
    pub by: Resource<'a>,
    pub at: Value<'a>,
    /// Ports that it opens outside, as far as they are known.
    pub ports: Vec<u16>,
    /// Yes: it is open. Possible: only policies are in the way, or it may not exist. Unknown: what decides is not known.
    pub answer: Answer,
    /// Whether policies close it, and nothing else.
    pub is_guarded: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    LoadBalancer,
    NodePort,
    ExternalAddress,
    /// An Ingress, or a route of a Gateway.
    Route,
    HostPort,
}

impl Exposure<'_> {
    /// Why it is only possible, where that is so.
    pub fn guard(&self) -> Option<(Value<'_>, &'static str)> {
        self.is_guarded.then(|| (self.by.body(), "only NetworkPolicies close this way: one more rule, and it is open"))
    }

    /// Where it begins: `port 5432 of a load balancer`.
    pub fn what(&self) -> String {
        let ports: Vec<_> = self.ports.iter().map(u16::to_string).collect();
        let ports = match ports.len() {
            0 => String::new(),
            1 => format!("port {} of ", ports[0]),
            _ => format!("ports {} of ", crate::ports::join(&ports)),
        };
        let of = match self.how {
            How::LoadBalancer => "a load balancer",
            How::NodePort => "every node",
            How::ExternalAddress => "an external address",
            How::Route => return "outside".to_owned(),
            How::HostPort => "the node that it runs on",
        };
        format!("{ports}{of}")
    }
}

/// All of them.
pub fn exposures<'a>(model: &Model<'a>, view: View<'a>) -> Vec<Exposure<'a>> {
    let find = |resource: Resource<'a>| model.find(resource);
    let mut all = Vec::new();
    for service in view.of(POD_SERVICE) {
        let spec = service.attr("spec");
        let opened = opened(service);
        let routes: Vec<_> = service
            .referrers()
            .filter(|(from, _)| ROUTES.iter().any(|ty| glob::matches(ty, from.type_name())))
            .collect();
        if opened.is_none() && routes.is_empty() {
            continue;
        }
        for (pods, selects) in selected(spec, &find) {
            let answer = selects.and(existence(service)).and(model.all[pods].pods.exists());
            if let Some((how, at, ports, open)) = &opened {
                let through = model.lets(Direction::Ingress, pods, Who::World, None);
                let answer = answer.and(*open).and(guarded(through));
                all.push(Exposure {
                    pods,
                    how: *how,
                    by: service,
                    at: *at,
                    ports: ports.clone(),
                    answer,
                    is_guarded: through == Answer::No,
                });
            }
            for (route, at) in &routes {
                let through = from_edge(model, pods);
                let answer = answer.and(existence(*route)).and(guarded(through));
                all.push(Exposure {
                    pods,
                    how: How::Route,
                    by: *route,
                    at: *at,
                    ports: Vec::new(),
                    answer,
                    is_guarded: through == Answer::No,
                });
            }
        }
    }
    for (pods, group) in model.all.iter().enumerate() {
        for port in group.pods.ports() {
            let host = port.written.attr("hostPort");
            let is_local = port.written.attr("hostIP").string().known().is_some_and(|ip| ip.starts_with("127."));
            if let (Read::Known(number), false) = (number(host), is_local || group.is_on_host()) {
                let by = group.pods.workload;
                let through = model.lets(Direction::Ingress, pods, Who::World, None);
                let answer = group.pods.exists().and(guarded(through));
                all.push(Exposure {
                    pods,
                    how: How::HostPort,
                    by,
                    at: host,
                    ports: vec![number],
                    answer,
                    is_guarded: through == Answer::No,
                });
            }
        }
    }
    all.sort_by_key(|one| (one.pods, one.at.node()));
    all
}

/// A way that policies close is one that they alone close.
fn guarded(through: Answer) -> Answer {
    if through == Answer::Yes { Answer::Yes } else { Answer::Possible }
}

/// Whether anybody of an edge tier gets through to pods.
pub fn from_edge(model: &Model<'_>, to: PodsId) -> Answer {
    let edges = || model.policy.tiers().filter(|tier| model.policy.is_edge(*tier));
    let here = model.all.iter().enumerate().filter(|(_, group)| {
        group.is_near(&model.all[to]) && group.belongs.tier().is_some_and(|tier| model.policy.is_edge(tier))
    });
    let from_here = here.map(|(id, _)| model.connects(Who::Pods(id), to, None)).fold(Answer::No, Answer::or);
    edges().map(|tier| model.connects(Who::Tier(tier), to, None)).fold(from_here, Answer::or)
}

/// Annotations of load balancers that face only the own network, with what they say then.
const INTERNAL: &[(&str, &[&str])] = &[
    ("service.beta.kubernetes.io/aws-load-balancer-internal", &["true", "0.0.0.0/0"]),
    ("service.beta.kubernetes.io/aws-load-balancer-scheme", &["internal"]),
    ("service.beta.kubernetes.io/azure-load-balancer-internal", &["true"]),
    ("networking.gke.io/load-balancer-type", &["Internal"]),
    ("cloud.google.com/load-balancer-type", &["Internal"]),
    ("service.beta.kubernetes.io/oci-load-balancer-internal", &["true"]),
    ("service.beta.kubernetes.io/openstack-internal-load-balancer", &["true"]),
];

/// How a Service is reached from outside of the cluster: what says so, and on which ports.
fn opened(service: Resource<'_>) -> Option<(How, Value<'_>, Vec<u16>, Answer)> {
    let spec = service.attr("spec");
    let ty = spec.attr("type");
    let ports = |field: &str| spec.attr("ports").each().filter_map(|port| number(port.attr(field)).known()).collect();
    let external = spec.attr("externalIPs");
    if external.each().next().is_some() {
        return Some((How::ExternalAddress, external, ports("port"), Answer::Yes));
    }
    match ty.string() {
        Read::Known("LoadBalancer") => {
            let is_internal = internal(service).or(only_some(spec.attr("loadBalancerSourceRanges")));
            let open = is_internal.not();
            (open != Answer::No).then(|| (How::LoadBalancer, ty, ports("port"), open))
        }
        Read::Known("NodePort") => Some((How::NodePort, ty, ports("nodePort"), Answer::Yes)),
        Read::Unknown => {
            let may_be_open = ty.judge(|ty| ty.string().test(|ty| matches!(ty, "LoadBalancer" | "NodePort")));
            (may_be_open != Answer::No).then(|| (How::LoadBalancer, ty, ports("port"), may_be_open))
        }
        _ => None,
    }
}

fn internal(service: Resource<'_>) -> Answer {
    let annotations = service.attr("metadata").attr("annotations");
    let says = |(key, internal): &(&str, &[&str])| {
        annotations.attr(key).judge(|value| value.string().test(|text| internal.contains(&text)))
    };
    INTERNAL.iter().map(says).fold(Answer::No, Answer::or)
}

/// Whether the ranges that a load balancer takes connections from are not everybody.
fn only_some(ranges: Value<'_>) -> Answer {
    let is_world = |range: Value<'_>| range.string().test(|text| Cidr::parse(text).is_some_and(|one| one.is_world()));
    let mut all = ranges.each().peekable();
    if ranges.may_have_more() {
        return Answer::Unknown;
    }
    if all.peek().is_none() {
        return Answer::No;
    }
    all.map(is_world).fold(Answer::No, Answer::or).not()
}
