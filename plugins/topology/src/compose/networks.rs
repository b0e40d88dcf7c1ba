//! Who meets whom: the networks of a project and the services on them.
//!
//! Everything by which services reach one another becomes a network here: those of `networks`, the network
//! namespace that `network_mode: service:…` shares, the default bridge, and the network of the host, where
//! services in host mode reach what others publish. A network that is `internal` is cut off from outside; its
//! members reach one another all the same.

use std::collections::BTreeMap;

use tollgate_sdk::{Answer, Existence, Read, Resource, Value, View};

use crate::types::NETWORK;

/// Index of a service in its model.
pub type ServiceId = usize;
/// Index of a network in its model.
pub type NetworkId = usize;

#[derive(Debug)]
pub struct Network<'a> {
    pub kind: Kind<'a>,
    members: Vec<Member<'a>>,
    /// Networks of the same name in other projects; an index of [`Networks::groups`].
    group: Option<usize>,
    /// Only where it is declared.
    resource: Option<Resource<'a>>,
    root: &'a str,
    variant: &'a str,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind<'a> {
    /// What is on the network of this service by `network_mode`, itself included.
    Namespace(ServiceId),
    Named(&'a str),
    DefaultBridge,
    Host,
}

/// A service on a network.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    pub service: ServiceId,
    /// What puts it there.
    pub at: Value<'a>,
    pub certain: bool,
    /// Whether it can open connections there; what is published on the host only takes them.
    pub opens: bool,
}

/// The networks of all projects.
#[derive(Debug)]
pub struct Networks<'a> {
    all: Vec<Network<'a>>,
    /// External networks, and those of other projects that they are.
    groups: Vec<Vec<NetworkId>>,
    /// Per service: its networks, and what may put it on others.
    of_services: Vec<(Vec<NetworkId>, Option<Value<'a>>)>,
}

/// How a service is on the network.
#[derive(Clone, Copy, Debug)]
pub enum Mode<'a> {
    /// On those of `networks`.
    Own,
    /// On that of another service.
    With(ServiceId),
    Bridge,
    Host,
    /// On a network that is not declared.
    Other(&'a str),
    None,
    Unknown,
}

/// The value of `network_mode`, read. `find` knows services by name, and containers by the name they are given.
fn mode<'a>(service: Resource<'a>, find: impl Fn(&str, &str) -> Option<ServiceId>) -> Mode<'a> {
    match service.attr("network_mode").string() {
        Read::Absent | Read::Null => Mode::Own,
        Read::Unknown => Mode::Unknown,
        Read::Known(text) => match text.split_once(':') {
            Some(("service", name)) => find("service", name).map_or(Mode::None, Mode::With),
            // A container of somebody else, mostly.
            Some((kind, name)) => find(kind, name).map_or(Mode::Unknown, Mode::With),
            None => match text {
                "none" => Mode::None,
                "host" => Mode::Host,
                "bridge" | "default" => Mode::Bridge,
                other => Mode::Other(other),
            },
        },
    }
}

/// The mode of every service.
pub fn modes<'a>(services: &[Resource<'a>]) -> Vec<Mode<'a>> {
    let mut names = BTreeMap::new();
    for (id, one) in services.iter().enumerate() {
        names.insert((one.root(), one.variant(), "service", one.name()), id);
        if let Read::Known(container) = one.attr("container_name").string() {
            names.insert((one.root(), one.variant(), "container", container), id);
        }
    }
    let find = |of: Resource<'a>, kind: &str, name: &str| names.get(&(of.root(), of.variant(), kind, name)).copied();
    services.iter().map(|service| mode(*service, |kind, name| find(*service, kind, name))).collect()
}

