//! Which tier a group belongs to: that of what it is attached to, never one guessed from its name.

use tollgate_sdk::{Existence, Resource, Value};

use crate::{
    model::Group,
    policy::{Claim, Policy, TierId},
    rules_of_group::elements,
    types::{self, CARRIERS, TEMPLATES},
};

/// Something that uses a group, and the tier it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Use<'a> {
    /// `None`: of no tier that the policy names.
    pub tier: Option<TierId>,
    /// What the group is attached to, or the group when its own tags or name decide.
    pub by: Resource<'a>,
    /// What has the attaching value: `by`, or a template that it uses.
    pub through: Resource<'a>,
    /// The attaching value.
    pub at: Value<'a>,
    pub certain: bool,
}

impl Use<'_> {
    /// Why the group is of this tier, for people.
    pub fn reason(&self, policy: &Policy) -> String {
        let address = self.by.address();
        match self.tier {
            Some(tier) if types::is_group(self.by.type_name()) => {
                format!("`{address}` is in tier `{}` by its own tags or name", policy.name(tier))
            }
            Some(tier) if policy.claim(self.by) == Claim::No => {
                format!("`{address}` uses the group, and is in tier `{}` by its type", policy.name(tier))
            }
            Some(tier) => format!("`{address}` of tier `{}` uses the group", policy.name(tier)),
            None => format!("`{address}`, of no tier, uses the group"),
        }
    }
}

/// Blocks nest three deep in the provider; deeper values are data.
const DEPTH: u32 = 6;

/// All values below `value` that attach groups, each with whether it does for sure.
pub fn attaching_values<'a>(value: Value<'a>, depth: u32, found: &mut Vec<(Value<'a>, bool)>) {
    for (name, child) in value.entries() {
        if types::attaches(name) {
            if child.string().known().is_some() || child.target().is_some() {
                found.push((child, true));
                continue;
            }
            let (items, more) = elements(child);
            found.extend(items);
            found.extend(more.map(|list| (list, false)));
        } else if depth < DEPTH && !matches!(name, "tags" | "tags_all") {
            attaching_values(child, depth + 1, found);
            found.extend(may_attach(child).then_some((child, false)));
        }
    }
}

/// Whether there may be blocks that are not listed, such as those of a `dynamic` block over something unknown, and a
/// group is behind them.
fn may_attach(blocks: Value<'_>) -> bool {
    let is_group = |resource: Resource<'_>| types::is_group(resource.type_name());
    blocks.is_list() && blocks.may_have_more() && blocks.refs().filter_map(|one| one.resource()).any(is_group)
}

/// The tiers of a resource that attaches groups, each with the resource that decides it and whether it is sure.
pub fn of_resource<'a>(policy: &Policy, resource: Resource<'a>) -> Vec<(Option<TierId>, Resource<'a>, bool)> {
    let resource = attached_through(resource);
    let mut found = Vec::new();
    if TEMPLATES.contains(&resource.type_name()) && policy.claim(resource) == Claim::No {
        let mut carriers: Vec<_> = resource.referrers().map(|(carrier, _)| carrier).collect();
        carriers.dedup();
        for carrier in carriers.into_iter().filter(|carrier| CARRIERS.contains(&carrier.type_name())) {
            let carrier = attached_through(carrier);
            if carrier.exists() != Existence::No && carrier != resource {
                found.extend(directly(policy, carrier));
            }
        }
    }
    if found.is_empty() { directly(policy, resource) } else { found }
}

/// Resources that only attach: the one they attach to.
fn attached_through(resource: Resource<'_>) -> Resource<'_> {
    let attribute = match resource.type_name() {
        "aws_network_interface_sg_attachment" => "network_interface_id",
        "aws_network_interface_attachment" => "instance_id",
        "aws_vpc_endpoint_security_group_association" => "vpc_endpoint_id",
        _ => return resource,
    };
    resource.attr(attribute).target().and_then(|target| target.resource()).unwrap_or(resource)
}

fn directly<'a>(policy: &Policy, resource: Resource<'a>) -> Vec<(Option<TierId>, Resource<'a>, bool)> {
    let by_type = || {
        let tiers = policy.by_type(resource);
        let sure = tiers.len() == 1;
        let mut found: Vec<_> = tiers.into_iter().map(|tier| (Some(tier), resource, sure)).collect();
        if found.is_empty() {
            found.push((None, resource, true));
        }
        found
    };
    match policy.claim(resource) {
        Claim::Yes(tier) => vec![(Some(tier), resource, true)],
        Claim::No => by_type(),
        Claim::Maybe(tier) => {
            let mut found: Vec<_> = by_type().into_iter().map(|(tier, by, _)| (tier, by, false)).collect();
            found.push((Some(tier), resource, false));
            found
        }
    }
}

/// Lets the tags and the name of a group itself decide, where the policy has some that match.
pub fn settle(policy: &Policy, group: &mut Group<'_>) {
    let Some(resource) = group.resource else { return };
    let certain = resource.exists() == Existence::Yes;
    for used in &mut group.uses {
        used.certain &= certain;
    }
    let own = |tier, certain| Use { tier: Some(tier), by: resource, through: resource, at: resource.body(), certain };
    match policy.claim(resource) {
        Claim::Yes(tier) => group.uses = vec![own(tier, certain)],
        Claim::Maybe(tier) => {
            for used in &mut group.uses {
                used.certain = false;
            }
            group.uses.push(own(tier, false));
        }
        Claim::No => {}
    }
}

/// Whether a load balancer among the uses is internal is not known: the value that decides.
pub fn unknown_internal<'a>(group: &Group<'a>) -> Option<Value<'a>> {
    group.uses.iter().map(|used| used.by.attr("internal")).find(Value::is_unknown)
}
