//! Reading a batch in place.

use core::{cmp::Ordering, fmt};

use crate::{
    EDGE_WORDS, HEADER_WORDS, Kind, MAGIC, NODE_WORDS, NONE, REF_WORDS, RESOURCE_WORDS, TYPE_WORDS, UNKNOWN_WORDS,
    VERSION,
};

/// Why bytes are no batch for this reader.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OpenError {
    NotABatch,
    /// Another version of the format: rebuild the plugin with the SDK of this host.
    Version {
        found: u32,
    },
    Truncated,
    /// The strings are no text.
    NotUtf8,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotABatch => f.write_str("the input is not a Tollgate batch"),
            Self::Version { found } => {
                write!(f, "the input is batch format {found}, this plugin reads format {VERSION}")
            }
            Self::Truncated => f.write_str("the batch is cut off"),
            Self::NotUtf8 => f.write_str("the strings of the batch are not UTF-8"),
        }
    }
}

impl core::error::Error for OpenError {}

/// A batch over borrowed bytes. Copying it copies a few words.
///
/// Indexes that do not exist read as empty strings and nulls: a batch is made by the host, and a reader that
/// could panic on one would only move the failure.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// The header and the tables.
    words: &'a [[u8; 4]],
    /// The texts of all strings, one after the other.
    blob: &'a str,
    scope: u32,
    root: u32,
    strings: Table,
    nodes: Table,
    unknowns: Table,
    refs: Table,
    resources: Table,
    types: Table,
    edges: Table,
}

/// Counted in words.
#[derive(Clone, Copy, Debug)]
struct Table {
    start: usize,
    len: u32,
    row: usize,
}

impl<'a> Batch<'a> {
    /// Checks magic, version and sizes.
    pub fn open(bytes: &'a [u8]) -> Result<Self, OpenError> {
        let (words, _) = bytes.as_chunks();
        let header = |at: usize| word(words, at);
        if words.len() < 2 || header(0) != MAGIC {
            return Err(OpenError::NotABatch);
        }
        if header(1) != VERSION {
            return Err(OpenError::Version { found: header(1) });
        }
        if words.len() < HEADER_WORDS {
            return Err(OpenError::Truncated);
        }
        let mut start = HEADER_WORDS;
        let mut table = |at: usize, row: usize| {
            let table = Table { start, len: header(at), row };
            start = start.saturating_add((table.len as usize).saturating_mul(row));
            table
        };
        let batch = Self {
            words,
            blob: "",
            scope: header(2),
            root: header(3),
            strings: table(4, 1),
            nodes: table(5, NODE_WORDS),
            unknowns: table(6, UNKNOWN_WORDS),
            refs: table(7, REF_WORDS),
            resources: table(8, RESOURCE_WORDS),
            types: table(9, TYPE_WORDS),
            edges: table(10, EDGE_WORDS),
        };
        let blob = bytes.get(start.saturating_mul(4)..).and_then(|rest| rest.get(..header(11) as usize));
        let blob = core::str::from_utf8(blob.ok_or(OpenError::Truncated)?).map_err(|_| OpenError::NotUtf8)?;
        Ok(Self { blob, ..batch })
    }

    fn at(&self, table: Table, index: u32, column: usize) -> u32 {
        if index >= table.len {
            return NONE;
        }
        word(self.words, table.start + index as usize * table.row + column)
    }

    fn string(&self, index: u32) -> &'a str {
        if index >= self.strings.len {
            return "";
        }
        let end = self.at(self.strings, index, 0) as usize;
        let start = if index == 0 { 0 } else { self.at(self.strings, index - 1, 0) as usize };
        self.blob.get(start..end).unwrap_or("")
    }

    /// One of the `SCOPE_` constants.
    pub fn scope(&self) -> u32 {
        self.scope
    }

    /// The one value of a batch without resources.
    pub fn root(&self) -> Node<'_> {
        self.node(self.root)
    }

    pub fn node(&self, index: u32) -> Node<'_> {
        Node { batch: self, index }
    }

    pub fn node_count(&self) -> u32 {
        self.nodes.len
    }

    pub fn resource(&self, index: u32) -> Resource<'_> {
        Resource { batch: self, index }
    }

    /// All resources, sorted by type and then by address.
    pub fn resources(&self) -> impl ExactSizeIterator<Item = Resource<'_>> + use<'_> {
        (0..self.resources.len).map(|index| self.resource(index))
    }

    /// Resources of exactly this type.
    pub fn resources_of<'b>(&'b self, ty: &str) -> impl Iterator<Item = Resource<'b>> + use<'a, 'b> {
        let (mut low, mut high) = (0, self.types.len);
        let mut found = 0..0;
        while low < high {
            let middle = low + (high - low) / 2;
            match self.string(self.at(self.types, middle, 0)).cmp(ty) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => {
                    let first = self.at(self.types, middle, 1);
                    found = first..first + self.at(self.types, middle, 2);
                    break;
                }
            }
        }
        found.map(|index| self.resource(index))
    }

    /// The types that occur, sorted.
    pub fn types(&self) -> impl Iterator<Item = &str> + use<'_, 'a> {
        (0..self.types.len).map(|index| self.string(self.at(self.types, index, 0)))
    }

    /// References to `resource` from others of this batch.
    pub fn edges_to(&self, resource: u32) -> impl Iterator<Item = Edge<'_>> + use<'_, 'a> {
        let (mut low, mut high) = (0, self.edges.len);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.at(self.edges, middle, 0) < resource {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low..self.edges.len).take_while(move |index| self.at(self.edges, *index, 0) == resource).map(|index| Edge {
            from: self.resource(self.at(self.edges, index, 1)),
            node: self.node(self.at(self.edges, index, 2)),
            exact: self.at(self.edges, index, 3) != 0,
        })
    }
}