/// The service whose network one is on, itself mostly. A circle, which Compose refuses, has none.
pub fn owner(modes: &[Mode<'_>], service: ServiceId) -> ServiceId {
    let mut at = service;
    for _ in 0..modes.len() {
        match modes[at] {
            Mode::With(next) => at = next,
            _ => return at,
        }
    }
    service
}

impl<'a> Networks<'a> {
    /// `publishes` says of a service what it publishes on its host for sure, if it does.
    pub fn new(
        view: View<'a>,
        services: &[Resource<'a>],
        modes: &[Mode<'a>],
        publishes: impl Fn(ServiceId) -> Option<Value<'a>>,
    ) -> Self {
        let declared: BTreeMap<_, _> =
            view.of(NETWORK).map(|network| ((network.root(), network.variant(), network.name()), network)).collect();
        let mut builder = Builder { services, declared, all: Vec::new(), ids: BTreeMap::new() };
        let mut more = vec![None; services.len()];
        // What shares a namespace comes first: of several ways between two services, the first is shown.
        for (id, service) in services.iter().enumerate() {
            let owner = owner(modes, id);
            if owner != id {
                let kind = Kind::Namespace(owner);
                if builder.join(id, kind, service.attr("network_mode")) {
                    builder.join(owner, kind, services[owner].body());
                }
            }
        }
        for (id, service) in services.iter().enumerate() {
            let owner = owner(modes, id);
            let by_mode = service.attr("network_mode");
            match modes[owner] {
                Mode::Own => {
                    let networks = services[owner].attr("networks");
                    for (key, entry) in networks.entries() {
                        builder.join(id, Kind::Named(key), if owner == id { entry } else { by_mode });
                    }
                    if networks.may_have_more() {
                        more[id] = Some(networks);
                    }
                }
                Mode::Bridge => drop(builder.join(id, Kind::DefaultBridge, by_mode)),
                Mode::Other(name) => drop(builder.join(id, Kind::Named(name), by_mode)),
                Mode::Host => drop(builder.join(id, Kind::Host, by_mode)),
                Mode::Unknown => more[id] = Some(by_mode),
                Mode::None | Mode::With(_) => {}
            }
            if let Some(port) = publishes(id).filter(|_| !matches!(modes[owner], Mode::Host)) {
                builder.add(id, Kind::Host, Member { service: id, at: port, certain: true, opens: false });
            }
        }
        let mut of_services: Vec<(Vec<NetworkId>, _)> = more.into_iter().map(|more| (Vec::new(), more)).collect();
        for (id, network) in builder.all.iter().enumerate() {
            for member in &network.members {
                of_services[member.service].0.push(id);
            }
        }
        let mut networks = Self { all: builder.all, groups: Vec::new(), of_services };
        networks.group();
        networks
    }

    pub fn get(&self, id: NetworkId) -> &Network<'a> {
        &self.all[id]
    }

    /// The networks that a service is on.
    pub fn of(&self, service: ServiceId) -> &[NetworkId] {
        &self.of_services[service].0
    }

    /// What may put a service on networks that are not listed.
    pub fn may_be_more(&self, service: ServiceId) -> Option<Value<'a>> {
        self.of_services[service].1
    }

    /// A service as it is on one of its networks.
    pub fn member(&self, id: NetworkId, service: ServiceId) -> Option<&Member<'a>> {
        self.all[id].members.iter().find(|member| member.service == service)
    }

    /// All that are on a network. Members of other projects are on it when both run on one host, which is not
    /// known: nothing about them is certain.
    pub fn members(&self, id: NetworkId) -> impl Iterator<Item = Member<'a>> {
        let network = &self.all[id];
        let group = network.group.map_or(&[][..], |group| &self.groups[group]);
        let foreign = group.iter().map(|other| &self.all[*other]).filter(|other| network.may_be(other));
        let foreign = foreign.flat_map(|other| &other.members).map(|member| Member { certain: false, ..*member });
        network.members.iter().copied().chain(foreign)
    }

    /// Groups the networks that have one name, where any of them is external.
    fn group(&mut self) {
        let mut by_name: BTreeMap<&str, Vec<NetworkId>> = BTreeMap::new();
        for (id, network) in self.all.iter().enumerate() {
            if let Some(name) = network.name_of_engine() {
                by_name.entry(name).or_default().push(id);
            }
        }
        for ids in by_name.into_values().filter(|ids| ids.len() > 1) {
            for id in &ids {
                self.all[*id].group = Some(self.groups.len());
            }
            self.groups.push(ids);
        }
    }
}

