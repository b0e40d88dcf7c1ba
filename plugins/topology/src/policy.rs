//! The policy: which tiers there are, what belongs to each, and which may talk to which.
//!
//! Comes from the section `topology` of the configuration, and from defaults where that says nothing. The
//! pages of the rules tell users how: `rules/tier_skipped.md`.

use tollgate_sdk::{Answer, Input, Read, Resource, Value};

use crate::{
    compose::images::{self, Image},
    glob,
    ports::{Range, join, list},
    types::{APP, BALANCERS, DATA, INFRASTRUCTURE, SERVICE},
};

/// Index of a tier in its policy.
pub type TierId = usize;

/// Not a tier of groups: everybody.
pub const INTERNET: TierId = 0;

#[derive(Debug, Default)]
pub struct Policy {
    tiers: Vec<Tier>,
    flows: Vec<Flow>,
    /// Where internal load balancers belong.
    internal: Option<TierId>,
    /// Whether a tier says which services of Compose belong to it, so that they are held to all flows.
    names_services: bool,
    /// The same of what runs in Kubernetes.
    names_workloads: bool,
    /// Whether the flows are those of the configuration.
    writes_flows: bool,
    /// Whether the tiers are.
    writes_tiers: bool,
}

#[derive(Debug, Default)]
struct Tier {
    name: String,
    types: Vec<String>,
    names: Vec<String>,
    tags: Vec<(String, String)>,
    labels: Vec<(String, String)>,
    namespaces: Vec<String>,
    images: Images,
    /// Takes the services that nothing else claims: those of `app`, unless it lists its images.
    rest: bool,
    data: bool,
}

/// The images of a tier.
#[derive(Debug)]
enum Images {
    /// Patterns of the configuration.
    Written(Vec<String>),
    /// A table.
    Usual(&'static [&'static str]),
}

impl Default for Images {
    fn default() -> Self {
        Self::Usual(&[])
    }
}

impl Images {
    fn have(&self, image: &Image<'_>) -> Answer {
        match self {
            Self::Written(patterns) => image.is_any_of(patterns),
            Self::Usual(table) => image.is_in(table),
        }
    }

    fn have_stores(&self) -> bool {
        match self {
            Self::Written(patterns) => patterns.iter().any(|pattern| images::names_store(pattern)),
            // That of a tier which is called `data`, and is a data tier for that.
            Self::Usual(_) => false,
        }
    }
}

#[derive(Debug)]
struct Flow {
    from: TierId,
    to: TierId,
    /// `None`: all ports.
    ports: Option<Vec<Range>>,
}

/// What flows the policy has from one tier to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Allowed {
    Nothing,
    /// These ports.
    Ports(Vec<Range>),
    Everything,
}

impl Allowed {
    /// What either allows.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Everything, _) | (_, Self::Everything) => Self::Everything,
            (Self::Nothing, other) | (other, Self::Nothing) => other,
            (Self::Ports(mut ports), Self::Ports(more)) => {
                ports.extend(more);
                Self::Ports(ports)
            }
        }
    }
}

/// Whether something says of itself that it belongs to a tier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claim {
    No,
    /// A tag that would decide is unknown.
    Maybe(TierId),
    Yes(TierId),
}

/// What something runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Runs {
    /// What is built here.
    Own,
    /// An image.
    Image,
    Nothing,
}

/// What a service belongs to by what it runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ByImage {
    /// The tier has its image.
    Image(TierId),
    /// The tier has all services, or those of no other tier.
    Rest(TierId),
    /// It is a data store that no tier has.
    Store,
    None,
    /// The image decides, and is not known.
    Unknown,
}

impl Tier {
    /// A tier as its name says when nothing else does.
    fn usual(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            types: default_types(name),
            images: Images::Usual(images::usual(name)),
            rest: name == "app",
            ..Self::default()
        }
    }

    fn has_type(&self, ty: &str) -> bool {
        self.types.iter().any(|pattern| glob::matches(pattern, ty))
    }

    /// Whether its types are some of Kubernetes, such as `apps/v1/StatefulSet`.
    fn has_workloads(&self) -> bool {
        self.types.iter().any(|pattern| pattern.contains('/') && !pattern.starts_with("compose/"))
    }
}

