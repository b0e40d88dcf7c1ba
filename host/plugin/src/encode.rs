//! Resources and settings as bytes of the batch format, and the way back from a node to its place.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use serde_json::Value as Json;
use tollgate_api::Scope;
use tollgate_batch::{self as batch, NONE, NewNode, NewRef, NewResource, NewUnknown, Writer};
use tollgate_ir::{Address, AddressKind, How, Input, Kind, Mode, Origin, Project, Reference, Tri, Unknown, Value, Why};

/// A batch and, for every node, what it stands for.
#[derive(Debug)]
pub struct Encoded {
    pub bytes: Vec<u8>,
    /// Indexed by node.
    pub nodes: Vec<NodeInfo>,
    /// Indexes into [`Project::resources`], in the order of the batch.
    pub resources: Vec<usize>,
}

/// What a node stands for.
#[derive(Clone, Debug)]
pub struct NodeInfo {
    /// Index into [`Project::resources`].
    pub resource: usize,
    /// The node around it; [`NONE`] for the body of a resource.
    pub parent: u32,
    pub step: NodeStep,
    pub origin: Origin,
    /// Messages about it must not show it.
    pub sensitive: bool,
}

/// How a node is reached from its parent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NodeStep {
    /// The body of a resource.
    Body,
    Key(Arc<str>),
    Index(u32),
    /// One of the values that an unknown may be.
    Alternative(u32),
    /// What a string says when it is read as a document.
    Document,
}

impl Encoded {
    /// Whether `node` is a part of a document within a string, rather than of the resource itself.
    pub fn is_in_document(&self, node: u32) -> bool {
        let info = |at: u32| self.nodes.get(at as usize);
        std::iter::successors(info(node), |at| info(at.parent)).any(|info| info.step == NodeStep::Document)
    }

    /// The path of `node` inside of its resource, e.g. `ingress[0].cidr_blocks[1]` or `policy.Statement[0]`.
    pub fn path(&self, node: u32) -> String {
        let mut steps = Vec::new();
        let mut at = node;
        while let Some(info) = self.nodes.get(at as usize) {
            steps.push(&info.step);
            at = info.parent;
        }
        let mut out = String::new();
        for step in steps.iter().rev() {
            match step {
                NodeStep::Body | NodeStep::Alternative(_) | NodeStep::Document => {}
                NodeStep::Key(key) => {
                    if !out.is_empty() {
                        out.push('.');
                    }
                    out.push_str(key);
                }
                NodeStep::Index(index) => out.push_str(&format!("[{index}]")),
            }
        }
        out
    }
}

