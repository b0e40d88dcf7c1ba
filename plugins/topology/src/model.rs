//! All security groups of a project: their rules, what they are attached to, and so their tiers.
//!
//! Groups of all roots and variants are in one model: references never cross roots, so neither do the rules,
//! attachments and paths made of them.

use std::collections::BTreeMap;

use tollgate_sdk::{Context, Existence, Input, Resource, Value, ValueId, View};

use crate::{
    policy::{Policy, TierId},
    rules_of_group::{self, Direction, GroupRule, PeerKind},
    tiers::{self, Use},
    types, world,
};

/// Index of a group in its model.
pub type GroupId = usize;

#[derive(Debug)]
pub struct Model<'a> {
    pub policy: Policy,
    pub groups: Vec<Group<'a>>,
}

#[derive(Debug)]
pub struct Group<'a> {
    /// `None` for a group that is only referred to.
    pub resource: Option<Resource<'a>>,
    pub name: String,
    pub rules: Vec<GroupRule<'a>>,
    /// Lists of inline rules that may have more.
    pub more: Vec<(Direction, Value<'a>)>,
    /// What it is attached to.
    pub uses: Vec<Use<'a>>,
}

/// What groups that are only referred to are told apart by: root, variant, address or id, path.
type ForeignKey<'a> = (&'a str, &'a str, &'a str, &'a str);

/// What attaches groups. To find it, all values of all resources are looked at, which is done once for all rules.
struct Attachments(Vec<Attachment>);

/// A resource that attaches groups.
struct Attachment {
    /// Index of the resource.
    resource: u32,
    /// The values that attach, each with whether it does for sure.
    values: Vec<(ValueId, bool)>,
    /// The tiers of the resource, each with the index of the resource that decides it and whether it is sure.
    belongs: Vec<(Option<TierId>, u32, bool)>,
}

impl Attachments {
    fn of<'a>(policy: &Policy, resources: impl Iterator<Item = Resource<'a>>) -> Self {
        let mut all = Vec::new();
        let mut values = Vec::new();
        for resource in resources.filter(|resource| !types::is_rule_source(resource.type_name())) {
            values.clear();
            tiers::attaching_values(resource.body(), 0, &mut values);
            if !values.is_empty() {
                let belongs = tiers::of_resource(policy, resource);
                all.push(Attachment {
                    resource: resource.index(),
                    values: values.iter().map(|(value, certain)| (value.id(), *certain)).collect(),
                    belongs: belongs.into_iter().map(|(tier, by, sure)| (tier, by.index(), sure)).collect(),
                });
            }
        }
        Self(all)
    }
}

struct Builder<'a> {
    groups: Vec<Group<'a>>,
    /// By index of the resource; nothing for what is no group.
    by_resource: Vec<Option<GroupId>>,
    foreign: BTreeMap<ForeignKey<'a>, GroupId>,
}

impl<'a> Model<'a> {
    pub fn new(cx: &Context<'_>, view: View<'a>) -> Self {
        let policy = Policy::new(cx.section("topology"));
        let mut builder = Builder { groups: Vec::new(), by_resource: Vec::new(), foreign: BTreeMap::new() };
        let is_here =
            |resource: &Resource<'_>| resource.input() == Input::Terraform && resource.exists() != Existence::No;
        let existing = || view.resources().filter(is_here);
        for resource in existing().filter(|resource| types::is_group(resource.type_name())) {
            let id = builder.add(Some(resource), resource.address().to_owned());
            let index = resource.index() as usize;
            builder.by_resource.resize(builder.by_resource.len().max(index + 1), None);
            builder.by_resource[index] = Some(id);
        }
        builder.inline_rules();
        for resource in existing() {
            let ty = resource.type_name();
            if types::is_rule_source(ty) && !types::is_group(ty) && !ty.starts_with("aws_ec2_managed_prefix_list") {
                builder.standalone_rule(resource);
            }
        }
        let attachments = view.once(|| Attachments::of(&policy, existing()));
        attachments.0.iter().for_each(|one| builder.attachment(view, one));
        let mut groups = builder.groups;
        for group in &mut groups {
            tiers::settle(&policy, group);
            world::mark(&mut group.rules);
        }
        Self { policy, groups }
    }

    /// A use in a data tier, preferring one that is certain.
    pub fn data_use(&self, group: &Group<'a>) -> Option<Use<'a>> {
        let data = || group.uses.iter().filter(|u| u.tier.is_some_and(|tier| self.policy.is_data(tier)));
        data().find(|u| u.certain).or_else(|| data().next()).copied()
    }

    /// Groups that a data tier uses, each with such a use, and the data tiers that share it: what one of them may
    /// do is allowed for all, since nobody can tell which of them a rule is for.
    pub fn data_groups(&self) -> impl Iterator<Item = (&Group<'a>, Use<'a>, Vec<TierId>)> {
        self.groups.iter().filter_map(|group| {
            let used = self.data_use(group)?;
            Some((group, used, self.data_tiers(group, &used)))
        })
    }

    /// The data tiers of a group, that of `first` first.
    pub fn data_tiers(&self, group: &Group<'a>, first: &Use<'a>) -> Vec<TierId> {
        let others = group.tiers().into_iter().filter_map(|used| used.tier).filter(|tier| self.policy.is_data(*tier));
        let mut tiers: Vec<_> = first.tier.into_iter().chain(others.filter(|tier| Some(*tier) != first.tier)).collect();
        tiers.dedup();
        tiers
    }
}

impl<'a> Group<'a> {
    pub fn rules(&self, direction: Direction) -> impl Iterator<Item = &GroupRule<'a>> {
        self.rules.iter().filter(move |rule| rule.direction == direction)
    }

