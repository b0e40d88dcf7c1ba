//! Resources that configure another one, such as the versioning of a bucket.

use crate::{Answer, Existence, Resource, Value, View};

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

/// The resources of `types` that name `owner` in their argument `argument`: by a reference, or because it says the
/// same as one of `names`, the arguments of the owner that are its name (`bucket` of a bucket).
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
    let of_types = types.iter().flat_map(|ty| view.of(ty));
    for one in of_types.filter(|one| !one.is_data() && one.exists() != Existence::No) {
        if one.root() != owner.root() || one.variant() != owner.variant() {
            continue;
        }
        let value = one.attr(argument);
        match value.judge(|value| is_of(value, owner, names)) {
            Answer::No => {}
            Answer::Yes if one.exists() == Existence::Yes => found.certain.push(one),
            Answer::Yes => found.perhaps.push((one, one.body())),
            Answer::Possible | Answer::Unknown => found.perhaps.push((one, value)),
        }
    }
    found
}

fn is_of(value: Value<'_>, owner: Resource<'_>, names: &[&str]) -> Answer {
    if let Some(target) = value.target() {
        if target.address() == owner.address() {
            return Answer::Yes;
        }
        // The attribute of another resource, which may have the same name only when it is not of the same type.
        if target.resource().is_some_and(|other| other.type_name() == owner.type_name()) {
            return Answer::No;
        }
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
