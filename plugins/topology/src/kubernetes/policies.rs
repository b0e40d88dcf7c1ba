//! NetworkPolicies as they are written: whom one selects, what it restricts, and whom its rules let through.

use tollgate_sdk::{Answer, Read, Resource, Value};

use super::{
    model::PodsId,
    pods::{Pods, Protocol, existence, number},
    tiers::{Meant, meant},
};
use crate::{
    cidr::{Cidr, cover_the_world},
    policy::Policy,
    ports::Ports,
    rules_of_group::Direction,
};

#[derive(Debug)]
pub struct NetworkPolicy<'a> {
    pub resource: Resource<'a>,
    /// The pods that it holds for, and how certain that is.
    pub selects: Vec<(PodsId, Answer)>,
    pub ingress: Side<'a>,
    pub egress: Side<'a>,
}

/// What a policy says of one direction.
#[derive(Debug)]
pub struct Side<'a> {
    /// Whether it restricts the direction; its rules mean nothing otherwise.
    pub restricts: Answer,
    pub rules: Vec<Rule<'a>>,
    /// The list of rules, when it may have more.
    pub more: Option<Value<'a>>,
}

#[derive(Debug)]
pub struct Rule<'a> {
    pub at: Value<'a>,
    pub peers: Vec<Peer<'a>>,
    /// The list of peers, when it may have more.
    pub more: Option<Value<'a>>,
    pub ports: RulePorts<'a>,
}

#[derive(Debug)]
pub struct Peer<'a> {
    pub at: Value<'a>,
    pub kind: PeerKind<'a>,
}

#[derive(Debug)]
pub enum PeerKind<'a> {
    /// No peers are written, which means all.
    Everyone,
    Pods(Selector<'a>),
    /// A range of addresses.
    Range {
        cidr: Value<'a>,
        /// As good as the whole internet, alone or with others in the rule.
        world: bool,
    },
    Unknown,
}

/// Pods by their labels, in namespaces by theirs.
#[derive(Debug)]
pub struct Selector<'a> {
    pub selected: Vec<(PodsId, Answer)>,
    /// Whether it looks into namespaces by their labels rather than into its own.
    pub names_namespaces: bool,
    /// Whether it asks for labels of pods.
    pub names_pods: bool,
    /// Whether it means all pods of all namespaces.
    pub is_whole_cluster: bool,
    /// The tiers of those who have its labels, whether they are here or not.
    pub meant: Meant,
    pub at: Value<'a>,
}

/// The ports of a rule, which may be names that each pod understands in its own way.
#[derive(Debug)]
pub struct RulePorts<'a> {
    entries: Vec<Entry<'a>>,
    /// The list, when it may have more.
    more: Option<Value<'a>>,
}

#[derive(Debug)]
enum Entry<'a> {
    Ports(Ports),
    Named(&'a str, Protocol),
    Unknown,
}

impl<'a> NetworkPolicy<'a> {
    pub fn new(policy: &Policy, resource: Resource<'a>, find: &impl Fn(Resource<'a>) -> Option<PodsId>) -> Self {
        let spec = resource.attr("spec");
        let types = spec.attr("policyTypes");
        let restricts = |name: &str, otherwise: bool| {
            if is_empty(types) {
                return Answer::from(otherwise);
            }
            let listed = types.each().map(|one| one.judge(|one| one.string().test(|text| text == name)));
            let answer = listed.fold(Answer::No, Answer::or);
            if types.may_have_more() { answer.or(Answer::Unknown) } else { answer }
        };
        let side = |rules: &str, peers: &str, restricts: Answer| {
            let list = spec.attr(rules);
            Side {
                restricts,
                rules: list.each().map(|rule| Rule::new(policy, rule, peers, find)).collect(),
                more: list.may_have_more().then_some(list),
            }
        };
        let has_egress = !is_empty(spec.attr("egress"));
        Self {
            resource,
            selects: selected(spec, find),
            ingress: side("ingress", "from", restricts("Ingress", true)),
            egress: side("egress", "to", restricts("Egress", has_egress)),
        }
    }

    pub fn side(&self, direction: Direction) -> &Side<'a> {
        match direction {
            Direction::Ingress => &self.ingress,
            Direction::Egress => &self.egress,
        }
    }

    pub fn exists(&self) -> Answer {
        existence(self.resource)
    }
}

impl<'a> Rule<'a> {
    fn new(policy: &Policy, rule: Value<'a>, peers: &str, find: &impl Fn(Resource<'a>) -> Option<PodsId>) -> Self {
        let list = rule.attr(peers);
        let mut all: Vec<_> = list.each().map(|peer| Peer::new(policy, peer, find)).collect();
        mark_the_world(&mut all);
        if is_empty(list) {
            let at = if list.is_unset() { rule } else { list };
            all.push(Peer { at, kind: PeerKind::Everyone });
        }
        let more = list.may_have_more().then_some(list);
        Self { at: rule, peers: all, more, ports: RulePorts::new(rule.attr("ports")) }
    }
}

