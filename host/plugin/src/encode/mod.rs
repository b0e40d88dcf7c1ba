//! Resources and settings as bytes of the batch format, and the way back from a node to its place.

mod json;
mod nodes;

use std::{borrow::Cow, collections::BTreeMap, sync::OnceLock};

use hashbrown::HashMap;
use tollgate_api::Scope;
use tollgate_batch::{self as batch, NONE, NewNode, NewRef, NewResource, NewUnknown, Writer};
use tollgate_ir::{
    Address, AddressKind, How, Input, Kind, Mode, Project, RefPath, Reference, Resource, Tri, Unknown, Value, Why,
};

pub use json::encode_json;
pub use nodes::{NodeInfo, NodeStep, Nodes};

/// Writes batches of the resources of one project. What the batches have in common is found once.
#[derive(Debug)]
pub struct Encoder<'p> {
    resources: &'p [Resource],
    /// For each resource, its place among all by type, root, variant and address.
    ranks: Vec<u32>,
    /// For each resource, the first one with its address.
    firsts: Vec<u32>,
    /// The first resource with an address.
    by_address: HashMap<&'p Address, u32>,
    /// The addresses of the first resources that have them, as text.
    texts: Vec<OnceLock<String>>,
}

impl<'p> Encoder<'p> {
    pub fn new(project: &'p Project) -> Self {
        let resources = project.resources.as_slice();
        let mut types: BTreeMap<Cow<'_, str>, Vec<usize>> = BTreeMap::new();
        for (index, resource) in resources.iter().enumerate() {
            types.entry(resource.address.type_name()).or_default().push(index);
        }
        // Of one type they are in order already, unless somebody else made the project: then this is quick.
        types.values_mut().for_each(|indexes| indexes.sort_by_key(|index| &resources[*index].address));
        let mut ranks = vec![0; resources.len()];
        (0..).zip(types.values().flatten()).for_each(|(rank, index)| ranks[*index] = rank);
        let mut by_address = HashMap::with_capacity(resources.len());
        let firsts =
            (0..).zip(resources).map(|(index, one)| *by_address.entry(&*one.address).or_insert(index)).collect();
        let texts = resources.iter().map(|_| OnceLock::new()).collect();
        Self { resources, ranks, firsts, by_address, texts }
    }

    /// A batch of the resources with these indexes, and what its nodes stand for. The bytes depend on nothing but
    /// the resources: they are sorted by type, root, variant and address, whatever their order.
    pub fn encode(&self, indexes: &[usize], scope: Scope) -> (Vec<u8>, Nodes<'p>) {
        let Some(first) = indexes.first() else { return (Writer::new().finish(stored(scope), NONE), Nodes::default()) };
        let mut order = indexes.to_vec();
        order.sort_unstable_by_key(|index| self.ranks[*index]);
        let mut positions = vec![NONE; self.resources.len()];
        for (position, index) in (0..).zip(&order) {
            // Two blocks with one address: references mean the first.
            let place = &mut positions[self.firsts[*index] as usize];
            *place = position.min(*place);
        }
        let mut batch = Batch {
            encoder: self,
            writer: Writer::new(),
            nodes: Vec::new(),
            positions,
            targets: HashMap::new(),
            resource: &self.resources[*first],
            position: 0,
        };
        let bodies = batch.reserve(number(order.len()));
        for (position, index) in (0..).zip(&order) {
            batch.resource(position, *index, bodies + position);
        }
        (batch.writer.finish(stored(scope), NONE), Nodes { infos: batch.nodes })
    }

    /// The address of a resource that is the first to have it.
    fn text(&self, first: u32) -> &str {
        let first = first as usize;
        self.texts[first].get_or_init(|| self.resources[first].address.to_string())
    }
}

fn stored(scope: Scope) -> u32 {
    match scope {
        Scope::Resource => batch::SCOPE_RESOURCE,
        Scope::Linked => batch::SCOPE_LINKED,
        Scope::Project => batch::SCOPE_PROJECT,
    }
}