/// Encodes the resources `indexes` of `project`. The result depends on nothing but them: they are sorted by
/// type, root, variant and address, whatever their order.
pub fn encode(project: &Project, indexes: &[usize], scope: Scope) -> Encoded {
    let resources = &project.resources;
    let mut order: Vec<(Cow<'_, str>, usize)> =
        indexes.iter().map(|index| (resources[*index].address.type_name(), *index)).collect();
    order.sort_by(|(a_type, a), (b_type, b)| {
        a_type.cmp(b_type).then_with(|| resources[*a].address.cmp(&resources[*b].address)).then_with(|| a.cmp(b))
    });
    let mut encoder = Encoder {
        writer: Writer::new(),
        nodes: Vec::new(),
        positions: HashMap::with_capacity(order.len()),
        targets: HashMap::new(),
        resource: 0,
        position: 0,
    };
    for (position, (_, index)) in order.iter().enumerate() {
        // Two blocks with one address: references mean the first.
        encoder.positions.entry(Arc::clone(&resources[*index].address)).or_insert(number(position));
    }
    let bodies = encoder.reserve(number(order.len()));
    for (position, (type_name, index)) in order.iter().enumerate() {
        let resource = &resources[*index];
        encoder.resource = *index;
        encoder.position = number(position);
        let body = bodies + number(position);
        // A finding about the resource as a whole points at its header.
        let place = Origin { span: resource.span, from: None };
        encoder.put(body, &resource.body, NONE, NodeStep::Body, &place);
        let address = &resource.address;
        encoder.writer.resource(NewResource {
            type_name,
            name: address.name(),
            address: &address.to_string(),
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
    let scope = match scope {
        Scope::Resource => batch::SCOPE_RESOURCE,
        Scope::Linked => batch::SCOPE_LINKED,
        Scope::Project => batch::SCOPE_PROJECT,
    };
    let bytes = encoder.writer.finish(scope, NONE);
    Encoded { bytes, nodes: encoder.nodes, resources: order.into_iter().map(|(_, index)| index).collect() }
}

struct Encoder {
    writer: Writer,
    nodes: Vec<NodeInfo>,
    positions: HashMap<Arc<Address>, u32>,
    /// Positions and names of what was referred to, by where the address lies: many values refer to few resources.
    targets: HashMap<*const Address, (Option<u32>, Arc<str>)>,
    /// Index into the project of the resource being written, and its position in the batch.
    resource: usize,
    position: u32,
}

impl Encoder {
    fn reserve(&mut self, count: u32) -> u32 {
        let first = self.writer.reserve(count);
        let place = Origin::at(tollgate_source::Span::start_of(tollgate_source::FileId(0)));
        let blank = NodeInfo { resource: 0, parent: NONE, step: NodeStep::Body, origin: place, sensitive: false };
        self.nodes.resize(self.nodes.len() + count as usize, blank);
        first
    }

    fn put(&mut self, at: u32, value: &Value, parent: u32, step: NodeStep, place: &Origin) {
        let key = match &step {
            NodeStep::Key(key) => self.writer.string(key),
            _ => NONE,
        };
        // That there is nothing is no secret.
        let sensitive = value.marks.sensitive && !matches!(value.kind, Kind::Null(_));
        self.nodes[at as usize] = NodeInfo { resource: self.resource, parent, step, origin: place.clone(), sensitive };
        let mut node = if sensitive { self.withheld(at, value) } else { self.shown(at, value) };
        node.key = key;
        if let Some(document) = &value.document {
            node.b = self.reserve(1);
            self.put(node.b, document, at, NodeStep::Document, &document.origin);
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

    fn shown(&mut self, at: u32, value: &Value) -> NewNode {
        let node = match &value.kind {
            Kind::Null(_) => NewNode::new(batch::Kind::Null),
            Kind::Bool(value) => NewNode { a: u32::from(*value), ..NewNode::new(batch::Kind::Bool) },
            Kind::Number(value) => {
                NewNode { a: self.writer.string(&value.to_string()), ..NewNode::new(batch::Kind::Number) }
            }
            Kind::String(value) => NewNode { a: self.writer.string(value), ..NewNode::new(batch::Kind::String) },
            Kind::List(_, items, _) | Kind::Set(_, items, _) | Kind::Tuple(items, _) => {
                let first = self.reserve(number(items.len()));
                for (index, item) in items.iter().enumerate() {
                    let index = number(index);
                    self.put(first + index, item, at, NodeStep::Index(index), &item.origin);
                }
                NewNode { a: first, b: number(items.len()), ..NewNode::new(batch::Kind::List) }
            }
            Kind::Map(_, entries, _) | Kind::Object(entries, _) => {
                let first = self.reserve(number(entries.len()));
                for (child, (key, entry)) in (first..).zip(entries.iter()) {
                    self.put(child, &entry.value, at, NodeStep::Key(Arc::clone(key)), &entry.value.origin);
                }
                NewNode { a: first, b: number(entries.len()), ..NewNode::new(batch::Kind::Map) }
            }
            Kind::Unknown(unknown) => {
                let first = self.reserve(number(unknown.one_of.len()));
                for (index, one) in unknown.one_of.iter().enumerate() {
                    let index = number(index);
                    self.put(first + index, one, at, NodeStep::Alternative(index), &one.origin);
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

    fn target(&mut self, target: &Arc<Address>) -> (Option<u32>, Arc<str>) {
        let positions = &self.positions;
        let look = || (positions.get(target).copied(), target.to_string().into());
        self.targets.entry(Arc::as_ptr(target)).or_insert_with(look).clone()
    }

    /// References of an unknown, of the open rest of a collection, and the attributes that a known value was
    /// read from.
    fn refs(&mut self, at: u32, value: &Value) -> (u32, u32) {
        let mut found: Vec<(&tollgate_ir::RefPath, bool)> = Vec::new();
        let behind: &[Reference] = match (&value.kind, value.open()) {
            (Kind::Unknown(unknown), _) => &unknown.refs,
            (_, Some(rest)) => &rest.refs,
            _ => &[],
        };
        found.extend(behind.iter().map(|one| (&one.path, one.exact)));
        if !value.is_unknown() {
            found.extend(value.origin.hops().filter_map(|hop| match &hop.how {
                How::Attribute(path) => Some((&**path, true)),
                _ => None,
            }));
        }
        if found.is_empty() {
            return (NONE, 0);
        }
        let mut rows: Vec<(Option<u32>, Arc<str>, String, bool)> = Vec::with_capacity(found.len());
        for (path, exact) in found {
            let (position, address) = self.target(&path.target);
            rows.push((position, address, path.path_text(), exact));
        }
        for (target, _, _, exact) in &rows {
            if let Some(to) = target {
                self.writer.edge(*to, self.position, at, *exact);
            }
        }
        self.writer.refs(rows.iter().map(|(resource, address, path, exact)| NewRef {
            resource: *resource,
            address,
            path,
            exact: *exact,
        }))
    }
}

/// Encodes settings or answers as a batch of one value.
pub fn encode_json(value: &Json) -> Vec<u8> {
    fn put(writer: &mut Writer, at: u32, key: u32, value: &Json) {
        let node = match value {
            Json::Null => NewNode::new(batch::Kind::Null),
            Json::Bool(value) => NewNode { a: u32::from(*value), ..NewNode::new(batch::Kind::Bool) },
            Json::Number(value) => {
                NewNode { a: writer.string(&value.to_string()), ..NewNode::new(batch::Kind::Number) }
            }
            Json::String(value) => NewNode { a: writer.string(value), ..NewNode::new(batch::Kind::String) },
            Json::Array(items) => {
                let first = writer.reserve(number(items.len()));
                for (child, item) in (first..).zip(items) {
                    put(writer, child, NONE, item);
                }
                NewNode { a: first, b: number(items.len()), ..NewNode::new(batch::Kind::List) }
            }
            Json::Object(entries) => {
                let mut sorted: Vec<_> = entries.iter().collect();
                sorted.sort_by_key(|(key, _)| *key);
                let first = writer.reserve(number(sorted.len()));
                for (child, (key, item)) in (first..).zip(sorted) {
                    let key = writer.string(key);
                    put(writer, child, key, item);
                }
                NewNode { a: first, b: number(entries.len()), ..NewNode::new(batch::Kind::Map) }
            }
        };
        writer.set(at, NewNode { key, ..node });
    }
    Writer::value(|writer, root| put(writer, root, NONE, value))
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