struct Builder<'s, 'a> {
    services: &'s [Resource<'a>],
    declared: BTreeMap<(&'a str, &'a str, &'a str), Resource<'a>>,
    all: Vec<Network<'a>>,
    ids: BTreeMap<(&'a str, &'a str, Kind<'a>), NetworkId>,
}

impl<'a> Builder<'_, 'a> {
    fn join(&mut self, service: ServiceId, kind: Kind<'a>, at: Value<'a>) -> bool {
        self.add(service, kind, Member { service, at, certain: true, opens: true })
    }

    /// Whether it is the first there.
    fn add(&mut self, service: ServiceId, kind: Kind<'a>, mut member: Member<'a>) -> bool {
        let of = self.services[service];
        let (root, variant) = (of.root(), of.variant());
        let id = *self.ids.entry((root, variant, kind)).or_insert_with(|| {
            let resource = match kind {
                Kind::Named(key) => self.declared.get(&(root, variant, key)).copied(),
                _ => None,
            };
            self.all.push(Network { kind, members: Vec::new(), group: None, resource, root, variant });
            self.all.len() - 1
        });
        member.certain &= of.exists() == Existence::Yes;
        self.all[id].members.push(member);
        self.all[id].members.len() == 1
    }
}

impl<'a> Network<'a> {
    /// For people.
    pub fn name(&self, services: &[Resource<'a>]) -> String {
        match self.kind {
            Kind::Namespace(owner) => format!("the network namespace of `{}`", services[owner].address()),
            Kind::Named(name) => format!("network `{name}`"),
            Kind::DefaultBridge => "the default bridge of the engine".to_owned(),
            Kind::Host => "the network of the host".to_owned(),
        }
    }

    /// One of `networks`.
    pub fn is_named(&self) -> bool {
        matches!(self.kind, Kind::Named(_))
    }

    /// Whether it is made elsewhere, so that others may be on it too.
    pub fn is_external(&self) -> Answer {
        self.is("external")
    }

    /// Whether it is cut off from outside.
    pub fn is_internal(&self) -> Answer {
        self.is("internal")
    }

    fn is(&self, attribute: &str) -> Answer {
        self.resource.map_or(Answer::No, |network| network.attr(attribute).bool().test(|is| is))
    }

    /// Whether members reach one another: a bridge can be told that they must not.
    pub fn connects(&self) -> bool {
        let options = self.resource.map(|network| network.attr("driver_opts"));
        let connects = options.map(|options| options.attr("com.docker.network.bridge.enable_icc").string());
        connects != Some(Read::Known("false"))
    }

    /// Whether a network of the same name in another project is this one. Variants of one project never meet.
    fn may_be(&self, other: &Self) -> bool {
        let is_external = self.is_external() == Answer::Yes || other.is_external() == Answer::Yes;
        let variants_fit = self.variant == other.variant || self.variant.is_empty() || other.variant.is_empty();
        self.root != other.root && is_external && variants_fit
    }

    /// The name that the engine knows it by, where that is written.
    fn name_of_engine(&self) -> Option<&'a str> {
        let network = self.resource?;
        match network.attr("name").string() {
            Read::Absent | Read::Null if self.is_external() == Answer::Yes => Some(network.name()),
            name => name.known(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Mode, owner};

    #[test]
    fn the_owner_of_a_namespace() {
        let modes = [Mode::Own, Mode::With(0), Mode::With(1), Mode::With(4), Mode::With(3), Mode::Host];
        let owners: Vec<_> = (0..modes.len()).map(|id| owner(&modes, id)).collect();
        assert_eq!(owners, [0, 0, 0, 3, 4, 5], "what goes round in a circle stays alone");
    }
}
