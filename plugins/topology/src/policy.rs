//! The policy: which tiers there are, what belongs to each, and which may talk to which.
//!
//! Comes from the section `topology` of the configuration, and from defaults where that says nothing. The
//! pages of the rules tell users how: `rules/tier_skipped.md`.

use tollgate_sdk::{Read, Resource, Value};

use crate::{
    glob,
    ports::Range,
    types::{APP, BALANCERS, DATA, INFRASTRUCTURE},
};

/// Index of a tier in its policy.
pub type TierId = usize;

/// Not a tier of groups: everybody.
pub const INTERNET: TierId = 0;

#[derive(Debug)]
pub struct Policy {
    tiers: Vec<Tier>,
    flows: Vec<Flow>,
    /// Where internal load balancers belong.
    internal: Option<TierId>,
}

#[derive(Debug, Default)]
struct Tier {
    name: String,
    types: Vec<String>,
    names: Vec<String>,
    tags: Vec<(String, String)>,
    data: bool,
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

impl Policy {
    /// Reads the section; anything it does not say is as by default.
    pub fn new(section: Value<'_>) -> Self {
        let mut policy = Self { tiers: Vec::new(), flows: Vec::new(), internal: None };
        policy.tiers.push(Tier { name: "internet".to_owned(), ..Tier::default() });
        for (name, written) in section.attr("tiers").entries() {
            let types = written.attr("types");
            policy.tiers.push(Tier {
                name: name.to_owned(),
                types: if types.is_unset() { default_types(name) } else { strings(types) },
                names: strings(written.attr("names")),
                tags: written
                    .attr("tags")
                    .entries()
                    .filter_map(|(key, value)| Some((key.to_owned(), value.string().known()?.to_owned())))
                    .collect(),
                data: false,
            });
        }
        let flows = section.attr("flows");
        if flows.is_unset() {
            for (from, to, ports) in
                [("internet", "edge", Some(vec![(80, 80), (443, 443)])), ("edge", "app", None), ("app", "data", None)]
            {
                policy.flow(from, to, ports);
            }
            policy.tier("infrastructure");
        }
        for flow in flows.each() {
            let ports = flow.attr("ports");
            let ports = (!ports.is_unset()).then(|| ports.each().filter_map(port_range).collect());
            if let (Some(from), Some(to)) = (flow.attr("from").string().known(), flow.attr("to").string().known()) {
                policy.flow(from, to, ports);
            }
        }
        for tier in &mut policy.tiers {
            tier.data = tier.name == "data" || tier.types.iter().any(|ty| DATA.iter().any(|of| glob::matches(ty, of)));
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
            self.tiers.push(Tier { name: name.to_owned(), types: default_types(name), ..Tier::default() });
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
        let mut maybe = Claim::No;
        for tier in self.tiers() {
            for (key, wanted) in &self.tiers[tier].tags {
                match tag(resource, key) {
                    Read::Known(value) if value == wanted => return Claim::Yes(tier),
                    Read::Unknown if maybe == Claim::No => maybe = Claim::Maybe(tier),
                    _ => {}
                }
            }
        }
        let name = resource.attr("name").string().known();
        let named = |pattern: &String| {
            glob::matches(pattern, resource.name()) || name.is_some_and(|name| glob::matches(pattern, name))
        };
        match self.tiers().find(|tier| self.tiers[*tier].names.iter().any(named)) {
            Some(tier) if maybe == Claim::No => Claim::Yes(tier),
            _ => maybe,
        }
    }

    /// The tiers that a resource may belong to by its type: none, one, or two when it is not known whether a
    /// load balancer is internal.
    pub fn by_type(&self, resource: Resource<'_>) -> Vec<TierId> {
        let ty = resource.type_name();
        let Some(tier) =
            self.tiers().find(|tier| self.tiers[*tier].types.iter().any(|pattern| glob::matches(pattern, ty)))
        else {
            return Vec::new();
        };
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

/// `443`, `"443"` or `"8080-8085"`.
fn port_range(port: Value<'_>) -> Option<Range> {
    let text = port.string().known()?;
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
}

/// A tag of a resource, those of the provider included.
fn tag<'a>(resource: Resource<'a>, key: &str) -> Read<&'a str> {
    let all = resource.attr("tags_all");
    let tags = if all.is_unset() { resource.attr("tags") } else { all };
    tags.attr(key).string()
}