impl Policy {
    /// Reads the section; anything it does not say is as by default.
    pub fn new(section: Value<'_>) -> Self {
        let mut policy = Self::default();
        policy.tiers.push(Tier { name: "internet".to_owned(), ..Tier::default() });
        policy.writes_tiers = !section.attr("tiers").is_unset();
        for (name, written) in section.attr("tiers").entries() {
            let (types, images) = (written.attr("types"), written.attr("images"));
            let usual = Tier::usual(name);
            let tier = Tier {
                types: if types.is_unset() { usual.types } else { strings(types) },
                names: strings(written.attr("names")),
                tags: pairs(written.attr("tags")),
                labels: pairs(written.attr("labels")),
                namespaces: strings(written.attr("namespaces")),
                images: if images.is_unset() { usual.images } else { Images::Written(strings(images)) },
                rest: usual.rest && images.is_unset(),
                ..Tier { name: usual.name, ..Tier::default() }
            };
            policy.names_services |= !images.is_unset() || !tier.labels.is_empty() || tier.has_type(SERVICE);
            policy.names_workloads |=
                !images.is_unset() || !tier.labels.is_empty() || !tier.namespaces.is_empty() || tier.has_workloads();
            policy.tiers.push(tier);
        }
        let flows = section.attr("flows");
        policy.writes_flows = !flows.is_unset();
        if flows.is_unset() {
            for (from, to, ports) in
                [("internet", "edge", Some(vec![(80, 80), (443, 443)])), ("edge", "app", None), ("app", "data", None)]
            {
                policy.flow(from, to, ports);
            }
            policy.tier("infrastructure");
            policy.tier("monitoring");
        }
        for flow in flows.each() {
            let ports = flow.attr("ports");
            let ports = (!ports.is_unset()).then(|| ports.each().filter_map(port_range).collect());
            if let (Some(from), Some(to)) = (flow.attr("from").string().known(), flow.attr("to").string().known()) {
                policy.flow(from, to, ports);
            }
        }
        for tier in &mut policy.tiers {
            tier.data = tier.name == "data"
                || tier.types.iter().any(|ty| DATA.iter().any(|of| glob::matches(ty, of)))
                || tier.images.have_stores();
        }
        policy.internal = policy.tiers.iter().position(|tier| tier.name == "app");
        policy
    }

    fn flow(&mut self, from: &str, to: &str, ports: Option<Vec<Range>>) {
        let (from, to) = (self.tier(from), self.tier(to));
        self.flows.push(Flow { from, to, ports });
    }

    /// The tier of that name. One that only a flow names has the default types of its name.
    fn tier(&mut self, name: &str) -> TierId {
        self.tiers.iter().position(|tier| tier.name == name).unwrap_or_else(|| {
            self.tiers.push(Tier::usual(name));
            self.tiers.len() - 1
        })
    }

    pub fn name(&self, tier: TierId) -> &str {
        &self.tiers[tier].name
    }

    /// Tiers of groups; the internet is none.
    pub fn tiers(&self) -> impl Iterator<Item = TierId> + use<> {
        1..self.tiers.len()
    }

    /// Keeps data: nobody but the tiers with a flow to it may come in, and nothing goes out.
    pub fn is_data(&self, tier: TierId) -> bool {
        self.tiers[tier].data
    }

    /// Takes traffic from the internet.
    pub fn is_edge(&self, tier: TierId) -> bool {
        self.has_flow(INTERNET, tier)
    }

    /// Whether the flows are those of the configuration, rather than the usual ones.
    pub fn writes_flows(&self) -> bool {
        self.writes_flows
    }

    /// Whether the configuration says anything of tiers: people who wrote no word of them need not know the usual ones.
    pub fn speaks_of_tiers(&self) -> bool {
        self.writes_tiers || self.writes_flows
    }

    /// How a message calls what is open besides `declared`: nobody declared the usual flows.
    pub fn beyond(&self, declared: &[Range]) -> String {
        let ports = list(declared);
        if self.writes_flows {
            format!("beyond the declared {ports}")
        } else {
            format!("beyond {ports}, the ports of the default flows")
        }
    }

