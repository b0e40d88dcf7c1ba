//! Values of resources and of settings.

use tollgate_batch::{Batch, Kind, Node};

use crate::{Answer, Read, Resource};

/// A value, or the absence of one together with the place where it would stand. Cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    /// The value itself, or the nearest value around the place where it would stand.
    node: Node<'a>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Here,
    Absent,
    /// An entry that an open map, or the block that an open list, may have without listing it.
    Unlisted,
}

/// Identifies a value within its batch, see [`crate::View::value`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ValueId {
    node: u32,
    state: State,
}

/// A reference behind a value.
#[derive(Clone, Copy, Debug)]
pub struct Ref<'a> {
    inner: tollgate_batch::Ref<'a>,
}

impl<'a> Ref<'a> {
    /// The resource, when the rule's types include it.
    pub fn resource(&self) -> Option<Resource<'a>> {
        self.inner.resource().map(Resource::new)
    }

    /// The full address of the resource, also of one that the rule does not read.
    pub fn address(&self) -> &'a str {
        self.inner.address()
    }

    /// Whether it is a variable without a value, rather than a resource: `var.name`, perhaps of a module.
    pub fn is_variable(&self) -> bool {
        self.address().rsplit_once('.').is_some_and(|(head, _)| head == "var" || head.ends_with(".var"))
    }

    /// The attribute, e.g. `id`.
    pub fn path(&self) -> &'a str {
        self.inner.path()
    }

    /// The value *is* that attribute, rather than computed from it.
    pub fn is_exact(&self) -> bool {
        self.inner.is_exact()
    }
}

impl<'a> Value<'a> {
    pub(crate) fn new(node: Node<'a>) -> Self {
        Self { node, state: State::Here }
    }

    fn absent(node: Node<'a>) -> Self {
        Self { node, state: State::Absent }
    }

    pub(crate) fn of(batch: &'a Batch<'a>, id: ValueId) -> Self {
        Self { node: batch.node(id.node), state: id.state }
    }

    /// Identifies it within the batch.
    pub fn id(&self) -> ValueId {
        ValueId { node: self.node.index(), state: self.state }
    }

    /// The batch node a finding about this value points at: the value, or what is around its absence.
    pub fn node(&self) -> u32 {
        self.node.index()
    }