fn word(words: &[[u8; 4]], at: usize) -> u32 {
    words.get(at).map_or(NONE, |bytes| u32::from_le_bytes(*bytes))
}

/// A value.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    batch: &'a Batch<'a>,
    index: u32,
}

impl<'a> Node<'a> {
    fn column(&self, column: usize) -> u32 {
        self.batch.at(self.batch.nodes, self.index, column)
    }

    /// What findings name.
    pub fn index(&self) -> u32 {
        self.index
    }

    pub fn batch(&self) -> &'a Batch<'a> {
        self.batch
    }

    pub fn kind(&self) -> Kind {
        match self.column(0) & 0xff {
            1 => Kind::Bool,
            2 => Kind::Number,
            3 => Kind::String,
            4 => Kind::List,
            5 => Kind::Map,
            6 => Kind::Unknown,
            _ => Kind::Null,
        }
    }

    fn flags(&self) -> u32 {
        match self.column(0) {
            NONE => 0,
            word => word >> 8,
        }
    }

    pub fn is_sensitive(&self) -> bool {
        self.flags() & crate::SENSITIVE != 0
    }

    /// The host knows the value, but withholds it.
    pub fn is_withheld(&self) -> bool {
        self.flags() & crate::KNOWN != 0
    }

    /// A list or map that may hold more than it lists.
    pub fn is_open(&self) -> bool {
        self.flags() & crate::OPEN != 0
    }

    /// The key under which this stands in its map; empty elsewhere.
    pub fn key(&self) -> &'a str {
        self.batch.string(self.column(1))
    }

    pub fn bool(&self) -> bool {
        self.column(2) == 1
    }

    /// The text of a string or number.
    pub fn text(&self) -> &'a str {
        self.batch.string(self.column(2))
    }

    /// The number of children of a list or map.
    pub fn len(&self) -> u32 {
        match self.kind() {
            Kind::List | Kind::Map => self.column(3),
            _ => 0,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Children of a list or map.
    pub fn children(&self) -> impl ExactSizeIterator<Item = Node<'a>> + use<'a> {
        let (batch, first, len) = (self.batch, self.column(2), self.len());
        (0..len).map(move |offset| batch.node(first.saturating_add(offset)))
    }

    /// What a string, or an unknown that will be one, says when it is read as a document. The node of the
    /// string holds the text all the same.
    pub fn document(&self) -> Option<Node<'a>> {
        match (self.kind(), self.column(3)) {
            // Nodes come before what is in them: none is a document and the first.
            (Kind::String | Kind::Unknown, 0 | NONE) => None,
            (Kind::String | Kind::Unknown, at) => Some(self.batch.node(at)),
            _ => None,
        }
    }

    /// The entry `key` of a map. Children are sorted by key, so this is a binary search.
    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        if self.kind() != Kind::Map {
            return None;
        }
        let first = self.column(2);
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let child = self.batch.node(first + middle);
            match child.key().cmp(key) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Some(child),
            }
        }
        None
    }

    /// Why an unknown is unknown, or why an open list or map is open.
    pub fn unknown(&self) -> Option<Unknown<'a>> {
        let index = self.column(4);
        (index < self.batch.unknowns.len).then_some(Unknown { batch: self.batch, index })
    }

    /// References behind the value, in source order.
    pub fn refs(&self) -> impl ExactSizeIterator<Item = Ref<'a>> + use<'a> {
        let batch = self.batch;
        let (first, len) = match self.column(6) {
            NONE => (0, 0),
            len => (self.column(5), len),
        };
        (0..len).map(move |offset| Ref { batch, index: first.saturating_add(offset) })
    }
}

