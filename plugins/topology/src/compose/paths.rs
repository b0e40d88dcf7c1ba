//! Ways from the internet to a service that avoid a tier.
//!
//! Networks say nothing of direction or port: a chain of services is a way when each shares a network with the
//! next and the first is published. What makes it wrong is not that one of its steps has no flow (those who only
//! happen to share a network with somebody would all be wrong) but that it gets around a tier that every chain
//! of flows passes.

use std::collections::{BTreeSet, VecDeque};

use tollgate_sdk::Answer;

use crate::{
    compose::{
        model::{Meeting, Model},
        networks::{Member, NetworkId, ServiceId},
        services::Belongs,
    },
    policy::TierId,
};

/// Which facts count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Facts {
    /// What is there for sure.
    Certain,
    /// What may be there, too.
    Possible,
    /// Services of unknown tier, and ports of which it is not known who reaches them, too.
    Open,
}

impl Facts {
    pub const ALL: [Self; 3] = [Self::Certain, Self::Possible, Self::Open];

    fn count(self, answer: Answer) -> bool {
        match answer {
            Answer::Yes => true,
            Answer::Possible => self >= Self::Possible,
            Answer::Unknown => self >= Self::Open,
            Answer::No => false,
        }
    }

    fn count_if(self, certain: bool) -> bool {
        certain || self >= Self::Possible
    }

    /// Whether a meeting is one.
    pub fn count_meeting(self, meeting: &Meeting<'_>) -> bool {
        self.count_if(meeting.certain)
    }
}

/// A service on the way, and the network by which it was reached; the first by what it publishes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hop {
    pub by: Option<NetworkId>,
    pub service: ServiceId,
}

/// All that the internet reaches without passing a tier.
#[derive(Debug)]
pub struct Reach {
    /// Per service: the one before it, and its own hop.
    arrivals: Vec<Option<(Option<ServiceId>, Hop)>>,
}

impl Reach {
    /// Looks at each network once: linear in services and networks.
    pub fn new(model: &Model<'_>, avoided: Option<TierId>, facts: Facts) -> Self {
        let mut reach = Self { arrivals: vec![None; model.services.len()] };
        let mut queue = VecDeque::new();
        for (id, service) in model.services.iter().enumerate() {
            let is_exposed = model.exposure(id).is_some_and(|exposure| facts.count(exposure.answer));
            if is_exposed && facts.count_if(service.exists()) && passes(model, id, avoided, facts) {
                reach.arrivals[id] = Some((None, Hop { by: None, service: id }));
                queue.push_back(id);
            }
        }
        let mut done = BTreeSet::new();
        while let Some(at) = queue.pop_front() {
            for id in model.networks.of(at) {
                let opens = |member: &Member<'_>| member.opens && facts.count_if(member.certain);
                let can_open = model.networks.member(*id, at).is_some_and(opens);
                if !can_open || !model.networks.get(*id).connects() || !done.insert(*id) {
                    continue;
                }
                for member in model.networks.members(*id).filter(|member| facts.count_if(member.certain)) {
                    let next = member.service;
                    if reach.arrivals[next].is_none() && passes(model, next, avoided, facts) {
                        reach.arrivals[next] = Some((Some(at), Hop { by: Some(*id), service: next }));
                        queue.push_back(next);
                    }
                }
            }
        }
        reach
    }

    /// The shortest way to a service, itself included.
    pub fn way(&self, to: ServiceId) -> Option<Vec<Hop>> {
        let mut way = Vec::new();
        let mut at = Some(to);
        while let Some(service) = at {
            let (before, hop) = self.arrivals[service]?;
            way.push(hop);
            at = before;
        }
        way.reverse();
        Some(way)
    }
}

/// Whether a way may lead through a service. What is behind data was reached through it: the way to that says so.
fn passes(model: &Model<'_>, service: ServiceId, avoided: Option<TierId>, facts: Facts) -> bool {
    let belongs = &model.services[service].belongs;
    if belongs.is_data(&model.policy) {
        return false;
    }
    match belongs {
        Belongs::Unknown(_) => facts == Facts::Open,
        Belongs::Tier(tier, _) => Some(*tier) != avoided,
        Belongs::Store(_) | Belongs::None => true,
    }
}
