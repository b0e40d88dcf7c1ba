//! Writing a batch.

use alloc::{string::String, vec::Vec};
use core::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::{Kind, MAGIC, NODE_WORDS, NONE, VERSION};

/// Collects the tables of one batch.
///
/// Children of a value must be consecutive: [`Writer::reserve`] their nodes first, then [`Writer::set`] each.
#[derive(Debug, Default)]
pub struct Writer {
    /// Indexes into `ends`, found by the text they stand for: no text is kept twice.
    strings: HashTable<u32>,
    hasher: DefaultHashBuilder,
    ends: Vec<u32>,
    blob: String,
    nodes: Vec<[u32; NODE_WORDS]>,
    unknowns: Vec<u32>,
    unknown_count: u32,
    refs: Vec<[u32; 4]>,
    resources: Vec<[u32; 10]>,
    resource_types: Vec<u32>,
    edges: Vec<[u32; 4]>,
}

/// What to store in a reserved node.
#[derive(Clone, Copy, Debug)]
pub struct NewNode {
    pub kind: Kind,
    /// A union of the flag constants.
    pub flags: u32,
    /// String index of the key, or [`NONE`].
    pub key: u32,
    /// Boolean, string index of the text, or first child.
    pub a: u32,
    /// Number of children; node of the document of a string or an unknown, 0 for none.
    pub b: u32,
    /// Index from [`Writer::unknown`], or [`NONE`].
    pub unknown: u32,
    /// First reference, from [`Writer::reference`], and number of references.
    pub refs: (u32, u32),
}

impl NewNode {
    pub fn new(kind: Kind) -> Self {
        Self { kind, flags: 0, key: NONE, a: NONE, b: 0, unknown: NONE, refs: (NONE, 0) }
    }
}

/// What is known about an unknown value; see the reader for the meaning of each.
#[derive(Clone, Copy, Debug, Default)]
pub struct NewUnknown<'s> {
    pub reason: &'s str,
    pub decided_by: &'s str,
    pub type_name: &'s str,
    pub not_null: bool,
    pub prefix: &'s str,
    pub min_length: u32,
    pub max_length: Option<u32>,
    /// First reserved node and number of them.
    pub alternatives: Option<(u32, u32)>,
}

/// A reference of a value.
#[derive(Clone, Copy, Debug)]
pub struct NewRef {
    /// Index of the target in this batch, if it is there.
    pub resource: Option<u32>,
    /// String index.
    pub address: u32,
    /// String index.
    pub path: u32,
    pub exact: bool,
    /// The value was read from there.
    pub read: bool,
}

/// A resource. Add them sorted by type, then by address.
#[derive(Clone, Copy, Debug)]
pub struct NewResource<'s> {
    pub type_name: &'s str,
    pub name: &'s str,
    pub address: &'s str,
    pub root: &'s str,
    pub variant: &'s str,
    pub module: &'s str,
    pub input: u32,
    pub mode: u32,
    pub exists: u32,
    /// A reserved node.
    pub body: u32,
}

impl Writer {
    pub fn new() -> Self {
        Self::default()
    }

    /// The index of `text` in the string table.
    pub fn string(&mut self, text: &str) -> u32 {
        let Self { strings, hasher, ends, blob, .. } = self;
        let hash = hasher.hash_one(text);
        if let Some(index) = strings.find(hash, |index| slice(blob, ends, *index) == text) {
            return *index;
        }
        let index = len(ends);
        blob.push_str(text);
        ends.push(u32::try_from(blob.len()).unwrap_or(u32::MAX));
        strings.insert_unique(hash, index, |index| hasher.hash_one(slice(blob, ends, *index)));
        index
    }

    /// Makes room for `count` consecutive nodes and returns the first.
    pub fn reserve(&mut self, count: u32) -> u32 {
        let first = len(&self.nodes);
        self.nodes.resize(self.nodes.len() + count as usize, [NONE; NODE_WORDS]);
        first
    }

