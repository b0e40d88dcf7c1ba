//! Ways from outside of the cluster to pods that avoid a tier.
//!
//! A way begins at a Service that faces the internet, or at an edge tier that lives elsewhere and that an Ingress or a
//! policy speaks of; it goes on to everybody whom policies let it reach. What no policy isolates is reached by all.

use std::collections::VecDeque;

use tollgate_sdk::Answer;

use super::{
    exposed::{Exposure, How},
    model::{Model, PodsId, Who},
    policies::PeerKind,
};
use crate::{compose::services::Belongs, policy::TierId};

/// A step: how somebody was reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hop {
    pub who: Who,
    /// The first of the exposures that let the internet in, by its index.
    pub by: Option<usize>,
}

/// How everybody who is reached without passing a tier was reached.
#[derive(Debug)]
pub struct Reach {
    here: Vec<Option<(Option<Who>, Hop)>>,
    elsewhere: Vec<Hop>,
}

/// Which facts count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Facts {
    Certain,
    Possible,
}

impl Facts {
    pub fn count(self, answer: Answer) -> bool {
        match self {
            Self::Certain => answer == Answer::Yes,
            Self::Possible => matches!(answer, Answer::Yes | Answer::Possible),
        }
    }
}

impl Reach {
    /// Compares everybody who is reached with all pods: what is not asked of, which is most, costs little.
    pub fn new(
        model: &Model<'_>,
        exposures: &[Exposure<'_>],
        avoided: Option<TierId>,
        facts: Facts,
        root: PodsId,
    ) -> Self {
        let mut reach = Self { here: vec![None; model.all.len()], elsewhere: Vec::new() };
        let mut queue = VecDeque::new();
        for (by, exposure) in exposures.iter().enumerate() {
            let id = exposure.pods;
            let is_way = exposure.how != How::Route && facts.count(exposure.answer);
            if is_way && reach.here[id].is_none() && near(model, root, id) && passes(model, id, avoided) {
                let who = Who::Pods(id);
                reach.here[id] = Some((None, Hop { who, by: Some(by) }));
                queue.push_back(who);
            }
        }
        for tier in edges_elsewhere(model, exposures, root).into_iter().filter(|tier| Some(*tier) != avoided) {
            reach.elsewhere.push(Hop { who: Who::Tier(tier), by: None });
            queue.push_back(Who::Tier(tier));
        }
        while let Some(from) = queue.pop_front() {
            for id in 0..model.all.len() {
                let is_new = reach.here[id].is_none() && from != Who::Pods(id);
                if is_new
                    && near(model, root, id)
                    && passes(model, id, avoided)
                    && facts.count(model.connects(from, id, None))
                {
                    let who = Who::Pods(id);
                    reach.here[id] = Some((Some(from), Hop { who, by: None }));
                    queue.push_back(who);
                }
            }
        }
        reach
    }

    /// The shortest way to somebody, itself included.
    pub fn way(&self, to: Who) -> Option<Vec<Hop>> {
        let mut way = Vec::new();
        let mut at = Some(to);
        while let Some(who) = at {
            at = match who {
                Who::Pods(id) => {
                    let (before, hop) = self.here[id]?;
                    way.push(hop);
                    before
                }
                Who::Tier(_) | Who::World => {
                    way.push(*self.elsewhere.iter().find(|hop| hop.who == who)?);
                    None
                }
            };
        }
        way.reverse();
        Some(way)
    }

    /// All who are reached.
    pub fn reached(&self) -> impl Iterator<Item = Who> {
        let here = self.here.iter().flatten().map(|(_, hop)| hop.who);
        here.chain(self.elsewhere.iter().map(|hop| hop.who))
    }
}

/// Edge tiers of which nobody is here, although an Ingress leads through them or a policy names them.
fn edges_elsewhere(model: &Model<'_>, exposures: &[Exposure<'_>], root: PodsId) -> Vec<TierId> {
    let is_here = |tier: TierId| {
        model.all.iter().enumerate().any(|(id, group)| near(model, root, id) && group.belongs.tier() == Some(tier))
    };
    let has_route = exposures.iter().any(|one| one.how == How::Route && near(model, root, one.pods));
    let is_named = |tier: TierId| {
        let policies = model.policies.iter().filter(|one| one.selects.iter().any(|(id, _)| near(model, root, *id)));
        let peers = policies.flat_map(|one| &one.ingress.rules).flat_map(|rule| &rule.peers);
        peers.into_iter().any(|peer| matches!(&peer.kind, PeerKind::Pods(one) if one.meant.tiers.contains(&tier)))
    };
    let edges = model.policy.tiers().filter(|tier| model.policy.is_edge(*tier) && !model.is_data(*tier));
    edges.filter(|tier| !is_here(*tier) && (has_route || is_named(*tier))).collect()
}

fn near(model: &Model<'_>, one: PodsId, other: PodsId) -> bool {
    model.all[one].is_near(&model.all[other])
}

/// Whether a way may lead through pods. What is behind data was reached through it: the way to that says so.
fn passes(model: &Model<'_>, pods: PodsId, avoided: Option<TierId>) -> bool {
    match &model.all[pods].belongs {
        Belongs::Tier(tier, _) => Some(*tier) != avoided && !model.is_data(*tier),
        Belongs::Store(_) | Belongs::Unknown(_) => false,
        Belongs::None => true,
    }
}
