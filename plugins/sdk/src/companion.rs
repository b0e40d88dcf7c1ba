//! Resources that configure another one, such as the versioning of a bucket.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use crate::{Answer, Existence, Ref, Resource, Value, View};

/// What configures one resource. Made by [`companions`].
#[derive(Clone, Debug, Default)]
pub struct Companions<'a> {
    /// That belong to it for certain.
    pub certain: Vec<Resource<'a>>,
    /// That may belong to it, each with the value that decides; of one whose existence is unknown, its body.
    pub perhaps: Vec<(Resource<'a>, Value<'a>)>,
}

impl<'a> Companions<'a> {
    /// Whether there is any.
    pub fn any(&self) -> Answer {
        match (self.certain.is_empty(), self.perhaps.is_empty()) {
            (false, _) => Answer::Yes,
            (true, false) => Answer::Unknown,
            (true, true) => Answer::No,
        }
    }

    /// All of them, in the order of the batch.
    pub fn all(&self) -> impl Iterator<Item = Resource<'a>> + use<'a, '_> {
        self.certain.iter().copied().chain(self.perhaps.iter().map(|(one, _)| *one))
    }
}

/// The resources of `types` that name `owner` in their argument at the path `argument`: by a reference, or because it
/// says the same as one of `names`, the arguments of the owner that are its name (`bucket` of a bucket).
///
/// For rules of [`Check::Project`](crate::Check::Project): one that is named by its text alone is in no other
/// relation to its owner, and batches of linked resources may hold one without the other.
pub fn companions<'a>(
    view: View<'a>,
    owner: Resource<'a>,
    types: &[&str],
    argument: &str,
    names: &[&str],
) -> Companions<'a> {
    let mut found = Companions::default();
    for one in types.iter().flat_map(|ty| near(view, owner, ty, argument, names)) {
        let value = argument_of(one, argument);
        // What it was read from tells more than what that may be.
        let answer = match value.target() {
            Some(_) => is_of(value, owner, names),
            None => value.judge(|value| is_of(value, owner, names)),
        };
        match answer {
            Answer::No => {}
            Answer::Yes if one.exists() == Existence::Yes => found.certain.push(one),
            Answer::Yes => found.perhaps.push((one, one.body())),
            Answer::Possible | Answer::Unknown => found.perhaps.push((one, value)),
        }
    }
    found
}

/// The resources of `ty` that [`companions`] looks at, in the order of the batch: all that may name `owner`, and few of
/// those that do not. For rules that compare in a way of their own.
pub fn near<'a>(
    view: View<'a>,
    owner: Resource<'a>,
    ty: &str,
    argument: &str,
    names: &[&str],
) -> impl Iterator<Item = Resource<'a>> + use<'a> {
    let near = Index::once(view, ty, argument).near(owner, names);
    let is_beside = move |one: &Resource<'_>| one.root() == owner.root() && one.variant() == owner.variant();
    near.into_iter().map(move |at| view.resource(at)).filter(is_beside)
}

/// The resources of `ty` whose argument at the path `argument` says `text`, or may, in the order of the batch.
pub fn saying<'a>(
    view: View<'a>,
    ty: &str,
    argument: &str,
    text: &str,
) -> impl Iterator<Item = Resource<'a>> + use<'a> {
    let saying = Index::once(view, ty, argument).by_text.get(text).cloned().unwrap_or_default();
    saying.into_iter().map(move |at| view.resource(at))
}

/// The resources of one type that exist, by what one argument of them says. A project may have thousands of owners with
/// a companion each: asking each of them about each takes longer than a plugin may.
#[derive(Debug, Default)]
struct Index {
    /// By the address of the resource whose attribute it may be.
    by_target: HashMap<String, Vec<u32>>,
    /// Those of `by_target` by the type of that resource: only of the type of the owner is the attribute of another one
    /// certainly none of the owner's.
    by_type: BTreeMap<String, Vec<u32>>,
    /// By the text that it may be.
    by_text: HashMap<String, Vec<u32>>,
    /// That may be anything.
    open: Vec<u32>,
}

/// Type and argument to index.
#[derive(Default)]
struct Indexes(RefCell<BTreeMap<String, BTreeMap<String, Rc<Index>>>>);