    /// The end of a reason why a port should be closed.
    pub fn says_nobody_needs(&self) -> &'static str {
        if self.writes_flows {
            "one that the flows of the policy say nobody needs"
        } else {
            "one that no flow was written for"
        }
    }

    /// What may come from one tier to another. Within a tier, everything may.
    pub fn allowed(&self, from: TierId, to: TierId) -> Allowed {
        if from == to {
            return Allowed::Everything;
        }
        let flows = self.flows.iter().filter(|flow| flow.from == from && flow.to == to);
        flows.fold(Allowed::Nothing, |allowed, flow| {
            allowed.or(flow.ports.clone().map_or(Allowed::Everything, Allowed::Ports))
        })
    }

    /// Whether there is a flow on any port.
    pub fn has_flow(&self, from: TierId, to: TierId) -> bool {
        self.flows.iter().any(|flow| flow.from == from && flow.to == to)
    }

    /// The tiers with a flow to `to`.
    pub fn sources(&self, to: TierId) -> Vec<TierId> {
        let mut sources: Vec<_> = self.flows.iter().filter(|flow| flow.to == to).map(|flow| flow.from).collect();
        sources.dedup();
        sources
    }

    /// Ports that some tier may take from the internet.
    pub fn web_ports(&self) -> Vec<Range> {
        let mut ports = Vec::new();
        for flow in self.flows.iter().filter(|flow| flow.from == INTERNET) {
            match &flow.ports {
                None => ports.push((0, u16::MAX)),
                Some(some) => ports.extend_from_slice(some),
            }
        }
        ports
    }

    /// The tiers that every chain of declared flows from the internet to `to` passes, in between; `None` when
    /// there is no chain.
    pub fn passes(&self, to: TierId) -> Option<Vec<TierId>> {
        let chain = self.chain(INTERNET, to);
        let (_, rest) = chain.split_first()?;
        let (_, between) = rest.split_last()?;
        Some(between.iter().copied().filter(|tier| !self.is_reached_around(to, *tier)).collect())
    }

    /// Whether a chain of flows leads from the internet to `to` without passing `around`.
    fn is_reached_around(&self, to: TierId, around: TierId) -> bool {
        let mut reached = vec![false; self.tiers.len()];
        let mut stack = vec![INTERNET];
        while let Some(at) = stack.pop() {
            for flow in self.flows.iter().filter(|flow| flow.from == at && flow.to != around) {
                if !std::mem::replace(&mut reached[flow.to], true) {
                    stack.push(flow.to);
                }
            }
        }
        reached[to]
    }

    /// What is wrong with a way from the internet to `to` that passes the tiers `passed`, and which way is declared:
    /// `without passing the app tier`, `the declared way is …`.
    pub fn way_around(&self, to: TierId, passed: &[TierId]) -> (String, String) {
        let between = self.passes(to).unwrap_or_default().into_iter().filter(|tier| !passed.contains(tier));
        let skipped: Vec<_> = between.map(|tier| format!("`{}`", self.name(tier))).collect();
        let how = match skipped.len() {
            0 => "although no flow leads there".to_owned(),
            1 => format!("without passing the {} tier", skipped[0]),
            _ => format!("without passing the {} tiers", join(&skipped)),
        };
        let chain: Vec<_> = self.chain(INTERNET, to).iter().map(|tier| self.name(*tier)).collect();
        let declared = if chain.is_empty() {
            format!("no flow leads from the internet to `{}`", self.name(to))
        } else {
            format!("the declared way is `{}`", chain.join(" → "))
        };
        (how, declared)
    }

    /// The shortest chain of declared flows, both ends included; empty when there is none.
    pub fn chain(&self, from: TierId, to: TierId) -> Vec<TierId> {
        let mut before = vec![None; self.tiers.len()];
        let mut queue = std::collections::VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            if at == to {
                let mut chain = vec![to];
                let mut at = to;
                while let Some(previous) = before[at].filter(|_| at != from) {
                    chain.push(previous);
                    at = previous;
                }
                chain.reverse();
                return chain;
            }
            for flow in self.flows.iter().filter(|flow| flow.from == at) {
                if before[flow.to].is_none() && flow.to != from {
                    before[flow.to] = Some(at);
                    queue.push_back(flow.to);
                }
            }
        }
        Vec::new()
    }

    /// What the tags and the name of a resource say. Tags come first: they are written for this.
    pub fn claim(&self, resource: Resource<'_>) -> Claim {
        let maybe = match self.claim_by_tags(resource) {
            Claim::Yes(tier) => return Claim::Yes(tier),
            maybe => maybe,
        };
        let name = match resource.input() {
            Input::Compose => resource.attr("container_name"),
            Input::Terraform | Input::Kubernetes => resource.attr("name"),
        };
        let name = name.string().known();
        let named = |pattern: &String| {
            glob::matches(pattern, resource.name()) || name.is_some_and(|name| glob::matches(pattern, name))
        };
        match self.tiers().find(|tier| self.tiers[*tier].names.iter().any(named)) {
            Some(tier) if maybe == Claim::No => Claim::Yes(tier),
            _ => maybe,
        }
    }

    /// What the tags or labels of a resource say.
    pub fn claim_by_tags(&self, resource: Resource<'_>) -> Claim {
        let mut maybe = Claim::No;
        for (id, tier) in self.tiers.iter().enumerate() {
            let tags = tier.tags.iter().map(|(key, wanted)| (tag(resource, key), wanted));
            let labels = tier.labels.iter().map(|(key, wanted)| (resource.attr("labels").attr(key).string(), wanted));
            for (value, wanted) in tags.chain(labels) {
                match value {
                    Read::Known(value) if value == wanted => return Claim::Yes(id),
                    Read::Unknown if maybe == Claim::No => maybe = Claim::Maybe(id),
                    _ => {}
                }
            }
        }
        maybe
    }

    /// What labels say, of which `label` tells one. Both the labels and the tags of a tier are meant.
    pub fn claim_by_labels<'v>(&self, label: impl Fn(&str) -> Read<&'v str>) -> Claim {
        let mut maybe = Claim::No;
        for (id, tier) in self.tiers.iter().enumerate() {
            for (key, wanted) in tier.labels.iter().chain(&tier.tags) {
                match label(key) {
                    Read::Known(value) if value == wanted => return Claim::Yes(id),
                    Read::Unknown if maybe == Claim::No => maybe = Claim::Maybe(id),
                    _ => {}
                }
            }
        }
        maybe
    }

    /// The tier that has a name like that.
    pub fn claim_by_name(&self, name: &str) -> Option<TierId> {
        let named = |tier: &TierId| self.tiers[*tier].names.iter().any(|pattern| glob::matches(pattern, name));
        self.tiers().find(named)
    }

    /// The tier to which all of a namespace belongs.
    pub fn claim_by_namespace(&self, name: &str) -> Option<TierId> {
        let has = |tier: &TierId| self.tiers[*tier].namespaces.iter().any(|pattern| glob::matches(pattern, name));
        self.tiers().find(has)
    }

    /// Whether the configuration says of some workloads of Kubernetes which tier they belong to.
    pub fn names_workloads(&self) -> bool {
        self.names_workloads
    }

    /// The flows that the configuration lists, each once: from, to and what it allows.
    pub fn written_flows(&self) -> Vec<(TierId, TierId, Allowed)> {
        let mut pairs: Vec<_> = self.flows.iter().map(|flow| (flow.from, flow.to)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let written = pairs.into_iter().filter(|_| self.writes_flows);
        written.map(|(from, to)| (from, to, self.allowed(from, to))).collect()
    }

    /// Whether the configuration says of some services which tier they belong to.
    pub fn names_services(&self) -> bool {
        self.names_services
    }

    /// The tier that a service belongs to by what it runs.
    pub fn by_image(&self, service: Resource<'_>) -> ByImage {
        let image = Image::new(service.attr("image_reference"));
        // What is built here is one's own, however it is called.
        let is_own = !service.attr("build").is_unset() && image.name().known().is_none();
        let what = if is_own {
            Runs::Own
        } else if service.attr("image").is_unset() {
            Runs::Nothing
        } else {
            Runs::Image
        };
        self.by_what_runs(&image, what, SERVICE)
    }

    /// The tier of what is of a type, by what it runs.
    ///
    /// Images that a tier names come first, then the type of all services, then the tier that takes what is left:
    /// everything but software that is known to be something else.
    pub fn by_what_runs(&self, image: &Image<'_>, what: Runs, ty: &str) -> ByImage {
        let is_own = what == Runs::Own;
        let mut maybe = Vec::new();
        if !is_own {
            for (id, tier) in self.tiers.iter().enumerate() {
                match tier.images.have(image) {
                    Answer::Yes if maybe.is_empty() => return ByImage::Image(id),
                    Answer::No => {}
                    _ => maybe.push(id),
                }
            }
        }
        let runs = what != Runs::Nothing;
        let rest = || self.tiers.iter().position(|tier| tier.rest || is_own && tier.name == "app").filter(|_| runs);
        let otherwise = match self.tiers.iter().position(|tier| tier.has_type(ty)) {
            Some(id) => Some(id),
            None if is_own => rest(),
            None => match image.is_well_known() {
                Answer::No => rest(),
                Answer::Yes => None,
                _ if rest().is_some() => return ByImage::Unknown,
                _ => None,
            },
        };
        match otherwise {
            _ if maybe.iter().any(|id| Some(*id) != otherwise) => ByImage::Unknown,
            Some(id) => ByImage::Rest(id),
            None if image.is_in(images::STORES) == Answer::Yes => ByImage::Store,
            None => ByImage::None,
        }
    }

    /// The tiers that a resource may belong to by its type: none, one, or two when it is not known whether a
    /// load balancer is internal.
    pub fn by_type(&self, resource: Resource<'_>) -> Vec<TierId> {
        let ty = resource.type_name();
        let Some(tier) = self.tiers().find(|tier| self.tiers[*tier].has_type(ty)) else { return Vec::new() };
        if !BALANCERS.contains(&ty) || !self.is_edge(tier) {
            return vec![tier];
        }
        match resource.attr("internal").bool().or(false) {
            Read::Known(true) => self.internal.into_iter().collect(),
            Read::Unknown => std::iter::once(tier).chain(self.internal).collect(),
            _ => vec![tier],
        }
    }
}