/// A batch that is being written.
struct Batch<'e, 'p> {
    encoder: &'e Encoder<'p>,
    writer: Writer,
    nodes: Vec<NodeInfo<'p>>,
    /// For the first resource with an address, the position in the batch of the first that is there; [`NONE`] for none.
    positions: Vec<u32>,
    /// Position and string of what was referred to, by where the address lies: many values refer to few resources.
    targets: HashMap<*const Address, (u32, u32)>,
    /// What is being written, and its position.
    resource: &'p Resource,
    position: u32,
}

impl<'p> Batch<'_, 'p> {
    fn resource(&mut self, position: u32, index: usize, body: u32) {
        let encoder = self.encoder;
        let resource = &encoder.resources[index];
        (self.resource, self.position) = (resource, position);
        self.put(body, &resource.body, NONE, NodeStep::Body);
        let address = &resource.address;
        self.writer.resource(NewResource {
            type_name: &address.type_name(),
            name: address.name(),
            address: encoder.text(encoder.firsts[index]),
            root: &address.root,
            variant: &address.variant,
            module: &address.module_path(),
            input: match address.input() {
                Input::Terraform => batch::INPUT_TERRAFORM,
                Input::Compose => batch::INPUT_COMPOSE,
                Input::Kubernetes => batch::INPUT_KUBERNETES,
            },
            mode: match &address.kind {
                AddressKind::Terraform { mode: Mode::Data, .. } => batch::MODE_DATA,
                AddressKind::Terraform { mode: Mode::Ephemeral, .. } => batch::MODE_EPHEMERAL,
                AddressKind::TerraformBlock { .. } => batch::MODE_BLOCK,
                _ => batch::MODE_MANAGED,
            },
            exists: match resource.exists {
                Tri::No => batch::EXISTS_NO,
                Tri::Unknown => batch::EXISTS_UNKNOWN,
                Tri::Yes => batch::EXISTS_YES,
            },
            body,
        });
    }

    fn reserve(&mut self, count: u32) -> u32 {
        let first = self.writer.reserve(count);
        let blank =
            NodeInfo { resource: self.resource, value: &self.resource.body, parent: NONE, step: NodeStep::Body };
        self.nodes.resize(self.nodes.len() + count as usize, blank);
        first
    }

    fn put(&mut self, at: u32, value: &'p Value, parent: u32, step: NodeStep<'p>) {
        let key = match step {
            NodeStep::Key(key) => self.writer.string(key),
            _ => NONE,
        };
        let info = NodeInfo { resource: self.resource, value, parent, step };
        self.nodes[at as usize] = info;
        let mut node = if info.is_sensitive() { self.withheld(at, value) } else { self.shown(at, value) };
        node.key = key;
        if let Some(document) = &value.document {
            node.b = self.reserve(1);
            self.put(node.b, document, at, NodeStep::Document);
        }
        self.writer.set(at, node);
    }

    /// What a sensitive value refers to is no secret.
    fn withheld(&mut self, at: u32, value: &Value) -> NewNode {
        let unknown = Unknown { ty: value.ty(), ..Unknown::new(Why::Sensitive) };
        let known = if value.is_unknown() { 0 } else { batch::KNOWN };
        NewNode {
            flags: batch::SENSITIVE | known,
            unknown: self.unknown(&unknown, None),
            refs: self.refs(at, value),
            ..NewNode::new(batch::Kind::Unknown)
        }
    }

    fn shown(&mut self, at: u32, value: &'p Value) -> NewNode {
        let node = match &value.kind {
            Kind::Null(_) => NewNode::new(batch::Kind::Null),
            Kind::Bool(value) => NewNode { a: u32::from(*value), ..NewNode::new(batch::Kind::Bool) },
            Kind::Number(value) => {
                NewNode { a: self.writer.string(&value.to_string()), ..NewNode::new(batch::Kind::Number) }
            }
            Kind::String(value) => NewNode { a: self.writer.string(value), ..NewNode::new(batch::Kind::String) },
            Kind::List(_, items, _) | Kind::Set(_, items, _) | Kind::Tuple(items, _) => {
                let first = self.reserve(number(items.len()));
                for (index, item) in (0..).zip(items.iter()) {
                    self.put(first + index, item, at, NodeStep::Index(index));
                }
                NewNode { a: first, b: number(items.len()), ..NewNode::new(batch::Kind::List) }
            }
            Kind::Map(_, entries, _) | Kind::Object(entries, _) => {
                let first = self.reserve(number(entries.len()));
                for (child, (key, entry)) in (first..).zip(entries.iter()) {
                    self.put(child, &entry.value, at, NodeStep::Key(key));
                }
                NewNode { a: first, b: number(entries.len()), ..NewNode::new(batch::Kind::Map) }
            }
            Kind::Unknown(unknown) => {
                let first = self.reserve(number(unknown.one_of.len()));
                for (index, one) in (0..).zip(&unknown.one_of) {
                    self.put(first + index, one, at, NodeStep::Alternative(index));
                }
                let alternatives = (!unknown.one_of.is_empty()).then(|| (first, number(unknown.one_of.len())));
                NewNode { unknown: self.unknown(unknown, alternatives), ..NewNode::new(batch::Kind::Unknown) }
            }
        };
        let node = match value.open() {
            Some(rest) => NewNode { flags: batch::OPEN, unknown: self.unknown(rest, None), ..node },
            None => node,
        };
        NewNode { refs: self.refs(at, value), ..node }
    }

    fn unknown(&mut self, unknown: &Unknown, alternatives: Option<(u32, u32)>) -> u32 {
        let (reason, decided_by) = unknown.why.describe();
        let clamp = |length: u64| u32::try_from(length).unwrap_or(u32::MAX - 1);
        self.writer.unknown(NewUnknown {
            reason: &reason,
            decided_by: &decided_by,
            type_name: &unknown.ty.to_string(),
            not_null: unknown.refinement.not_null,
            prefix: unknown.refinement.prefix.as_deref().unwrap_or(""),
            min_length: clamp(unknown.refinement.length_min),
            max_length: unknown.refinement.length_max.map(clamp),
            alternatives,
        })
    }

    /// References of an unknown, or of the open rest of a collection, and the attributes that a value was read from, the
    /// nearest first.
    fn refs(&mut self, at: u32, value: &Value) -> (u32, u32) {
        let behind: &[Reference] = match (&value.kind, value.open()) {
            (Kind::Unknown(unknown), _) => &unknown.refs,
            (_, Some(rest)) => &rest.refs,
            _ => &[],
        };
        let attributes = value.origin.hops().filter_map(|hop| match &hop.how {
            How::Attribute(path) => Some((&**path, true, true)),
            _ => None,
        });
        let mut rows = (NONE, 0);
        for (path, exact, read) in behind.iter().map(|one| (&one.path, one.exact, false)).chain(attributes) {
            let (resource, address) = self.target(path);
            if let Some(to) = resource {
                self.writer.edge(to, self.position, at, exact);
            }
            let path = self.writer.string(&path.path_text());
            let row = self.writer.reference(NewRef { resource, address, path, exact, read });
            rows = (row.min(rows.0), rows.1 + 1);
        }
        rows
    }

    /// Position of the resource that `path` leads to, if it is in the batch, and the string of its address.
    fn target(&mut self, path: &RefPath) -> (Option<u32>, u32) {
        let Self { encoder, writer, positions, targets, .. } = self;
        let (position, text) = *targets.entry(std::ptr::from_ref(&*path.target)).or_insert_with(|| {
            match encoder.by_address.get(&*path.target) {
                Some(first) => (positions[*first as usize], writer.string(encoder.text(*first))),
                None => (NONE, writer.string(&path.target.to_string())),
            }
        });
        ((position != NONE).then_some(position), text)
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