impl Index {
    /// Rules that read a type see all of it: the index is the same for each of them.
    fn once(view: View<'_>, ty: &str, argument: &str) -> Rc<Self> {
        if view.of(ty).next().is_none() {
            return Rc::default();
        }
        let all = view.once(Indexes::default);
        if let Some(known) = all.0.borrow().get(ty).and_then(|of_type| of_type.get(argument)) {
            return Rc::clone(known);
        }
        let new = Rc::new(Self::of(view, ty, argument));
        all.0.borrow_mut().entry(ty.to_owned()).or_default().insert(argument.to_owned(), Rc::clone(&new));
        new
    }

    fn of(view: View<'_>, ty: &str, argument: &str) -> Self {
        let mut index = Self::default();
        for one in view.of(ty).filter(|one| !one.is_data() && one.exists() != Existence::No) {
            let value = argument_of(one, argument);
            match value.target() {
                Some(_) => index.add(one.index(), value),
                None => value.possibilities().for_each(|value| index.add(one.index(), value)),
            }
        }
        index
    }

    /// Mirrors [`is_of`]: an owner under none of these keys is told no.
    fn add(&mut self, at: u32, value: Value<'_>) {
        let text = value.string().known();
        for one in identities(value) {
            self.by_target.entry(one.address().to_owned()).or_default().push(at);
        }
        if let Some(text) = text {
            self.by_text.entry(text.to_owned()).or_default().push(at);
        }
        match identities(value).find_map(|one| one.resource()) {
            Some(target) => self.by_type.entry(target.type_name().to_owned()).or_default().push(at),
            None if text.is_some() || value.is_unset() => {}
            None => self.open.push(at),
        }
    }

    /// Those that may be about `owner`, in the order of the batch.
    fn near(&self, owner: Resource<'_>, names: &[&str]) -> Vec<u32> {
        let mut near = self.open.clone();
        near.extend(self.by_target.get(owner.address()).into_iter().flatten());
        near.extend(self.by_type.iter().filter(|(ty, _)| *ty != owner.type_name()).flat_map(|(_, all)| all));
        for name in names.iter().map(|name| owner.attr(name)).filter(|name| !name.is_unset()) {
            match name.string().known() {
                Some(name) => near.extend(self.by_text.get(name).into_iter().flatten()),
                None => near.extend(self.by_text.values().flatten()),
            }
        }
        near.sort_unstable();
        near.dedup();
        near
    }
}

/// The argument at a path, through blocks that occur at most once.
fn argument_of<'a>(resource: Resource<'a>, path: &str) -> Value<'a> {
    match path.rsplit_once('.') {
        None => resource.attr(path),
        Some((blocks, last)) => blocks.split('.').fold(resource.body(), |around, name| around.block(name)).attr(last),
    }
}

/// The attributes that a value is.
fn identities(value: Value<'_>) -> impl Iterator<Item = Ref<'_>> {
    value.sources().chain(value.target())
}

fn is_of(value: Value<'_>, owner: Resource<'_>, names: &[&str]) -> Answer {
    if identities(value).any(|one| one.address() == owner.address()) {
        return Answer::Yes;
    }
    // The attribute of another resource, which may have the same name only when it is not of the same type.
    if identities(value).filter_map(|one| one.resource()).any(|other| other.type_name() == owner.type_name()) {
        return Answer::No;
    }
    if value.is_unset() {
        return Answer::No;
    }
    let mut answer = Answer::No;
    for name in names {
        let name = owner.attr(name);
        answer = answer.or(match (value.string().known(), name.string().known()) {
            (Some(value), Some(name)) => Answer::from(value == name),
            _ if name.is_unset() => Answer::No,
            _ => Answer::Unknown,
        });
    }
    if answer != Answer::No || !value.is_unknown() {
        return answer;
    }
    // Unknown, and computed from the owner or from what somebody gives: perhaps. From other resources only: no.
    let mut refs = value.refs().filter(|one| !one.is_variable()).peekable();
    if refs.peek().is_none() || refs.any(|one| one.address() == owner.address()) { Answer::Unknown } else { Answer::No }
}
