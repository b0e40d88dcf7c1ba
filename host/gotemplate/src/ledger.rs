//! Where output came from, in numbers: places, sets of them and stacks of calls are kept once and named by index,
//! so that a value carries its provenance as a copy of four bytes.

use std::{
    collections::HashMap,
    fmt,
    hash::{BuildHasher, Hash, RandomState},
    rc::Rc,
};

use rustc_hash::{FxBuildHasher, FxHashMap};

/// A file that templates or values come from. Who renders decides what the number means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct File(pub u32);

/// A byte of a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct At {
    pub file: File,
    pub offset: u32,
}

impl At {
    /// No place at all.
    pub const NOWHERE: Self = Self { file: File(u32::MAX), offset: 0 };
}

/// A value that somebody gives to a chart.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Origin {
    /// From the root of the values, as in `image.tag` or `hosts[0].name`.
    pub path: Rc<str>,
    /// Where the value stands, from its first byte to behind its last; `None` where nobody gives one.
    pub place: Option<(At, u32)>,
}

/// One thing that output depends on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Source {
    /// An entry of [`Ledger::origin`].
    Value(u32),
    /// Words of a template.
    Template(At),
    /// A function that answers differently each time, stood in for by one that does not: its call.
    Generated(At),
    /// What a cluster has, of which nothing is known: `lookup`.
    Cluster,
}

/// A set of sources, by number; the default is the empty one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Sources(u32);

impl Sources {
    pub const NONE: Self = Self(0);
}

/// A stack of calls, by number; the default is the empty one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Frame(u32);

/// What is known of a run of output bytes, by number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Mark(u32);

/// The text behind a [`Mark`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Written {
    /// The text or the action of a template that wrote it; [`At::NOWHERE`] as long as none did, which no output of
    /// an execution has: see [`Ledger::loose`].
    pub at: At,
    /// The calls that led there.
    pub frame: Frame,
    /// What it was made of.
    pub sources: Sources,
    /// What decided that it is written at all: conditions, and collections gone through.
    pub control: Sources,
}

/// Sets larger than this are cut: nobody reads them, and unions of them cost.
const MAX_SET: usize = 512;

/// The books of one rendering.
#[derive(Default)]
pub struct Ledger {
    origins: Interner<Origin, RandomState>,
    sets: Interner<Rc<[Source]>>,
    unions: FxHashMap<(Sources, Sources), Sources>,
    frames: Interner<(Frame, At)>,
    marks: Interner<Written>,
}

impl Ledger {
    pub fn new() -> Self {
        let mut ledger = Self::default();
        // The number zero is what is empty.
        ledger.sets.intern(Rc::from([]));
        ledger.frames.intern((Frame(0), At::NOWHERE));
        ledger
    }

    /// The set of one value that is given.
    pub fn given(&mut self, origin: Origin) -> Sources {
        let origin = self.origins.intern(origin);
        self.one(Source::Value(origin))
    }

    pub fn one(&mut self, source: Source) -> Sources {
        Sources(self.sets.intern(Rc::from([source])))
    }

    pub fn union(&mut self, a: Sources, b: Sources) -> Sources {
        if a == b || b == Sources(0) {
            return a;
        }
        if a == Sources(0) {
            return b;
        }
        let key = (a.min(b), a.max(b));
        if let Some(known) = self.unions.get(&key) {
            return *known;
        }
        let all = merged(self.sets.get(a.0), self.sets.get(b.0));
        let union = Sources(self.sets.intern(Rc::from(all)));
        self.unions.insert(key, union);
        union
    }

    pub fn sources(&self, sources: Sources) -> &[Source] {
        self.sets.get(sources.0)
    }

    pub fn origin(&self, value: u32) -> &Origin {
        self.origins.get(value)
    }

    /// The path of the only value of a set, when it is one.
    pub fn only_origin(&self, sources: Sources) -> Option<&Origin> {
        match self.sources(sources) {
            [Source::Value(value)] => Some(self.origin(*value)),
            _ => None,
        }
    }

    /// What lies at `key` in what `sources` is the place of and is not given: absent, at a path of its own.
    pub fn absent(&mut self, sources: Sources, key: &str) -> Sources {
        let paths: Vec<Rc<str>> = self
            .sources(sources)
            .iter()
            .filter_map(|source| match source {
                Source::Value(value) => Some(Rc::clone(&self.origin(*value).path)),
                _ => None,
            })
            .collect();
        // Of several, nobody can say which.
        let [path] = paths.as_slice() else { return sources };
        let path: Rc<str> = if path.is_empty() { key.into() } else { format!("{path}.{key}").into() };
        let absent = self.given(Origin { path, place: None });
        let others = self.sources(sources).iter().filter(|source| !matches!(source, Source::Value(_)));
        let others: Vec<Source> = others.copied().collect();
        others.into_iter().fold(absent, |all, other| {
            let one = self.one(other);
            self.union(all, one)
        })
    }