    /// The list of inline rules of a direction, when it may have more.
    pub fn more(&self, direction: Direction) -> Option<Value<'a>> {
        self.more.iter().find(|(of, _)| *of == direction).map(|(_, list)| *list)
    }

    /// Uses whose tier is known, each tier once, certain ones first.
    pub fn tiers(&self) -> Vec<Use<'a>> {
        let mut found: Vec<Use<'a>> = Vec::new();
        for certain in [true, false] {
            for used in self.uses.iter().filter(|u| u.certain == certain && u.tier.is_some()) {
                if !found.iter().any(|other| other.tier == used.tier) {
                    found.push(*used);
                }
            }
        }
        found
    }

    /// The listeners of the load balancers that use it.
    pub fn listeners(&self) -> impl Iterator<Item = Resource<'a>> {
        let referrers = self.uses.iter().flat_map(|used| used.by.referrers()).map(|(from, _)| from);
        referrers.filter(|from| matches!(from.type_name(), "aws_lb_listener" | "aws_alb_listener"))
    }

    /// Whether everything that is known about the group leaves its tier open.
    pub fn has_no_tier(&self) -> bool {
        self.uses.iter().all(|u| u.tier.is_none())
    }

    /// Why its tier is not known.
    pub fn why_no_tier(&self) -> String {
        match self.uses.first() {
            None => format!("`{}` is attached to nothing here, so its tier is not known", self.name),
            Some(used) => {
                format!("`{}` is attached to `{}`, which belongs to no tier", self.name, used.by.address())
            }
        }
    }
}

/// What decides the tier of a group that has none.
pub const DECIDES_TIER: &str = "attaching the group in this configuration, or a tier for it under `[topology.tiers]`";

impl<'a> Builder<'a> {
    fn add(&mut self, resource: Option<Resource<'a>>, name: String) -> GroupId {
        self.groups.push(Group { resource, name, rules: Vec::new(), more: Vec::new(), uses: Vec::new() });
        self.groups.len() - 1
    }

    fn inline_rules(&mut self) {
        for id in 0..self.groups.len() {
            let Some(resource) = self.groups[id].resource else { continue };
            for direction in [Direction::Ingress, Direction::Egress] {
                let (rules, more) =
                    rules_of_group::inline(resource, direction, &mut |value| self.resolve(resource, value));
                for rule in rules {
                    self.attach_rule(id, rule);
                }
                self.groups[id].more.extend(more.map(|list| (direction, list)));
            }
        }
    }

    fn standalone_rule(&mut self, resource: Resource<'a>) {
        for (value, certain) in rules_of_group::scalars(resource.attr("security_group_id")) {
            let Some(PeerKind::Group(id)) = self.resolve(resource, value) else { continue };
            let rule = rules_of_group::standalone(resource, &mut |value| self.resolve(resource, value));
            if let Some(mut rule) = rule {
                rule.certain &= certain && self.exists(id);
                self.attach_rule(id, rule);
            }
        }
    }

    fn attach_rule(&mut self, id: GroupId, mut rule: GroupRule<'a>) {
        for peer in &mut rule.peers {
            match peer.kind {
                PeerKind::Group(other) if other == id => peer.kind = PeerKind::Itself,
                PeerKind::Group(other) => peer.certain &= self.exists(other),
                _ => {}
            }
        }
        self.groups[id].rules.push(rule);
    }

    fn group_of(&self, resource: Resource<'a>) -> Option<GroupId> {
        self.by_resource.get(resource.index() as usize).copied().flatten()
    }

    fn exists(&self, id: GroupId) -> bool {
        self.groups[id].resource.is_none_or(|resource| resource.exists() == Existence::Yes)
    }

    fn attachment(&mut self, view: View<'a>, attachment: &Attachment) {
        let resource = view.resource(attachment.resource);
        let belongs = || attachment.belongs.iter().map(|(tier, by, sure)| (*tier, view.resource(*by), *sure));
        for (value, certain) in &attachment.values {
            let value = view.value(*value);
            let named = if value.is_list() { None } else { self.resolve(resource, value) };
            let mut groups: Vec<_> = match named {
                Some(PeerKind::Group(id)) => vec![(id, *certain)],
                _ => Vec::new(),
            };
            // Computed in a way that cannot be followed: it may be any of the groups behind it.
            if groups.is_empty() {
                let behind = value.refs().filter_map(|target| target.resource());
                groups.extend(behind.filter_map(|target| self.group_of(target)).map(|id| (id, false)));
            }
            for (id, certain) in groups {
                self.groups[id].uses.extend(belongs().map(|(tier, by, sure)| Use {
                    tier,
                    by,
                    through: resource,
                    at: value,
                    certain: certain && sure && by.exists() == Existence::Yes,
                }));
            }
        }
    }

    /// What group a value of `owner` names; `None` when that cannot be known.
    fn resolve(&mut self, owner: Resource<'a>, value: Value<'a>) -> Option<PeerKind<'a>> {
        let (address, path) = match value.target() {
            Some(target) => {
                if let Some(resource) = target.resource() {
                    if let Some(id) = self.group_of(resource) {
                        return Some(PeerKind::Group(id));
                    }
                    return target.path().contains("security_group").then_some(PeerKind::ServiceGroup(resource));
                }
                (target.address(), target.path())
            }
            None => (value.string().known()?, ""),
        };
        let key = (owner.root(), owner.variant(), address, path);
        if let Some(id) = self.foreign.get(&key) {
            return Some(PeerKind::Group(*id));
        }
        let id = self.add(None, address.to_owned());
        self.foreign.insert(key, id);
        Some(PeerKind::Group(id))
    }
}