    /// The entry `name` of an object; absent when there is none, and unknown when there may be.
    pub fn attr(&self, name: &str) -> Value<'a> {
        if self.state != State::Here {
            return *self;
        }
        match self.node.kind() {
            Kind::Map => match self.node.get(name) {
                Some(child) => Self::new(child),
                None if self.node.is_open() => Self { node: self.node, state: State::Unlisted },
                None => Self::absent(self.node),
            },
            // An attribute of something unknown is unknown; of null or a scalar, absent.
            Kind::Unknown => *self,
            _ => Self::absent(self.node),
        }
    }

    /// The only element of a block list, for blocks that occur at most once: absent when the list is empty,
    /// unknown when it may hold one.
    pub fn block(&self, name: &str) -> Value<'a> {
        let list = self.attr(name);
        if !list.is_here() || list.node.kind() != Kind::List {
            return list;
        }
        match list.node.children().next() {
            Some(first) => Self::new(first),
            // What is in a block that may be there is unknown as well.
            None if list.node.is_open() => Self { node: list.node, state: State::Unlisted },
            None => Self::absent(self.node),
        }
    }

    /// The listed elements of a list, or the listed values of a map. When [`Value::may_have_more`], these are
    /// not all.
    pub fn each(&self) -> impl Iterator<Item = Value<'a>> + use<'a> {
        let node = self.node;
        let count = if self.is_here() { node.children().len() } else { 0 };
        node.children().take(count).map(Self::new)
    }

    /// The listed entries of a map.
    pub fn entries(&self) -> impl Iterator<Item = (&'a str, Value<'a>)> + use<'a> {
        self.each().map(|value| (value.node.key(), value))
    }

    /// Whether there may be elements or entries that are not listed: the value is unknown, or open.
    pub fn may_have_more(&self) -> bool {
        self.is_unknown() || (self.is_here() && self.node.is_open())
    }

    /// Whether it is a list, of blocks or of values.
    pub fn is_list(&self) -> bool {
        self.is_here() && self.node.kind() == Kind::List
    }

    pub fn is_absent(&self) -> bool {
        self.state == State::Absent
    }

    fn is_here(&self) -> bool {
        self.state == State::Here
    }

    /// Absent or null.
    pub fn is_unset(&self) -> bool {
        self.is_absent() || (self.is_here() && self.node.kind() == Kind::Null)
    }

    pub fn is_unknown(&self) -> bool {
        self.state == State::Unlisted || (self.is_here() && self.node.kind() == Kind::Unknown)
    }

    /// Sensitive values are withheld: they read as unknown.
    pub fn is_sensitive(&self) -> bool {
        self.is_here() && self.node.is_sensitive()
    }

    /// Sensitive, and known all the same: written somewhere, rather than made when it is applied.
    pub fn is_withheld(&self) -> bool {
        self.is_here() && self.node.is_withheld()
    }

    fn read<T>(&self, f: impl FnOnce(Node<'a>) -> Option<T>) -> Read<T> {
        match self.node.kind() {
            _ if self.is_absent() => Read::Absent,
            _ if self.state == State::Unlisted => Read::Unknown,
            Kind::Null => Read::Null,
            Kind::Unknown => Read::Unknown,
            _ => f(self.node).map_or(Read::Unknown, Read::Known),
        }
    }

    /// A string; numbers and booleans are converted as Terraform does.
    pub fn string(&self) -> Read<&'a str> {
        self.read(|node| match node.kind() {
            Kind::String | Kind::Number => Some(node.text()),
            Kind::Bool => Some(if node.bool() { "true" } else { "false" }),
            _ => None,
        })
    }

    /// A boolean; the strings `true` and `false` are converted as Terraform does.
    pub fn bool(&self) -> Read<bool> {
        self.read(|node| match (node.kind(), node.text()) {
            (Kind::Bool, _) => Some(node.bool()),
            (Kind::String, "true") => Some(true),
            (Kind::String, "false") => Some(false),
            _ => None,
        })
    }

    /// A whole number; strings of digits are converted as Terraform does.
    pub fn int(&self) -> Read<i64> {
        self.read(|node| match node.kind() {
            Kind::Number | Kind::String => node.text().parse().ok(),
            _ => None,
        })
    }

    /// What a string says as a document: a policy or a list of container definitions written as JSON, whatever
    /// way it was written (`jsonencode()`, a heredoc, a file, a data source). Findings may point at any part of
    /// it. Absent when the string is no such document, unknown when that cannot be said; a document of which
    /// parts are unknown is here, with those parts unknown.
    ///
    /// A document is read as written: ask for both `"Action": "*"` and `"Action": ["*"]`, see
    /// [`Value::one_or_more`].
    pub fn document(&self) -> Value<'a> {
        if !self.is_here() {
            return *self;
        }
        match (self.node.document(), self.node.kind()) {
            (Some(document), _) => Self::new(document),
            (None, Kind::Unknown) => *self,
            (None, _) => Self::absent(self.node),
        }
    }

    /// The elements of a list, or the value itself where it is no list: documents write a list of one as its
    /// only element. Nothing when absent or null.
    pub fn one_or_more(&self) -> impl Iterator<Item = Value<'a>> + use<'a> {
        let this = *self;
        let is_list = this.is_here() && this.node.kind() == Kind::List;
        let itself = (!is_list && !this.is_unset()).then_some(this);
        let node = this.node;
        let count = if is_list { node.children().len() } else { 0 };
        node.children().take(count).map(Self::new).chain(itself)
    }

    /// What the value may be: itself when it is known, the branches when it depends on an unknown condition,
    /// itself when nothing is known.
    pub fn possibilities(&self) -> impl Iterator<Item = Value<'a>> + use<'a> {
        let unknown = if self.is_here() && self.is_unknown() { self.node.unknown() } else { None };
        let mut alternatives = unknown.map(|unknown| unknown.alternatives()).filter(|all| all.len() > 0);
        let mut itself = alternatives.is_none().then_some(*self);
        std::iter::from_fn(move || itself.take().or_else(|| alternatives.as_mut()?.next().map(Self::new)))
    }

    /// Asks a question of everything the value may be, and adds the answers up: `Yes` when all say yes, `No`
    /// when all say no, `Possible` when some say yes.
    pub fn judge(&self, question: impl Fn(Value<'a>) -> Answer) -> Answer {
        if !self.is_unknown() {
            return question(*self);
        }
        let (mut yes, mut no, mut other) = (false, false, false);
        for value in self.possibilities() {
            match question(value) {
                Answer::Yes => yes = true,
                Answer::No => no = true,
                Answer::Possible => (yes, no) = (true, true),
                Answer::Unknown => other = true,
            }
        }
        match (yes, no, other) {
            (true, false, false) => Answer::Yes,
            (true, _, _) => Answer::Possible,
            (false, _, true) => Answer::Unknown,
            (false, _, false) => Answer::No,
        }
    }

    /// Whether the string starts with `prefix`, using what is known of an unknown one.
    pub fn starts_with(&self, prefix: &str) -> Answer {
        if let Some(unknown) = self.node.unknown().filter(|_| self.is_unknown() && self.is_here()) {
            let known = unknown.prefix();
            if known.starts_with(prefix) {
                return Answer::Yes;
            }
            return if prefix.starts_with(known) { Answer::Unknown } else { Answer::No };
        }
        self.string().test(|text| text.starts_with(prefix))
    }

    /// What is known of the beginning of an unknown string, such as what stands before the first interpolation that is
    /// not known; empty when nothing is, or when the whole string is known.
    pub fn known_start(&self) -> &'a str {
        self.node.unknown().filter(|_| self.is_unknown() && self.is_here()).map_or("", |unknown| unknown.prefix())
    }

    /// The number of characters that an unknown string has at least, or of elements that an unknown list has: literal
    /// text around what is not known makes it more than none. 0 for what is known.
    pub fn min_length(&self) -> u32 {
        self.node.unknown().filter(|_| self.is_unknown() && self.is_here()).map_or(0, |unknown| unknown.length().0)
    }

    /// References behind the value: to attributes of resources, and to variables without a value.
    pub fn refs(&self) -> impl Iterator<Item = Ref<'a>> + use<'a> {
        let count = if self.is_here() { self.node.refs().len() } else { 0 };
        self.node.refs().take(count).map(|inner| Ref { inner })
    }

    /// Of Kubernetes: what the selector in this mapping selects, such as the one in the `spec` of a Service, a
    /// NetworkPolicy or a PodDisruptionBudget, or in an entry of `from` or `to`; `Yes` where that is certain, and
    /// `Unknown` where labels or namespaces are not all known. The host worked it out. Only what is in the batch: name
    /// the types that are to be found. `None` when nothing here selects anything.
    pub fn selected(&self) -> Option<impl Iterator<Item = (Resource<'a>, Answer)> + use<'a>> {
        const SELECTS: &str = "$selects";
        let list = self.attr(SELECTS);
        let item = |item: Value<'a>| {
            let answer = if item.is_unknown() { Answer::Unknown } else { Answer::Yes };
            let resources: Vec<Resource<'a>> = item.refs().filter_map(|one| one.resource()).collect();
            resources.into_iter().map(move |resource| (resource, answer))
        };
        (!list.is_unset()).then(|| list.each().flat_map(item))
    }

    /// The attribute that the value is, when it is exactly one.
    pub fn target(&self) -> Option<Ref<'a>> {
        let mut behind = self.refs().filter(|one| !one.inner.is_read());
        let first = behind.next().filter(Ref::is_exact);
        let is_one_of = self.is_unknown()
            && (behind.next().is_some() || self.node.unknown().is_some_and(|one| one.alternatives().len() > 0));
        first.filter(|_| !is_one_of).or_else(|| self.sources().next())
    }

    /// The attributes of other resources that the value was read from, the nearest first: whatever these are, it is the
    /// same.
    pub fn sources(&self) -> impl Iterator<Item = Ref<'a>> + use<'a> {
        self.refs().filter(|one| one.inner.is_read())
    }

    /// Why the value, or the rest of an open list or map, is unknown: the reason, and what would decide it.
    pub fn why_unknown(&self) -> Option<(&'a str, &'a str)> {
        self.node.unknown().map(|unknown| (unknown.reason(), unknown.decided_by()))
    }
}