impl<'a> Peer<'a> {
    fn new(policy: &Policy, peer: Value<'a>, find: &impl Fn(Resource<'a>) -> Option<PodsId>) -> Self {
        if peer.is_unknown() {
            return Self { at: peer, kind: PeerKind::Unknown };
        }
        let block = peer.attr("ipBlock");
        if !block.is_unset() {
            return Self { at: peer, kind: PeerKind::Range { cidr: block.attr("cidr"), world: false } };
        }
        let (pods, namespaces) = (peer.attr("podSelector"), peer.attr("namespaceSelector"));
        if pods.is_unknown() || namespaces.is_unknown() {
            let at = if pods.is_unknown() { pods } else { namespaces };
            return Self { at, kind: PeerKind::Unknown };
        }
        let selector = Selector {
            selected: selected(peer, find),
            names_namespaces: !namespaces.is_unset(),
            names_pods: !selects_all(pods),
            is_whole_cluster: !namespaces.is_unset() && selects_all(namespaces) && selects_all(pods),
            meant: meant(policy, pods, namespaces),
            at: peer,
        };
        Self { at: peer, kind: PeerKind::Pods(selector) }
    }
}

impl<'a> RulePorts<'a> {
    fn new(list: Value<'a>) -> Self {
        let more = list.may_have_more().then_some(list);
        if is_empty(list) {
            return Self { entries: vec![Entry::Ports(Ports::All)], more };
        }
        Self { entries: list.each().map(Entry::new).collect(), more }
    }

    /// What is not known of them.
    pub fn unknown(&self) -> Option<Value<'a>> {
        self.more
    }

    /// What the rule opens in pods; a name that they do not have opens nothing.
    pub fn of(&self, pods: &Pods<'_>) -> Vec<Ports> {
        self.entries.iter().flat_map(|entry| entry.of(pods)).collect()
    }

    /// Without a pod that would know names.
    pub fn anywhere(&self) -> Vec<Ports> {
        let one = |entry: &Entry<'_>| match entry {
            Entry::Ports(ports) => *ports,
            Entry::Named(..) | Entry::Unknown => Ports::Unknown,
        };
        self.entries.iter().map(one).collect()
    }

    /// Whether it is about names alone: resolvers listen on port 53, and on 5353 in OpenShift.
    pub fn are_for_names(&self) -> bool {
        let is_dns = |entry: &Entry<'_>| match entry {
            Entry::Ports(ports) => ports.is_within(&[(53, 53), (5353, 5353)]),
            Entry::Named(name, _) => matches!(*name, "dns" | "dns-tcp"),
            Entry::Unknown => false,
        };
        self.more.is_none() && self.entries.iter().all(is_dns)
    }
}

impl<'a> Entry<'a> {
    fn new(port: Value<'a>) -> Self {
        let protocol = Protocol::new(port.attr("protocol"));
        let (first, last) = (port.attr("port"), port.attr("endPort"));
        let range = |from: u16, to: u16| match protocol {
            Protocol::Udp => Ports::Udp(from, to),
            Protocol::Unknown => Ports::Unknown,
            Protocol::Tcp | Protocol::Other => Ports::Range(from, to),
        };
        match (number(first), number(last)) {
            (Read::Absent | Read::Null, _) => Self::Ports(range(0, u16::MAX)),
            (Read::Known(from), Read::Known(to)) => Self::Ports(range(from, to)),
            (Read::Known(from), Read::Absent | Read::Null) => Self::Ports(range(from, from)),
            (Read::Unknown, _) => match first.string() {
                Read::Known(name) => Self::Named(name, protocol),
                _ => Self::Unknown,
            },
            _ => Self::Unknown,
        }
    }

    fn of(&self, pods: &Pods<'_>) -> Vec<Ports> {
        let (name, protocol) = match self {
            Self::Ports(ports) => return vec![*ports],
            Self::Unknown => return vec![Ports::Unknown],
            Self::Named(name, protocol) => (*name, *protocol),
        };
        let named = pods.ports().filter(|port| port.name == Some(name) && port.protocol == protocol);
        let mut found: Vec<_> = named
            .map(|port| match (port.number, protocol) {
                (Read::Known(number), Protocol::Udp) => Ports::Udp(number, number),
                (Read::Known(number), _) => Ports::Range(number, number),
                _ => Ports::Unknown,
            })
            .collect();
        if found.is_empty() && pods.may_have_more_ports() {
            found.push(Ports::Unknown);
        }
        found
    }
}

/// Marks the first public range of a rule whose ranges are the world together, or each that is so alone.
fn mark_the_world(peers: &mut [Peer<'_>]) {
    let range = |peer: &Peer<'_>| match peer.kind {
        PeerKind::Range { cidr, .. } => cidr.string().known().and_then(Cidr::parse),
        _ => None,
    };
    let all: Vec<_> = peers.iter().filter_map(range).collect();
    let alone = peers.iter().position(|peer| range(peer).is_some_and(|one| one.is_world()));
    let together = || {
        let first = peers.iter().position(|peer| range(peer).is_some_and(|one| !one.is_private()));
        first.filter(|_| cover_the_world(&all))
    };
    if let Some(at) = alone.or_else(together)
        && let PeerKind::Range { world, .. } = &mut peers[at].kind
    {
        *world = true;
    }
}

/// Whom the selector in a mapping selects; the host worked it out.
pub fn selected<'a>(holder: Value<'a>, find: &impl Fn(Resource<'a>) -> Option<PodsId>) -> Vec<(PodsId, Answer)> {
    let selected = holder.selected().into_iter().flatten();
    selected.filter_map(|(resource, answer)| Some((find(resource)?, answer))).collect()
}

/// Whether a list is not written, null, or empty.
pub fn is_empty(list: Value<'_>) -> bool {
    list.is_unset() || list.each().next().is_none() && !list.may_have_more()
}

fn selects_all(selector: Value<'_>) -> bool {
    selector.is_unset()
        || !selector.may_have_more()
            && is_empty(selector.attr("matchLabels"))
            && is_empty(selector.attr("matchExpressions"))
}