fn default_types(name: &str) -> Vec<String> {
    let types = match name {
        "edge" => BALANCERS,
        "app" => APP,
        "data" => DATA,
        "infrastructure" => INFRASTRUCTURE,
        _ => &[],
    };
    types.iter().map(|ty| (*ty).to_owned()).collect()
}

fn strings(list: Value<'_>) -> Vec<String> {
    list.each().filter_map(|item| Some(item.string().known()?.to_owned())).collect()
}

fn pairs(map: Value<'_>) -> Vec<(String, String)> {
    map.entries().filter_map(|(key, value)| Some((key.to_owned(), value.string().known()?.to_owned()))).collect()
}

/// `443`, `"443"` or `"8080-8085"`.
fn port_range(port: Value<'_>) -> Option<Range> {
    let text = port.string().known()?;
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
}

/// A tag of a resource, those of the provider included. Services have labels for that.
fn tag<'a>(resource: Resource<'a>, key: &str) -> Read<&'a str> {
    if resource.input() == Input::Compose {
        return resource.attr("labels").attr(key).string();
    }
    let all = resource.attr("tags_all");
    let tags = if all.is_unset() { resource.attr("tags") } else { all };
    tags.attr(key).string()
}

#[cfg(test)]
mod tests {
    use super::{INTERNET, Policy};

    /// The policy with these flows.
    fn policy(flows: &[(&str, &str)]) -> Policy {
        let mut policy = Policy::default();
        assert_eq!(policy.tier("internet"), INTERNET);
        for (from, to) in flows {
            policy.flow(from, to, None);
        }
        policy
    }

    #[test]
    fn what_every_chain_passes() {
        let check = |flows: &[(&str, &str)], expected: Option<&[&str]>| {
            let mut policy = policy(flows);
            let data = policy.tier("data");
            let passed = policy.passes(data);
            let names: Option<Vec<_>> = passed.map(|tiers| tiers.iter().map(|tier| policy.name(*tier)).collect());
            assert_eq!(names.as_deref(), expected, "{flows:?}");
        };
        let line = [("internet", "edge"), ("edge", "app"), ("app", "data")];
        check(&line, Some(&["edge", "app"]));
        check(&[line.as_slice(), &[("edge", "jobs"), ("jobs", "data")]].concat(), Some(&["edge"]));
        check(&[line.as_slice(), &[("internet", "data")]].concat(), Some(&[]));
        check(&[line.as_slice(), &[("app", "edge"), ("monitoring", "data")]].concat(), Some(&["edge", "app"]));
        check(&line[1..], None);
        check(&[], None);
    }
}
