//! One shape for the rules of a group, however they are written: `ingress` and `egress` blocks of the group,
//! `aws_security_group_rule`, `aws_vpc_security_group_ingress_rule` and `…_egress_rule`.

use tollgate_sdk::{Existence, Read, Resource, Value};

use crate::{cidr::Cidr, model::GroupId, ports::Ports};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    Ingress,
    Egress,
}

/// A rule of a group.
#[derive(Debug)]
pub struct GroupRule<'a> {
    pub direction: Direction,
    /// The inline block, or the resource.
    pub place: Value<'a>,
    /// The resource it is written in: the group, or its own.
    pub owner: Resource<'a>,
    pub standalone: bool,
    pub ports: Ports,
    /// What decides the ports.
    pub port: Value<'a>,
    pub peers: Vec<Peer<'a>>,
    /// Values that may name further peers.
    pub more: Vec<More<'a>>,
    /// Exists, and belongs to the group, for sure.
    pub certain: bool,
}

/// Whom a rule admits.
#[derive(Clone, Copy, Debug)]
pub struct Peer<'a> {
    pub kind: PeerKind<'a>,
    pub at: Value<'a>,
    /// Whether the value is this for sure, not only in one branch of an unknown condition.
    pub certain: bool,
    /// As good as everybody on the internet.
    pub world: bool,
}

#[derive(Clone, Copy, Debug)]
pub enum PeerKind<'a> {
    Group(GroupId),
    /// The group that this service made for itself.
    ServiceGroup(Resource<'a>),
    /// The group that has the rule.
    Itself,
    Cidr(Cidr),
    /// A range inside of a VPC, or something else that is not everybody, without knowing the addresses.
    InnerCidr,
    UnknownCidr,
    /// The resource when it is written in the configuration.
    PrefixList(Option<Resource<'a>>),
    UnknownGroup,
}

impl Peer<'_> {
    /// How a peer that is the world is written, where that does not speak for itself.
    pub fn disguise(&self) -> String {
        match (self.kind, self.at.string().known()) {
            (PeerKind::Cidr(cidr), Some(text)) if !cidr.is_world() => {
                format!(", by `{text}` together with other ranges")
            }
            (PeerKind::Cidr(_), Some(text)) if !text.ends_with("/0") => format!(", by `{text}`"),
            (PeerKind::PrefixList(_), _) => ", by a prefix list".to_owned(),
            _ => String::new(),
        }
    }
}

impl PeerKind<'_> {
    /// Whether its addresses are not known at all, so that they may be everybody's.
    pub fn is_unknown_range(&self) -> bool {
        match self {
            Self::UnknownCidr | Self::PrefixList(None) => true,
            // Lists that AWS keeps hold the addresses of one of its services.
            Self::PrefixList(Some(list)) if list.is_data() => {
                list.attr("name").starts_with("com.amazonaws.") != tollgate_sdk::Answer::Yes
            }
            Self::PrefixList(Some(list)) => {
                let entries = list.attr("entry");
                entries.may_have_more() || entries.each().any(|entry| entry.attr("cidr").is_unknown())
            }
            _ => false,
        }
    }

    /// Addresses rather than a group.
    pub fn is_addresses(&self) -> bool {
        matches!(self, Self::Cidr(_) | Self::InnerCidr | Self::UnknownCidr | Self::PrefixList(_))
    }
}

/// A value that may name further peers.
#[derive(Clone, Copy, Debug)]
pub struct More<'a> {
    pub at: Value<'a>,
    pub groups: bool,
}

/// What a value that names a group stands for.
pub type ResolveGroup<'r, 'a> = dyn FnMut(Value<'a>) -> Option<PeerKind<'a>> + 'r;

/// The rules in the blocks `direction` of a group, and the list when it may have more.
pub fn inline<'a>(
    group: Resource<'a>,
    direction: Direction,
    resolve: &mut ResolveGroup<'_, 'a>,
) -> (Vec<GroupRule<'a>>, Option<Value<'a>>) {
    let list = group.attr(match direction {
        Direction::Ingress => "ingress",
        Direction::Egress => "egress",
    });
    let mut rules = Vec::new();
    let (blocks, more) = elements(list);
    for (block, certain) in blocks {
        if block.is_unknown() {
            continue;
        }
        let mut peers = Peers { resolve, found: Vec::new(), more: Vec::new() };
        peers.list(block.attr("security_groups"), Named::Group);
        peers.list(block.attr("cidr_blocks"), Named::Cidr);
        peers.list(block.attr("ipv6_cidr_blocks"), Named::Cidr);
        peers.list(block.attr("prefix_list_ids"), Named::PrefixList);
        peers.itself(block.attr("self"));
        let (peers, more) = peers.finish();
        let (ports, port) = ports(block.attr("protocol"), block.attr("from_port"), block.attr("to_port"));
        rules.push(GroupRule {
            direction,
            place: block,
            owner: group,
            standalone: false,
            ports,
            port,
            peers,
            more,
            certain: certain && group.exists() == Existence::Yes,
        });
    }
    (rules, more)
}