    /// Fills a reserved node.
    pub fn set(&mut self, index: u32, node: NewNode) {
        let word = node.kind as u32 | node.flags << 8;
        self.nodes[index as usize] = [
            word,
            node.key,
            node.a,
            node.b,
            node.unknown,
            node.refs.0,
            if node.refs.1 == 0 { NONE } else { node.refs.1 },
        ];
    }

    pub fn unknown(&mut self, unknown: NewUnknown<'_>) -> u32 {
        let (first, count) = unknown.alternatives.unwrap_or((NONE, 0));
        let row = [
            self.string(unknown.reason),
            self.string(unknown.decided_by),
            self.string(unknown.type_name),
            u32::from(unknown.not_null),
            self.string(unknown.prefix),
            unknown.min_length,
            unknown.max_length.unwrap_or(NONE),
            first,
            count,
        ];
        self.unknowns.extend(row);
        self.unknown_count += 1;
        self.unknown_count - 1
    }

    /// Adds a reference and returns its index. Those of one value must be consecutive.
    pub fn reference(&mut self, new: NewRef) -> u32 {
        self.refs.push([
            new.resource.unwrap_or(NONE),
            new.address,
            new.path,
            u32::from(new.exact) | u32::from(new.read) << 1,
        ]);
        len(&self.refs) - 1
    }

    pub fn resource(&mut self, new: NewResource<'_>) -> u32 {
        let row = [
            self.string(new.type_name),
            self.string(new.name),
            self.string(new.address),
            self.string(new.root),
            self.string(new.variant),
            self.string(new.module),
            new.input,
            new.mode,
            new.exists,
            new.body,
        ];
        self.resource_types.push(row[0]);
        self.resources.push(row);
        len(&self.resources) - 1
    }

    /// Records that `node` of resource `from` refers to resource `to`.
    pub fn edge(&mut self, to: u32, from: u32, node: u32, exact: bool) {
        self.edges.push([to, from, node, u32::from(exact)]);
    }

    /// The bytes. `scope` is one of the `SCOPE_` constants; `root` the node of a batch that is one value.
    pub fn finish(mut self, scope: u32, root: u32) -> Vec<u8> {
        self.edges.sort_unstable();
        self.edges.dedup();
        let mut types: Vec<[u32; 3]> = Vec::new();
        for (index, ty) in self.resource_types.iter().enumerate() {
            match types.last_mut() {
                Some(last) if last[0] == *ty => last[2] += 1,
                _ => types.push([*ty, u32::try_from(index).unwrap_or(u32::MAX), 1]),
            }
        }
        let header = [
            MAGIC,
            VERSION,
            scope,
            root,
            len(&self.ends),
            len(&self.nodes),
            self.unknown_count,
            len(&self.refs),
            len(&self.resources),
            len(&types),
            len(&self.edges),
            u32::try_from(self.blob.len()).unwrap_or(u32::MAX),
        ];
        let words = header.len()
            + self.ends.len()
            + self.nodes.len() * NODE_WORDS
            + self.unknowns.len()
            + self.refs.len() * 4
            + self.resources.len() * 10
            + types.len() * 3
            + self.edges.len() * 4;
        let mut out = Vec::with_capacity(words * 4 + self.blob.len());
        let mut put = |words: &[u32]| {
            let start = out.len();
            out.resize(start + words.len() * 4, 0);
            for (bytes, word) in out[start..].chunks_exact_mut(4).zip(words) {
                bytes.copy_from_slice(&word.to_le_bytes());
            }
        };
        put(&header);
        put(&self.ends);
        put(self.nodes.as_flattened());
        put(&self.unknowns);
        put(self.refs.as_flattened());
        put(self.resources.as_flattened());
        put(types.as_flattened());
        put(self.edges.as_flattened());
        out.extend_from_slice(self.blob.as_bytes());
        out
    }

    /// A batch that holds one value made of strings, booleans, numbers, lists and maps, given as a visitor:
    /// `fill` sets the reserved root node.
    pub fn value(fill: impl FnOnce(&mut Self, u32)) -> Vec<u8> {
        let mut writer = Self::new();
        let root = writer.reserve(1);
        fill(&mut writer, root);
        writer.finish(crate::SCOPE_VALUE, root)
    }
}

