//! All pods and policies: who is isolated, and who gets through to whom.

use std::collections::{BTreeMap, BTreeSet};

use tollgate_sdk::{Answer, Context, Existence, Resource, Value, View};

use super::{
    pods::Pods,
    policies::{NetworkPolicy, Peer, PeerKind, Rule},
    tiers,
};
use crate::{
    compose::services::Belongs,
    glob,
    policy::{Allowed, Policy, TierId},
    ports::Ports,
    rules_of_group::Direction,
    types::{OTHER_POLICIES, POLICIES, WORKLOADS},
};

/// Index of pods in their model.
pub type PodsId = usize;

#[derive(Debug)]
pub struct Model<'a> {
    pub policy: Policy,
    pub all: Vec<Group<'a>>,
    pub policies: Vec<NetworkPolicy<'a>>,
    /// Policies that select the pods, by index, and how certain that is.
    selecting: Vec<Vec<(usize, Answer)>>,
    /// Roots and variants with policies of network plugins.
    others: BTreeSet<(&'a str, &'a str)>,
    by_resource: BTreeMap<u32, PodsId>,
}

/// The pods of a workload.
#[derive(Debug)]
pub struct Group<'a> {
    pub pods: Pods<'a>,
    pub belongs: Belongs<'a>,
    /// Whether the policy says of the pods beside them which belong where, so that all flows hold for them.
    pub is_held: bool,
    pub is_on_host: Answer,
}

/// Who opens a connection, or to whom one is opened.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Who {
    Pods(PodsId),
    /// Somebody of a tier who is not here.
    Tier(TierId),
    /// Somebody outside of the cluster.
    World,
}

impl<'a> Model<'a> {
    /// `None` when nobody has said anything of tiers.
    pub fn new(cx: &Context<'_>, view: View<'a>) -> Option<Self> {
        let section = cx.section("topology");
        if section.is_unset() {
            return None;
        }
        let policy = Policy::new(section);
        let is_of = |types: &[&str], one: &Resource<'_>| types.iter().any(|ty| glob::matches(ty, one.type_name()));
        let existing = || view.resources().filter(|one| one.exists() != Existence::No);
        let mut all: Vec<Group<'a>> = Vec::new();
        let mut by_resource = BTreeMap::new();
        for workload in existing().filter(|one| is_of(WORKLOADS, one)) {
            let pods = Pods::of(workload);
            if pods.spec().is_unset() {
                continue;
            }
            by_resource.insert(workload.index(), all.len());
            all.push(Group { pods, belongs: tiers::of(&policy, &pods), is_held: false, is_on_host: pods.is_on_host() });
        }
        let find = |resource: Resource<'a>| by_resource.get(&resource.index()).copied();
        let policies: Vec<_> =
            existing().filter(|one| is_of(POLICIES, one)).map(|one| NetworkPolicy::new(&policy, one, &find)).collect();
        let others =
            existing().filter(|one| is_of(OTHER_POLICIES, one)).map(|one| (one.root(), one.variant())).collect();
        let mut selecting = vec![Vec::new(); all.len()];
        for (at, one) in policies.iter().enumerate() {
            for (pods, answer) in &one.selects {
                selecting[*pods].push((at, answer.and(one.exists())));
            }
        }
        let named: BTreeSet<_> =
            all.iter().filter(|group| tiers::is_named(&policy, &group.pods)).map(Group::root).collect();
        for group in &mut all {
            group.is_held = policy.names_workloads() || named.contains(&group.root());
        }
        Some(Self { policy, all, policies, selecting, others, by_resource })
    }

    pub fn find(&self, resource: Resource<'a>) -> Option<PodsId> {
        self.by_resource.get(&resource.index()).copied()
    }

    /// Pods that all flows hold for, and their tier.
    pub fn held(&self) -> impl Iterator<Item = (PodsId, &Group<'a>, TierId)> {
        let held = self.all.iter().enumerate().filter(|(_, group)| group.is_held);
        held.filter_map(|(id, group)| Some((id, group, group.belongs.tier()?)))
    }

    pub fn is_data(&self, tier: TierId) -> bool {
        self.policy.is_data(tier)
    }

    /// Policies that select pods, and how certain that is.
    pub fn selecting(&self, pods: PodsId) -> impl Iterator<Item = (&NetworkPolicy<'a>, Answer)> {
        self.selecting[pods].iter().map(|(at, answer)| (&self.policies[*at], *answer))
    }

    /// Whether anything restricts the connections of pods in a direction. Policies hold for nobody in the network of
    /// a node.
    pub fn isolation(&self, pods: PodsId, direction: Direction) -> Answer {
        let group = &self.all[pods];
        let by_policies = self.selecting(pods).map(|(one, answer)| answer.and(one.side(direction).restricts));
        let isolated = by_policies.fold(Answer::No, Answer::or);
        let isolated = if self.others.contains(&group.root()) { isolated.or(Answer::Unknown) } else { isolated };
        isolated.and(group.is_on_host.not())
    }

