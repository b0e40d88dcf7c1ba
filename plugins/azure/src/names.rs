//! Resources that name another one by its name, which may end in a random number that is not known yet.

use tollgate_sdk::{Answer, Existence, Resource, Value, View, near};

/// Whether a resource of `ty` gives the name of `owner` in its `argument`.
pub fn is_named(view: View<'_>, owner: Resource<'_>, ty: &str, argument: &str) -> Answer {
    let of_owner = |one: Resource<'_>| {
        let exists = if one.exists() == Existence::Yes { Answer::Yes } else { Answer::Unknown };
        let named = one.attr(argument);
        let is_reference = named.target().is_some_and(|target| target.address() == owner.address());
        exists.and(if is_reference { Answer::Yes } else { is_same(named, owner.attr("name")) })
    };
    near(view, owner, ty, argument, &["name"]).map(of_owner).fold(Answer::No, Answer::or)
}

fn is_same(named: Value<'_>, own: Value<'_>) -> Answer {
    if named.is_unset() || own.is_unset() {
        return Answer::No;
    }
    match (named.string().known(), own.string().known()) {
        (Some(named), Some(own)) => Answer::from(named == own),
        // Of a name that is not known, the beginning may be.
        (Some(text), None) if own.starts_with(text) != Answer::Unknown => Answer::No,
        (None, Some(text)) if named.starts_with(text) != Answer::Unknown => Answer::No,
        (None, None) => {
            let (of_named, of_own) = (parts(named), parts(own));
            let (start, other) = (named.known_start(), own.known_start());
            match of_named == of_own {
                _ if !start.starts_with(other) && !other.starts_with(start) => Answer::No,
                true if of_named.is_empty() => Answer::Unknown,
                // Such as a name with a random number: the same parts in the same place are the same name.
                true => Answer::from(start == other),
                // A variable may say anything.
                false if named.refs().chain(own.refs()).any(|part| part.is_variable()) => Answer::Unknown,
                false => Answer::No,
            }
        }
        _ => Answer::Unknown,
    }
}

/// What a name is made of.
fn parts(value: Value<'_>) -> Vec<String> {
    let mut parts: Vec<_> = value.refs().map(|one| format!("{}.{}", one.address(), one.path())).collect();
    parts.sort_unstable();
    parts
}
