//! All services of all projects: what they belong to, whom they meet, and who reaches them from outside.
//!
//! Projects of all roots and variants are in one model, each with networks of its own.

use std::collections::BTreeSet;

use tollgate_sdk::{Answer, Context, Existence, Resource, Value, View};

use crate::{
    compose::{
        networks::{self, Member, Mode, Network, NetworkId, Networks, ServiceId},
        published::{Interface, Port},
        services::{self, Belongs},
    },
    policy::{Claim, Policy, TierId},
    types::SERVICE,
};

#[derive(Debug)]
pub struct Model<'a> {
    pub policy: Policy,
    pub services: Vec<Service<'a>>,
    pub networks: Networks<'a>,
    resources: Vec<Resource<'a>>,
}

#[derive(Debug)]
pub struct Service<'a> {
    pub resource: Resource<'a>,
    pub belongs: Belongs<'a>,
    /// Whether the policy says which services of its project belong where, so that all its flows hold for them.
    pub is_held: bool,
    /// The service whose network it uses; itself, unless `network_mode` names another.
    pub owner: ServiceId,
    /// What it publishes. In host mode nothing is: it listens on the host itself.
    pub ports: Vec<Port<'a>>,
    /// The list of ports, when it may have more.
    pub more_ports: Option<Value<'a>>,
    /// In host mode: what says so.
    pub host_mode: Option<Value<'a>>,
    /// Whether it is on internal networks alone, which Docker publishes nothing from.
    pub is_internal: Answer,
}

/// Two services that reach one another, and where.
#[derive(Clone, Copy, Debug)]
pub struct Meeting<'a> {
    pub network: NetworkId,
    pub with: ServiceId,
    /// What puts the one that is asked about on the network.
    pub here: Value<'a>,
    /// What puts the other one there.
    pub there: Value<'a>,
    /// Both are there for sure.
    pub certain: bool,
}

/// How a service is reached from outside of the host.
#[derive(Clone, Debug)]
pub struct Exposure<'a> {
    pub answer: Answer,
    pub at: Value<'a>,
    /// `port 443`.
    pub what: String,
}

impl<'a> Model<'a> {
    pub fn new(cx: &Context<'_>, view: View<'a>) -> Self {
        let policy = Policy::new(cx.section("topology"));
        let resources: Vec<_> = view.of(SERVICE).filter(|service| is_container(*service)).collect();
        let modes = networks::modes(&resources);
        let services: Vec<_> = resources
            .iter()
            .enumerate()
            .map(|(id, resource)| Service::new(&policy, *resource, networks::owner(&modes, id), &modes))
            .collect();
        let publishes = |id: ServiceId| services[id].ports.first().map(Port::place);
        let networks = Networks::new(view, &resources, &modes, publishes);
        let mut model = Self { policy, services, networks, resources };
        model.find_internal();
        model.hold();
        model
    }

    fn find_internal(&mut self) {
        for (id, service) in self.services.iter_mut().enumerate() {
            let of_engine = self.networks.of(id).iter().map(|id| self.networks.get(*id)).filter(|one| one.is_named());
            let all_internal = of_engine.map(Network::is_internal).reduce(Answer::and).unwrap_or(Answer::No);
            let are_all = if self.networks.may_be_more(id).is_some() { Answer::Unknown } else { Answer::Yes };
            service.is_internal = all_internal.and(are_all);
        }
    }

    /// Whether two services are of one project.
    pub fn are_of_one_project(&self, one: ServiceId, other: ServiceId) -> bool {
        let of = |id: ServiceId| (self.services[id].resource.root(), self.services[id].resource.variant());
        of(one) == of(other)
    }

