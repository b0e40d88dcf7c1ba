//! Paths from the internet to a data tier through groups that admit one another.
//!
//! A path is a chain of groups, each admitting the one before on some port; the first admits the internet. It
//! follows the policy when every step is a declared flow (or stays within a tier), and skips a tier when one is
//! not. Nodes are pairs of a group and one of its tiers, because a group that two tiers share must not be of
//! one tier when it is entered and of another when it is left.

use std::collections::VecDeque;

use crate::{
    model::{GroupId, Model},
    policy::{INTERNET, Policy, TierId},
    ports::Ports,
    rules_of_group::{Direction, PeerKind},
};

/// How a path stands to the policy; the worst of its steps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// Every step is declared.
    Declared,
    /// A group of unknown tier is on the way: with the right tier, every step could be declared.
    Open,
    /// A step is not declared.
    Skips,
}

const STANDINGS: [Standing; 3] = [Standing::Declared, Standing::Open, Standing::Skips];

/// Which facts count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Facts {
    /// Groups, rules and attachments that exist for sure.
    Certain,
    /// Those that may exist too, and groups of unknown tier.
    All,
}

/// One step of a path: `rule` and `peer` of `group` let it in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    pub group: GroupId,
    pub rule: usize,
    pub peer: usize,
}

/// Everything that the internet reaches through groups.
#[derive(Debug)]
pub struct Reach {
    nodes: Vec<(GroupId, Option<TierId>)>,
    /// First node of each group; one more than there are groups.
    first: Vec<usize>,
    /// Per node and standing: how the shortest such path gets there.
    arrivals: Vec<Option<Arrival>>,
}

#[derive(Clone, Copy, Debug)]
struct Arrival {
    before: Option<usize>,
    step: Step,
    length: u32,
}

impl Reach {
    /// Follows every rule once per standing: linear in groups and rules.
    pub fn new(model: &Model<'_>, facts: Facts) -> Self {
        let counts = |certain: bool| certain || facts == Facts::All;
        let mut reach = Self { nodes: Vec::new(), first: Vec::new(), arrivals: Vec::new() };
        let mut onward: Vec<Vec<Step>> = vec![Vec::new(); model.groups.len()];
        let mut sources = Vec::new();
        for (group, of) in model.groups.iter().enumerate() {
            reach.first.push(reach.nodes.len());
            let tiers = of.tiers();
            reach.nodes.extend(tiers.iter().filter(|used| counts(used.certain)).map(|used| (group, used.tier)));
            if tiers.is_empty() && facts == Facts::All {
                reach.nodes.push((group, None));
            }
            for (rule, entry) in of.rules.iter().enumerate() {
                if entry.direction != Direction::Ingress || entry.ports == Ports::Portless || !counts(entry.certain) {
                    continue;
                }
                for (peer, admitted) in entry.peers.iter().enumerate().filter(|(_, peer)| counts(peer.certain)) {
                    let step = Step { group, rule, peer };
                    match admitted.kind {
                        PeerKind::Group(from) => onward[from].push(step),
                        _ if admitted.world => sources.push(step),
                        _ => {}
                    }
                }
            }
        }
        reach.first.push(reach.nodes.len());
        reach.arrivals = vec![None; reach.nodes.len() * STANDINGS.len()];
        reach.follow(&model.policy, &sources, &onward);
        reach
    }

    fn follow(&mut self, policy: &Policy, sources: &[Step], onward: &[Vec<Step>]) {
        let mut queue = VecDeque::new();
        for step in sources {
            for node in self.nodes_of(step.group) {
                let standing = match self.nodes[node].1 {
                    Some(tier) if policy.has_flow(INTERNET, tier) => Standing::Declared,
                    Some(_) => Standing::Skips,
                    None => Standing::Open,
                };
                self.arrive(node, standing, Arrival { before: None, step: *step, length: 1 }, &mut queue);
            }
        }
        while let Some(state) = queue.pop_front() {
            let Some(arrival) = self.arrivals[state] else { continue };
            let (group, tier) = self.nodes[state / STANDINGS.len()];
            // What is behind a data tier was reached through it: the path to that tier says so.
            if tier.is_some_and(|tier| policy.is_data(tier)) {
                continue;
            }
            for step in &onward[group] {
                for node in self.nodes_of(step.group) {
                    let standing = self.standing_of_step(policy, state, self.nodes[node].1);
                    let arrival = Arrival { before: Some(state), step: *step, length: arrival.length + 1 };
                    self.arrive(node, standing, arrival, &mut queue);
                }
            }
        }
    }

    fn nodes_of(&self, group: GroupId) -> std::ops::Range<usize> {
        self.first[group]..self.first[group + 1]
    }

    fn arrive(&mut self, node: usize, standing: Standing, arrival: Arrival, queue: &mut VecDeque<usize>) {
        let state = node * STANDINGS.len() + standing as usize;
        if self.arrivals[state].is_none() {
            self.arrivals[state] = Some(arrival);
            queue.push_back(state);
        }
    }

    /// The standing of the path to `state` when it goes on to a group of `tier`.
    fn standing_of_step(&self, policy: &Policy, state: usize, tier: Option<TierId>) -> Standing {
        let so_far = STANDINGS[state % STANDINGS.len()];
        let declared = |from: TierId, to: TierId| from == to || policy.has_flow(from, to);
        let step = match (self.nodes[state / STANDINGS.len()].1, tier) {
            (Some(from), Some(to)) if declared(from, to) => Standing::Declared,
            (Some(_), Some(_)) => Standing::Skips,
            // Between two known tiers, some tier must have both steps.
            (None, Some(to)) => match self.tier_before(state) {
                Some(from) if !policy.tiers().any(|via| declared(from, via) && declared(via, to)) => Standing::Skips,
                _ => Standing::Open,
            },
            (_, None) => Standing::Open,
        };
        so_far.max(step)
    }

    /// The tier of the group before the one at `state`; the internet before the first.
    fn tier_before(&self, state: usize) -> Option<TierId> {
        match self.arrivals[state].and_then(|arrival| arrival.before) {
            Some(before) => self.nodes[before / STANDINGS.len()].1,
            None => Some(INTERNET),
        }
    }

    /// The worst standing of the paths that go through `from` and end in a group of `tier`, and the shortest
    /// path of that standing, up to and including `from`.
    pub fn into_tier(&self, policy: &Policy, from: GroupId, tier: Option<TierId>) -> Option<(Standing, Vec<Step>)> {
        let states = self.nodes_of(from).flat_map(|node| (0..STANDINGS.len()).map(move |s| node * STANDINGS.len() + s));
        let (standing, _, state) = states
            .filter(|state| !self.nodes[state / STANDINGS.len()].1.is_some_and(|tier| policy.is_data(tier)))
            .filter_map(|state| {
                let length = self.arrivals[state]?.length;
                Some((self.standing_of_step(policy, state, tier), std::cmp::Reverse(length), state))
            })
            .max()?;
        let mut path = Vec::new();
        let mut at = Some(state);
        while let Some(arrival) = at.and_then(|state| self.arrivals[state]) {
            path.push(arrival.step);
            at = arrival.before;
        }
        path.reverse();
        Some((standing, path))
    }
}
