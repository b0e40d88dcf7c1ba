//! Whom policies admit although no flow does: what two rules report, one about data and one about everybody else.

use tollgate_sdk::{Answer, Value};

use super::{
    model::{Model, PodsId, Who},
    policies::{NetworkPolicy, Peer, PeerKind, Rule, Selector},
    tiers::{DECIDES_PEER, DECIDES_TIER},
};
use crate::{
    compose::services::Belongs,
    policy::{Allowed, TierId},
    ports::{Ports, join},
    rules_of_group::Direction,
};

/// A peer of a rule that is of the wrong tier for the pods that the policy holds for.
#[derive(Debug)]
pub struct Wrong<'m, 'a> {
    pub policy: &'m NetworkPolicy<'a>,
    pub at: Value<'a>,
    pub from: Vec<From>,
    pub to: Vec<PodsId>,
    pub ports: Vec<Ports>,
    /// What the flows allow, if any leads from there.
    pub flow: Allowed,
    pub certain: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum From {
    Pods(PodsId),
    Tier(TierId),
    WholeCluster,
}

/// A value that decides and is not known: why, and what would decide it.
pub type Open<'a> = (Value<'a>, String, &'static str);

/// What the policies of the pods that are `targets` admit without a flow.
pub fn wrong<'m, 'a>(model: &'m Model<'a>, is_target: &dyn Fn(TierId) -> bool) -> (Vec<Wrong<'m, 'a>>, Vec<Open<'a>>) {
    let (mut found, mut open) = (Vec::new(), Vec::new());
    for policy in &model.policies {
        let targets: Vec<(PodsId, TierId, Answer)> = policy
            .selects
            .iter()
            .filter(|(id, _)| model.all[*id].is_held && !model.all[*id].is_on_host())
            .filter_map(|(id, answer)| Some((*id, model.all[*id].belongs.tier()?, *answer)))
            .filter(|(_, tier, _)| is_target(*tier))
            .collect();
        if targets.is_empty() || policy.ingress.restricts == Answer::No {
            continue;
        }
        let judge = Judge { model, policy, targets };
        for rule in &policy.ingress.rules {
            for peer in &rule.peers {
                judge.peer(rule, peer, &mut found, &mut open);
            }
            open.extend(rule.more.map(unknown));
            open.extend(rule.ports.unknown().map(unknown));
        }
        open.extend(policy.ingress.more.map(unknown));
    }
    open.sort_by_key(|(at, ..)| at.node());
    open.dedup_by_key(|(at, ..)| at.node());
    (found, open)
}

/// A value that says itself why it is not known.
pub fn unknown(at: Value<'_>) -> Open<'_> {
    let reason = at.why_unknown().map(|(reason, _)| reason).filter(|reason| !reason.is_empty());
    (at, reason.unwrap_or("not known").to_owned(), "a value for what is not known")
}

struct Judge<'m, 'a> {
    model: &'m Model<'a>,
    policy: &'m NetworkPolicy<'a>,
    targets: Vec<(PodsId, TierId, Answer)>,
}

impl<'m, 'a> Judge<'m, 'a> {
    fn peer(&self, rule: &Rule<'a>, peer: &Peer<'a>, found: &mut Vec<Wrong<'m, 'a>>, open: &mut Vec<Open<'a>>) {
        let selector = match &peer.kind {
            // Everybody, and ranges of addresses, are the matter of other rules.
            PeerKind::Everyone | PeerKind::Range { .. } => return,
            PeerKind::Unknown => return open.push(unknown(peer.at)),
            PeerKind::Pods(selector) => selector,
        };
        let mut wrong: Option<Wrong<'m, 'a>> = None;
        for (from, sure) in self.subjects(selector, open) {
            let tier = match from {
                From::Pods(id) => match self.model.all[id].belongs {
                    Belongs::Unknown(at) => {
                        open.push((at, self.model.reason(id).1, DECIDES_TIER));
                        continue;
                    }
                    belongs => belongs.tier(),
                },
                From::Tier(tier) => Some(tier),
                From::WholeCluster => None,
            };
            for (id, to, selects) in &self.targets {
                let flow = tier.map_or(Allowed::Nothing, |tier| self.flow(tier, *to));
                let opened = rule.ports.of(&self.model.all[*id].pods);
                let ports: Vec<_> = match &flow {
                    Allowed::Everything => continue,
                    Allowed::Nothing => opened,
                    Allowed::Ports(allowed) => opened.into_iter().filter(|ports| !ports.is_within(allowed)).collect(),
                };
                if flow != Allowed::Nothing && ports.contains(&Ports::Unknown) {
                    open.push(unknown(rule.at));
                    continue;
                }
                let leaves = |ports: &Ports| match from {
                    From::Pods(source) => self.model.lets(Direction::Egress, source, Who::Pods(*id), Some(*ports)),
                    _ => Answer::Yes,
                };
                let ports: Vec<_> = ports.into_iter().filter(|ports| leaves(ports) != Answer::No).collect();
                let leaves = ports.iter().map(leaves).fold(Answer::No, Answer::or);
                if ports.is_empty() || from == From::Pods(*id) {
                    continue;
                }
                let exists = |id: PodsId| self.model.all[id].pods.exists();
                let source = if let From::Pods(source) = from { exists(source) } else { Answer::Yes };
                let certain = [*selects, self.policy.exists(), self.policy.ingress.restricts, sure, leaves, source]
                    .into_iter()
                    .fold(exists(*id), Answer::and)
                    == Answer::Yes;
                let wrong = wrong.get_or_insert_with(|| Wrong {
                    policy: self.policy,
                    at: peer.at,
                    from: Vec::new(),
                    to: Vec::new(),
                    ports: Vec::new(),
                    flow: flow.clone(),
                    certain: false,
                });
                // What is certain is told first.
                if certain && !wrong.certain {
                    (wrong.from, wrong.to, wrong.ports) = (Vec::new(), Vec::new(), Vec::new());
                    wrong.flow = flow.clone();
                }
                if certain || !wrong.certain {
                    wrong.certain = certain;
                    add(&mut wrong.from, from);
                    add(&mut wrong.to, *id);
                    ports.into_iter().for_each(|ports| add(&mut wrong.ports, ports));
                }
            }
        }
        found.extend(wrong);
    }

    /// What may come from a tier to pods of another. Ports that a flow has to others whom the policy holds for are
    /// allowed as well: one list of ports is for all of them.
    fn flow(&self, from: TierId, to: TierId) -> Allowed {
        match self.model.policy.allowed(from, to) {
            Allowed::Ports(_) => {
                let tiers: Vec<_> =
                    self.targets.iter().map(|(_, tier, _)| *tier).filter(|tier| *tier != from).collect();
                self.model.allowed(from, &tiers)
            }
            other => other,
        }
    }

    /// Whom a selector admits, and how certain that is. Those who are here come before what their labels mean.
    fn subjects(&self, selector: &Selector<'a>, open: &mut Vec<Open<'a>>) -> Vec<(From, Answer)> {
        if selector.is_whole_cluster {
            return vec![(From::WholeCluster, Answer::Yes)];
        }
        let here = selector.selected.iter().filter(|(id, _)| !self.model.all[*id].is_on_host());
        let (sure, unsure): (Vec<(PodsId, Answer)>, Vec<_>) =
            here.copied().partition(|(_, answer)| *answer == Answer::Yes);
        let as_pods = |all: Vec<(PodsId, Answer)>| all.into_iter().map(|(id, answer)| (From::Pods(id), answer));
        if !sure.is_empty() {
            // Whoever names namespaces by labels that are not known here does not mean all that may be in them.
            let unsure = if selector.names_namespaces { Vec::new() } else { unsure };
            return as_pods(sure).chain(as_pods(unsure)).collect();
        }
        // By their own labels they are meant, if they are where the selector looks.
        let by_labels = !selector.names_namespaces || selector.names_pods && selector.meant.tiers.is_empty();
        if by_labels && !unsure.is_empty() {
            return as_pods(unsure).collect();
        }
        if selector.meant.others {
            let reason = "whom this selects is not here, and it belongs to no tier".to_owned();
            open.push((selector.at, reason, DECIDES_PEER));
        }
        selector.meant.tiers.iter().map(|tier| (From::Tier(*tier), Answer::Yes)).collect()
    }
}

fn add<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}

impl<'a> Wrong<'_, 'a> {
    /// `` `…` of tier `monitoring` ``.
    pub fn who(&self, model: &Model<'a>) -> String {
        let shown: Vec<_> = self.from.iter().take(2).map(|from| named(model, *from)).collect();
        match self.from.len() {
            0..=2 => join(&shown),
            more => format!("{} and {} more", shown.join(", "), more - 2),
        }
    }

    /// `admits`, or `admit` of several.
    pub fn verb(&self) -> &'static str {
        if self.to.len() == 1 { "admits" } else { "admit" }
    }

    pub fn on(&self) -> String {
        let ports: Vec<_> = self.ports.iter().take(4).map(Ports::to_string).collect();
        join(&ports)
    }

    /// The tier of the first who is admitted.
    pub fn tier(&self, model: &Model<'a>) -> Option<TierId> {
        match self.from.first()? {
            From::Pods(id) => model.all[*id].belongs.tier(),
            From::Tier(tier) => Some(*tier),
            From::WholeCluster => None,
        }
    }
}

fn named(model: &Model<'_>, from: From) -> String {
    match from {
        From::Pods(id) => model.named(id),
        From::Tier(tier) => format!("tier `{}`", model.policy.name(tier)),
        From::WholeCluster => "every pod of the cluster".to_owned(),
    }
}