    /// Where a service is that another one meets, for people.
    pub fn is_here(&self, service: ServiceId, other: ServiceId) -> &'static str {
        if self.are_of_one_project(service, other) {
            "is on it here"
        } else {
            "is on it here, in another project: they meet when both run on one host"
        }
    }

    /// A project is held to the flows when the policy, or one of its labels, says what belongs where.
    fn hold(&mut self) {
        let key = |service: &Service<'a>| (service.resource.root(), service.resource.variant());
        let labelled: BTreeSet<_> = self
            .services
            .iter()
            .filter(|service| matches!(self.policy.claim_by_tags(service.resource), Claim::Yes(_)))
            .map(key)
            .collect();
        for service in &mut self.services {
            service.is_held = self.policy.names_services() || labelled.contains(&key(service));
        }
    }

    /// Who can open connections to a service: each other service once, by its surest way.
    pub fn reached_by(&self, service: ServiceId) -> Vec<Meeting<'a>> {
        self.meetings(service, |_, there| there.opens)
    }

    /// To whom a service can open connections.
    pub fn reaches(&self, service: ServiceId) -> Vec<Meeting<'a>> {
        self.meetings(service, |here, _| here.opens)
    }

    fn meetings(&self, service: ServiceId, connect: impl Fn(&Member<'a>, &Member<'a>) -> bool) -> Vec<Meeting<'a>> {
        let mut found: Vec<Meeting<'a>> = Vec::new();
        for id in self.networks.of(service) {
            let Some(here) = self.networks.member(*id, service) else { continue };
            if !self.networks.get(*id).connects() {
                continue;
            }
            let others = self.networks.members(*id).filter(|there| there.service != service && connect(here, there));
            found.extend(others.map(|there| Meeting {
                network: *id,
                with: there.service,
                here: here.at,
                there: there.at,
                certain: here.certain && there.certain,
            }));
        }
        found.sort_by_key(|meeting| (meeting.with, !meeting.certain));
        found.dedup_by_key(|meeting| meeting.with);
        found
    }

    pub fn is_data(&self, service: ServiceId) -> bool {
        self.services[service].belongs.is_data(&self.policy)
    }

    /// Whether a flow lets the services of one tier in to another. Those that keep data may meet.
    pub fn admits(&self, to: TierId, from: &Belongs<'a>) -> bool {
        from.is_data(&self.policy) || from.tier().is_some_and(|from| from == to || self.policy.has_flow(from, to))
    }

    /// How a service is reached from outside of its host, by the surest way.
    pub fn exposure(&self, service: ServiceId) -> Option<Exposure<'a>> {
        let of = &self.services[service];
        let mut ways: Vec<Exposure<'a>> = Vec::new();
        if let Some(at) = of.host_mode {
            ways.push(Exposure { answer: Answer::Possible, at, what: "the network of the host".to_owned() });
        }
        for port in &of.ports {
            let answer = port.interface.is_world().and(of.publishes());
            let at = if port.interface == Interface::Unknown { port.host_ip() } else { port.place() };
            ways.push(Exposure { answer, at, what: port.host.to_string() });
        }
        if let Some(at) = of.more_ports {
            ways.push(Exposure { answer: Answer::Unknown, at, what: "its ports".to_owned() });
        }
        for wanted in [Answer::Yes, Answer::Possible, Answer::Unknown] {
            if let Some(way) = ways.iter().find(|way| way.answer == wanted) {
                return Some(way.clone());
            }
        }
        None
    }

    /// `` `compose:service/db` of tier `data` ``.
    pub fn named(&self, service: ServiceId) -> String {
        let of = &self.services[service];
        services::named(&self.policy, of.resource, &of.belongs)
    }

    /// Why a service is of its tier, and the place that says so.
    pub fn reason(&self, service: ServiceId) -> (Value<'a>, String) {
        let of = &self.services[service];
        services::reason(&self.policy, of.resource, &of.belongs)
    }

    /// ``network `back` ``.
    pub fn network_name(&self, network: NetworkId) -> String {
        self.networks.get(network).name(&self.resources)
    }
}

/// What a provider gives runs somewhere else.
fn is_container(service: Resource<'_>) -> bool {
    service.exists() != Existence::No && service.attr("provider").is_unset()
}

impl<'a> Service<'a> {
    fn new(policy: &Policy, resource: Resource<'a>, owner: ServiceId, modes: &[Mode<'a>]) -> Self {
        let is_in_host_mode = matches!(modes[owner], Mode::Host);
        let list = resource.attr("ports");
        let (ports, more_ports) = if is_in_host_mode {
            (Vec::new(), None)
        } else {
            (list.each().map(Port::new).collect(), list.may_have_more().then_some(list))
        };
        Self {
            resource,
            belongs: Belongs::new(policy, resource),
            is_held: false,
            owner,
            ports,
            more_ports,
            host_mode: is_in_host_mode.then(|| resource.attr("network_mode")),
            is_internal: Answer::No,
        }
    }

    pub fn exists(&self) -> bool {
        self.resource.exists() == Existence::Yes
    }

    /// Whether the engine publishes its ports: from internal networks Docker does not, and others do.
    pub fn publishes(&self) -> Answer {
        match self.is_internal {
            Answer::No => Answer::Yes,
            _ => Answer::Possible,
        }
    }
}
