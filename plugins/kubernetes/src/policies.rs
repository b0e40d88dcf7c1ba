//! NetworkPolicies: which direction one restricts, and whom a rule of it lets through.

use tollgate_sdk::{Answer, Context, Read, Resource, Value};

use crate::{
    objects::{is_empty, names_one},
    pods::WORKLOADS,
    ranges::{Range, are_the_world},
};

/// Types of NetworkPolicies, in all versions.
pub const POLICIES: &[&str] = &["networking.k8s.io/*/NetworkPolicy", "extensions/*/NetworkPolicy"];

/// Policies of network plugins and of the administrator, which select in ways of their own.
pub const FOREIGN: [&str; 8] = [
    "cilium.io/*/CiliumNetworkPolicy",
    "cilium.io/*/CiliumClusterwideNetworkPolicy",
    "projectcalico.org/*/NetworkPolicy",
    "projectcalico.org/*/GlobalNetworkPolicy",
    "crd.projectcalico.org/*/NetworkPolicy",
    "crd.projectcalico.org/*/GlobalNetworkPolicy",
    "policy.networking.k8s.io/*/AdminNetworkPolicy",
    "policy.networking.k8s.io/*/BaselineAdminNetworkPolicy",
];

/// All of these, and what they guard.
pub const WITH_WORKLOADS: [&str; 1 + WORKLOADS.len() + POLICIES.len() + FOREIGN.len()] = {
    let mut types = ["v1/Namespace"; 1 + WORKLOADS.len() + POLICIES.len() + FOREIGN.len()];
    let lists: [&[&str]; 3] = [WORKLOADS, POLICIES, &FOREIGN];
    let (mut list, mut within, mut at) = (0, 0, 1);
    while list < lists.len() {
        while within < lists[list].len() {
            types[at] = lists[list][within];
            (within, at) = (within + 1, at + 1);
        }
        (list, within) = (list + 1, 0);
    }
    types
};

/// From where, or where to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    Ingress,
    Egress,
}

impl Direction {
    /// The fields of its rules, and of the peers in one of them.
    fn fields(self) -> (&'static str, &'static str) {
        match self {
            Self::Ingress => ("ingress", "from"),
            Self::Egress => ("egress", "to"),
        }
    }

    /// The list of its rules.
    pub fn rules(self, policy: Resource<'_>) -> Value<'_> {
        policy.attr("spec").attr(self.fields().0)
    }

    /// Whether a policy restricts this direction; its rules mean nothing otherwise.
    pub fn is_restricted_by(self, policy: Resource<'_>) -> Answer {
        let types = policy.attr("spec").attr("policyTypes");
        match (is_empty(types), self) {
            (true, Self::Ingress) => Answer::Yes,
            // By having rules for it.
            (true, Self::Egress) => Answer::from(!is_empty(self.rules(policy))),
            (false, Self::Ingress) => names_one(types, &["Ingress"]),
            (false, Self::Egress) => names_one(types, &["Egress"]),
        }
    }

    /// Looks at each rule of a policy that restricts this direction; says so where there may be others.
    pub fn each_rule(
        self,
        cx: &mut Context<'_>,
        policy: Resource<'_>,
        look: fn(&mut Context<'_>, Resource<'_>, Value<'_>),
    ) {
        let rules = self.rules(policy);
        match self.is_restricted_by(policy) {
            Answer::No => return,
            Answer::Unknown | Answer::Possible => return cx.undecided(policy.attr("spec").attr("policyTypes")),
            Answer::Yes => {}
        }
        for rule in rules.each() {
            look(cx, policy, rule);
        }
        if rules.may_have_more() {
            cx.undecided(rules);
        }
    }
}

/// Whom a rule lets through, as far as this is about everybody.
#[derive(Clone, Copy, Debug)]
pub enum Through<'a> {
    /// It names no peers, which means all; `from` or `to` where that is written, else the rule.
    Anybody(Value<'a>),
    /// Ranges of addresses that are the internet, by the first of them that counts.
    Internet(Value<'a>),
    Some,
    /// What decides is not known.
    Unknown(Value<'a>),
}

impl<'a> Through<'a> {
    pub fn of(rule: Value<'a>, direction: Direction) -> Self {
        let peers = rule.attr(direction.fields().1);
        if peers.is_unset() {
            return Self::Anybody(rule);
        }
        if is_empty(peers) {
            return Self::Anybody(peers);
        }
        let mut all: Vec<(Value<'a>, Vec<Range>)> = Vec::new();
        let mut unknown = peers.may_have_more().then_some(peers);
        for peer in peers.each() {
            let block = peer.attr("ipBlock");
            let cidr = block.attr("cidr");
            match cidr.string() {
                Read::Known(text) => {
                    // What cannot be read is refused, and admits nobody.
                    let Some(range) = Range::parse(text) else { continue };
                    let except = block.attr("except").each().filter_map(|one| Range::parse(one.string().known()?));
                    all.push((cidr, range.without(&except.collect::<Vec<_>>())));
                }
                Read::Unknown => unknown = unknown.or(Some(cidr)),
                Read::Absent | Read::Null => {}
            }
        }
        let alone = all.iter().find(|(_, ranges)| are_the_world(ranges));
        let together: Vec<Range> = all.iter().flat_map(|(_, ranges)| ranges.iter().copied()).collect();
        let world = alone.or_else(|| all.first().filter(|_| are_the_world(&together)));
        match (world, unknown) {
            (Some((cidr, _)), _) => Self::Internet(*cidr),
            (None, Some(unknown)) => Self::Unknown(unknown),
            (None, None) => Self::Some,
        }
    }
}

/// How messages call the pods that a policy holds for.
pub fn held_by(policy: Resource<'_>) -> &'static str {
    let selector = policy.attr("spec").attr("podSelector");
    let is_all = is_empty(selector.attr("matchLabels")) && is_empty(selector.attr("matchExpressions"));
    if is_all && !selector.is_unknown() { "all pods of its namespace" } else { "the pods it selects" }
}