/// The rule of a standalone resource; `None` when its direction is not known.
pub fn standalone<'a>(resource: Resource<'a>, resolve: &mut ResolveGroup<'_, 'a>) -> Option<GroupRule<'a>> {
    let mut peers = Peers { resolve, found: Vec::new(), more: Vec::new() };
    let (direction, protocol) = match resource.type_name() {
        "aws_security_group_rule" => {
            peers.one(&[(resource.attr("source_security_group_id"), Named::Group)]);
            peers.list(resource.attr("cidr_blocks"), Named::Cidr);
            peers.list(resource.attr("ipv6_cidr_blocks"), Named::Cidr);
            peers.list(resource.attr("prefix_list_ids"), Named::PrefixList);
            peers.itself(resource.attr("self"));
            match resource.attr("type").string() {
                Read::Known("ingress") => (Direction::Ingress, "protocol"),
                Read::Known("egress") => (Direction::Egress, "protocol"),
                _ => return None,
            }
        }
        other => {
            peers.one(&[
                (resource.attr("referenced_security_group_id"), Named::Group),
                (resource.attr("cidr_ipv4"), Named::Cidr),
                (resource.attr("cidr_ipv6"), Named::Cidr),
                (resource.attr("prefix_list_id"), Named::PrefixList),
            ]);
            let ingress = other == "aws_vpc_security_group_ingress_rule";
            (if ingress { Direction::Ingress } else { Direction::Egress }, "ip_protocol")
        }
    };
    let (peers, more) = peers.finish();
    let (ports, port) = ports(resource.attr(protocol), resource.attr("from_port"), resource.attr("to_port"));
    Some(GroupRule {
        direction,
        place: resource.body(),
        owner: resource,
        standalone: true,
        ports,
        port,
        peers,
        more,
        certain: resource.exists() == Existence::Yes,
    })
}

/// The ports, and the value that decides them: the unknown one, the protocol that opens all, or the first port.
fn ports<'a>(protocol: Value<'a>, from: Value<'a>, to: Value<'a>) -> (Ports, Value<'a>) {
    let ports = Ports::read(protocol, from, to);
    let decides = match ports {
        Ports::Unknown => [protocol, from, to].into_iter().find(Value::is_unknown).unwrap_or(protocol),
        Ports::All | Ports::Portless => protocol,
        Ports::Range(..) if from.is_unset() => protocol,
        Ports::Range(..) | Ports::Udp(..) => from,
    };
    (ports, decides)
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Named {
    Group,
    Cidr,
    PrefixList,
}

struct Peers<'r, 's, 'a> {
    resolve: &'r mut ResolveGroup<'s, 'a>,
    found: Vec<Peer<'a>>,
    more: Vec<More<'a>>,
}

impl<'a> Peers<'_, '_, 'a> {
    fn list(&mut self, list: Value<'a>, named: Named) {
        let (items, more) = elements(list);
        for (item, certain) in items {
            self.push(item, named, certain);
        }
        self.more.extend(more.map(|at| More { at, groups: named == Named::Group }));
    }

    /// Attributes of which a rule sets exactly one. An unknown one may be null, and then another is set.
    fn one(&mut self, attributes: &[(Value<'a>, Named)]) {
        let set: Vec<_> = attributes.iter().filter(|(value, _)| !value.is_unset()).collect();
        for (value, named) in &set {
            let doubtful = set.len() > 1 && value.is_unknown() && value.target().is_none();
            for (item, certain) in scalars(*value) {
                if doubtful && item.is_unknown() {
                    self.more.push(More { at: item, groups: *named == Named::Group });
                } else {
                    self.push(item, *named, certain);
                }
            }
        }
    }

    fn itself(&mut self, value: Value<'a>) {
        match value.bool() {
            Read::Known(true) => self.add(PeerKind::Itself, value, true),
            Read::Unknown => self.add(PeerKind::Itself, value, false),
            _ => {}
        }
    }

    fn push(&mut self, item: Value<'a>, named: Named, certain: bool) {
        let kind = match named {
            Named::Group => (self.resolve)(item).unwrap_or(PeerKind::UnknownGroup),
            Named::Cidr => cidr(item),
            Named::PrefixList => PeerKind::PrefixList(item.target().and_then(|target| target.resource())),
        };
        self.add(kind, item, certain);
    }

    fn add(&mut self, kind: PeerKind<'a>, at: Value<'a>, certain: bool) {
        self.found.push(Peer { kind, at, certain, world: false });
    }

    fn finish(self) -> (Vec<Peer<'a>>, Vec<More<'a>>) {
        (self.found, self.more)
    }
}

fn cidr<'a>(value: Value<'a>) -> PeerKind<'a> {
    match value.string() {
        Read::Known(text) => Cidr::parse(text).map_or(PeerKind::InnerCidr, PeerKind::Cidr),
        _ if value.target().is_some_and(|target| target.path().contains("cidr_block")) => PeerKind::InnerCidr,
        _ if ["10.", "192.168."].iter().any(|prefix| value.starts_with(prefix) == tollgate_sdk::Answer::Yes) => {
            PeerKind::InnerCidr
        }
        _ => PeerKind::UnknownCidr,
    }
}

/// The elements of a list that may depend on conditions, each with whether it is there for sure, and the list
/// itself when it may have more.
pub fn elements<'a>(list: Value<'a>) -> (Vec<(Value<'a>, bool)>, Option<Value<'a>>) {
    let mut items = Vec::new();
    let mut more = None;
    let branches: Vec<_> = list.possibilities().collect();
    for branch in &branches {
        if branch.may_have_more() {
            more = Some(list);
        }
        for element in branch.each() {
            items.extend(scalars(element).into_iter().map(|(item, certain)| (item, certain && branches.len() == 1)));
        }
    }
    (items, more)
}

/// What a value may be, nulls left out, each with whether it is that for sure.
pub fn scalars<'a>(value: Value<'a>) -> Vec<(Value<'a>, bool)> {
    let branches: Vec<_> = value.possibilities().collect();
    let certain = branches.len() == 1;
    branches.into_iter().filter(|branch| !branch.is_unset()).map(|branch| (branch, certain)).collect()
}