/// The text with this index.
fn slice<'b>(blob: &'b str, ends: &[u32], index: u32) -> &'b str {
    let index = index as usize;
    let start = index.checked_sub(1).map_or(0, |before| ends[before]);
    &blob[start as usize..ends[index] as usize]
}

fn len<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Batch, OpenError};

    fn sample() -> Vec<u8> {
        let mut w = Writer::new();
        let body = w.reserve(1);
        let children = w.reserve(2);
        let text = w.string("web");
        let (id, name) = (w.string("id"), w.string("name"));
        let unknown =
            w.unknown(NewUnknown { reason: "computed", prefix: "sg-", max_length: Some(9), ..Default::default() });
        let address = w.string("b.y");
        let first = w.reference(NewRef { resource: Some(1), address, path: id, exact: true, read: false });
        w.set(children, NewNode { key: id, unknown, refs: (first, 1), ..NewNode::new(Kind::Unknown) });
        w.set(children + 1, NewNode { key: name, a: text, ..NewNode::new(Kind::String) });
        w.set(body, NewNode { a: children, b: 2, flags: crate::OPEN, ..NewNode::new(Kind::Map) });
        let row = |type_name, address| NewResource {
            type_name,
            name: "x",
            address,
            root: ".",
            variant: "",
            module: "",
            input: 0,
            mode: 0,
            exists: crate::EXISTS_YES,
            body,
        };
        let a = w.resource(row("a", "a.x"));
        let b = w.resource(row("b", "b.y"));
        w.resource(row("b", "b.z"));
        w.edge(b, a, children, true);
        w.finish(crate::SCOPE_PROJECT, NONE)
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = sample();
        let batch = Batch::open(&bytes).expect("opens");
        assert_eq!(batch.scope(), crate::SCOPE_PROJECT);
        assert_eq!(batch.types().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(batch.resources_of("b").map(|r| r.address()).collect::<Vec<_>>(), ["b.y", "b.z"]);
        assert_eq!(batch.resources_of("c").count(), 0);
        let body = batch.resource(0).body();
        assert!(body.is_open() && body.kind() == Kind::Map);
        assert_eq!(body.get("name").map(|n| n.text()), Some("web"));
        assert!(body.get("nope").is_none());
        let id = body.get("id").expect("there");
        let unknown = id.unknown().expect("unknown");
        assert_eq!((unknown.reason(), unknown.prefix(), unknown.length()), ("computed", "sg-", (0, Some(9))));
        let target = id.refs().next().expect("one");
        assert!(target.is_exact() && !target.is_read() && target.path() == "id");
        assert_eq!(target.resource().map(|r| r.address()), Some("b.y"));
        let edges: Vec<_> = batch.edges_to(1).map(|e| (e.from.address(), e.exact)).collect();
        assert_eq!(edges, [("a.x", true)]);
        assert_eq!(batch.edges_to(0).count(), 0);
    }

    #[test]
    fn other_bytes_are_refused() {
        let bytes = sample();
        assert_eq!(Batch::open(b"{}").err(), Some(OpenError::NotABatch));
        assert_eq!(Batch::open(&bytes[..bytes.len() - 1]).err(), Some(OpenError::Truncated));
        assert_eq!(Batch::open(&bytes[..20]).err(), Some(OpenError::Truncated));
        let mut newer = bytes.clone();
        newer[4] = 9;
        assert_eq!(Batch::open(&newer).err(), Some(OpenError::Version { found: 9 }));
        let mut mangled = bytes.clone();
        *mangled.last_mut().expect("a blob") = 0xff;
        assert_eq!(Batch::open(&mangled).err(), Some(OpenError::NotUtf8));
        let mut huge = bytes;
        huge[20..24].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(Batch::open(&huge).err(), Some(OpenError::Truncated));
    }
}