    /// Whether the pods take connections from `from`, or open them to it, on a port, where one is asked for.
    pub fn lets(&self, direction: Direction, pods: PodsId, from: Who, port: Option<Ports>) -> Answer {
        let target = match (direction, from) {
            (Direction::Ingress, _) => Some(pods),
            (Direction::Egress, Who::Pods(to)) => Some(to),
            (Direction::Egress, _) => None,
        };
        let mut admitted = Answer::No;
        for (policy, answer) in self.selecting(pods) {
            let side = policy.side(direction);
            for rule in &side.rules {
                let peers = rule.peers.iter().map(|peer| self.means(peer, from)).fold(Answer::No, Answer::or);
                let peers = if rule.more.is_some() { peers.or(Answer::Unknown) } else { peers };
                admitted = admitted.or(answer.and(side.restricts).and(peers).and(self.opens(rule, target, port)));
            }
            if side.more.is_some() {
                admitted = admitted.or(answer.and(Answer::Unknown));
            }
        }
        self.isolation(pods, direction).not().or(admitted)
    }

    /// Whether a connection gets through, on a port where one is asked for: both its ends must let it.
    pub fn connects(&self, from: Who, to: PodsId, port: Option<Ports>) -> Answer {
        let Who::Pods(source) = from else { return self.lets(Direction::Ingress, to, from, port) };
        let leaves = |port: Option<Ports>| self.lets(Direction::Egress, source, Who::Pods(to), port);
        if port.is_some() || self.isolation(source, Direction::Egress) == Answer::No {
            return leaves(port).and(self.lets(Direction::Ingress, to, from, port));
        }
        // On any port, which must be the same at both ends.
        let opened = self
            .selecting(to)
            .flat_map(|(one, _)| &one.ingress.rules)
            .flat_map(|rule| rule.ports.of(&self.all[to].pods));
        let through = opened.map(|ports| leaves(Some(ports)).and(self.lets(Direction::Ingress, to, from, Some(ports))));
        let open = self.isolation(to, Direction::Ingress).not().and(leaves(None));
        through.fold(open, Answer::or)
    }

    fn means(&self, peer: &Peer<'a>, who: Who) -> Answer {
        match (&peer.kind, who) {
            (PeerKind::Everyone, _) => Answer::Yes,
            (PeerKind::Unknown, _) => Answer::Unknown,
            (PeerKind::Range { world: true, .. }, _) => Answer::Yes,
            (PeerKind::Range { .. }, _) => Answer::Unknown,
            (PeerKind::Pods(_), Who::World) => Answer::No,
            (PeerKind::Pods(selector), Who::Pods(id)) => {
                let selected = selector.selected.iter().find(|(one, _)| *one == id);
                let on_host = self.all[id].is_on_host.not();
                selected.map_or(Answer::No, |(_, answer)| answer.and(on_host))
            }
            (PeerKind::Pods(selector), Who::Tier(tier)) => {
                // Those who are here are asked about themselves.
                let is_here = selector.selected.iter().any(|(_, answer)| *answer == Answer::Yes);
                if selector.is_whole_cluster || selector.meant.tiers.contains(&tier) && !is_here {
                    Answer::Yes
                } else if selector.meant.others && !is_here {
                    Answer::Unknown
                } else {
                    Answer::No
                }
            }
        }
    }

    fn opens(&self, rule: &Rule<'a>, target: Option<PodsId>, port: Option<Ports>) -> Answer {
        let listed = match target {
            Some(target) => rule.ports.of(&self.all[target].pods),
            None => rule.ports.anywhere(),
        };
        let one = |ports: &Ports| match (ports, port) {
            (Ports::Unknown, _) => Answer::Unknown,
            (_, None) => Answer::Yes,
            (_, Some(port)) => ports.meets(&port).map_or(Answer::Unknown, Answer::from),
        };
        let opened = listed.iter().map(one).fold(Answer::No, Answer::or);
        if rule.ports.unknown().is_some() { opened.or(Answer::Unknown) } else { opened }
    }

    /// What may come from one tier to any of others.
    pub fn allowed(&self, from: TierId, to: &[TierId]) -> Allowed {
        to.iter().map(|to| self.policy.allowed(from, *to)).fold(Allowed::Nothing, Allowed::or)
    }

    /// `` `kubernetes:…` of tier `data` ``.
    pub fn named(&self, pods: PodsId) -> String {
        let group = &self.all[pods];
        let address = group.pods.workload.address();
        match group.belongs.tier() {
            Some(tier) => format!("`{address}` of tier `{}`", self.policy.name(tier)),
            None => format!("`{address}` of no tier"),
        }
    }

    /// Several of them, the first in full.
    pub fn named_all(&self, pods: &[PodsId]) -> String {
        match pods {
            [] => String::new(),
            [one] => self.named(*one),
            [one, rest @ ..] => format!("{} and {} more", self.named(*one), rest.len()),
        }
    }

    /// Why pods are of their tier, and the place that says so.
    pub fn reason(&self, pods: PodsId) -> (Value<'a>, String) {
        let group = &self.all[pods];
        tiers::reason(&self.policy, group.pods.workload, &group.belongs)
    }

    /// The tiers with a flow to one, for people.
    pub fn sources(&self, to: TierId) -> String {
        let mut sources: Vec<_> =
            self.policy.sources(to).iter().map(|tier| format!("`{}`", self.policy.name(*tier))).collect();
        sources.sort_unstable();
        sources.dedup();
        if sources.is_empty() { "nobody".to_owned() } else { crate::ports::join(&sources) }
    }
}

impl<'a> Group<'a> {
    /// What is applied together.
    pub fn root(&self) -> (&'a str, &'a str) {
        (self.pods.workload.root(), self.pods.workload.variant())
    }

    /// Whether two are applied together, and so may be in one cluster.
    pub fn is_near(&self, other: &Group<'_>) -> bool {
        self.root() == other.root()
    }

    pub fn is_on_host(&self) -> bool {
        self.is_on_host == Answer::Yes
    }
}