    pub fn call(&mut self, frame: Frame, at: At) -> Frame {
        Frame(self.frames.intern((frame, at)))
    }

    /// The calls of a stack, the innermost first.
    pub fn calls(&self, frame: Frame) -> impl Iterator<Item = At> {
        let mut next = frame;
        std::iter::from_fn(move || {
            if next == Frame(0) {
                return None;
            }
            let (parent, at) = *self.frames.get(next.0);
            next = parent;
            Some(at)
        })
    }

    /// Where `outer` calls what leads to `inner`; `None` when it does not lead there, or is it.
    pub fn call_within(&self, inner: Frame, outer: Frame) -> Option<At> {
        let mut next = inner;
        while next != Frame(0) {
            let (parent, at) = *self.frames.get(next.0);
            if parent == outer {
                return Some(at);
            }
            next = parent;
        }
        None
    }

    pub fn mark(&mut self, written: Written) -> Mark {
        Mark(self.marks.intern(written))
    }

    /// The mark of bytes that no template wrote yet, of a text whose bytes come from different sources: what a
    /// function makes of several values. The action that prints them gives them their place.
    pub fn loose(&mut self, sources: Sources) -> Mark {
        let nothing = Frame::default();
        self.mark(Written { at: At::NOWHERE, frame: nothing, sources, control: Sources::NONE })
    }

    /// What becomes of `mark` when an action prints its bytes: who wrote them stays who wrote them.
    pub fn printed(&mut self, mark: Mark, by: Written) -> Mark {
        let written = self.written(mark);
        if written.at != At::NOWHERE {
            return self.also(mark, by.sources, by.control);
        }
        let sources = self.union(written.sources, by.sources);
        let control = self.union(written.control, by.control);
        self.mark(Written { sources, control, ..by })
    }

    pub fn written(&self, mark: Mark) -> Written {
        *self.marks.get(mark.0)
    }

    /// The same bytes, that depend on more.
    pub fn also(&mut self, mark: Mark, sources: Sources, control: Sources) -> Mark {
        let mut written = self.written(mark);
        written.sources = self.union(written.sources, sources);
        written.control = self.union(written.control, control);
        self.mark(written)
    }

    /// All that text with this mark depends on, the template that wrote it included: what is left of it in a value
    /// that is computed from the text.
    pub fn all_of(&mut self, mark: Mark) -> Sources {
        let written = self.written(mark);
        let made = self.union(written.sources, written.control);
        if written.at == At::NOWHERE {
            return made;
        }
        let at = self.one(Source::Template(written.at));
        self.union(made, at)
    }
}

/// Two sets in order as one in order.
fn merged(a: &[Source], b: &[Source]) -> Vec<Source> {
    let mut all = Vec::with_capacity((a.len() + b.len()).min(MAX_SET));
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    while all.len() < MAX_SET {
        let next = match (a.peek(), b.peek()) {
            (Some(one), Some(other)) => (*one).min(*other),
            (Some(one), None) | (None, Some(one)) => *one,
            (None, None) => break,
        };
        all.push(*next);
        a.next_if(|one| *one == next);
        b.next_if(|one| *one == next);
    }
    all
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger").field("marks", &self.marks.all.len()).finish_non_exhaustive()
    }
}

/// Values by number. `S` hashes them: numbers quickly, and texts, which whoever writes a chart chooses, so that nobody
/// makes them collide.
#[derive(Debug)]
struct Interner<T, S = FxBuildHasher> {
    all: Vec<T>,
    index: HashMap<T, u32, S>,
}

impl<T, S: Default> Default for Interner<T, S> {
    fn default() -> Self {
        Self { all: Vec::new(), index: HashMap::default() }
    }
}

impl<T: Clone + Eq + Hash, S: BuildHasher> Interner<T, S> {
    fn intern(&mut self, item: T) -> u32 {
        if let Some(known) = self.index.get(&item) {
            return *known;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(item.clone());
        self.index.insert(item, number);
        number
    }

    fn get(&self, number: u32) -> &T {
        &self.all[number as usize]
    }
}