/// What is known about an unknown value.
#[derive(Clone, Copy, Debug)]
pub struct Unknown<'a> {
    batch: &'a Batch<'a>,
    index: u32,
}

impl<'a> Unknown<'a> {
    fn column(&self, column: usize) -> u32 {
        self.batch.at(self.batch.unknowns, self.index, column)
    }

    pub fn reason(&self) -> &'a str {
        self.batch.string(self.column(0))
    }

    pub fn decided_by(&self) -> &'a str {
        self.batch.string(self.column(1))
    }

    /// As a Terraform type constraint; `any` when not known.
    pub fn type_name(&self) -> &'a str {
        self.batch.string(self.column(2))
    }

    pub fn is_not_null(&self) -> bool {
        self.column(3) & 1 != 0
    }

    /// Strings start with this; empty when nothing is known.
    pub fn prefix(&self) -> &'a str {
        self.batch.string(self.column(4))
    }

    /// Bounds, both included, on the number of elements or characters.
    pub fn length(&self) -> (u32, Option<u32>) {
        let max = self.column(6);
        (self.column(5), (max != NONE).then_some(max))
    }

    /// The possibilities, when there are only a few; otherwise none.
    pub fn alternatives(&self) -> impl ExactSizeIterator<Item = Node<'a>> + use<'a> {
        let (batch, first) = (self.batch, self.column(7));
        let len = if first == NONE { 0 } else { self.column(8) };
        (0..len).map(move |offset| batch.node(first.saturating_add(offset)))
    }
}

/// A reference to an attribute of a resource.
#[derive(Clone, Copy, Debug)]
pub struct Ref<'a> {
    batch: &'a Batch<'a>,
    index: u32,
}

impl<'a> Ref<'a> {
    fn column(&self, column: usize) -> u32 {
        self.batch.at(self.batch.refs, self.index, column)
    }

    /// The resource, when this batch holds it.
    pub fn resource(&self) -> Option<Resource<'a>> {
        let index = self.column(0);
        (index < self.batch.resources.len).then(|| self.batch.resource(index))
    }

    /// The full address of the resource.
    pub fn address(&self) -> &'a str {
        self.batch.string(self.column(1))
    }

    /// The attribute, e.g. `id`.
    pub fn path(&self) -> &'a str {
        self.batch.string(self.column(2))
    }

    /// The value *is* that attribute, rather than computed from it.
    pub fn is_exact(&self) -> bool {
        self.flag(1)
    }

    /// The value was read from there: whatever that attribute is, this is the same.
    pub fn is_read(&self) -> bool {
        self.flag(2)
    }

    fn flag(&self, flag: u32) -> bool {
        let flags = self.column(3);
        flags != NONE && flags & flag != 0
    }
}

/// A resource.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'a> {
    batch: &'a Batch<'a>,
    index: u32,
}

impl<'a> Resource<'a> {
    fn column(&self, column: usize) -> u32 {
        self.batch.at(self.batch.resources, self.index, column)
    }

    fn text(&self, column: usize) -> &'a str {
        self.batch.string(self.column(column))
    }

    pub fn index(&self) -> u32 {
        self.index
    }

    pub fn batch(&self) -> &'a Batch<'a> {
        self.batch
    }

    /// e.g. `aws_lb`.
    pub fn type_name(&self) -> &'a str {
        self.text(0)
    }

    /// The last name in the address.
    pub fn name(&self) -> &'a str {
        self.text(1)
    }

    /// e.g. `module.net.aws_lb.web["a"]`.
    pub fn address(&self) -> &'a str {
        self.text(2)
    }

    pub fn root(&self) -> &'a str {
        self.text(3)
    }

    pub fn variant(&self) -> &'a str {
        self.text(4)
    }

    /// e.g. `module.net`; empty in the root module.
    pub fn module(&self) -> &'a str {
        self.text(5)
    }

    /// One of the `INPUT_` constants.
    pub fn input(&self) -> u32 {
        self.column(6)
    }

    /// One of the `MODE_` constants.
    pub fn mode(&self) -> u32 {
        self.column(7)
    }

    /// One of the `EXISTS_` constants.
    pub fn exists(&self) -> u32 {
        self.column(8)
    }

    /// Attributes and blocks.
    pub fn body(&self) -> Node<'a> {
        self.batch.node(self.column(9))
    }
}

/// A reference from one resource of the batch to another.
#[derive(Clone, Copy, Debug)]
pub struct Edge<'a> {
    pub from: Resource<'a>,
    /// The referring value.
    pub node: Node<'a>,
    pub exact: bool,
}
