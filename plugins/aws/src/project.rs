//! What rules of scope `Project` share: the resources they are about, and verdicts about what is missing beside one.

use tollgate_sdk::{Companions, Context, Existence, Report, Resource, Value, View};

/// The resources of `types` that are managed here and exist, or may.
pub fn managed<'a, 't>(view: View<'a>, types: &'t [&'t str]) -> impl Iterator<Item = Resource<'a>> + use<'a, 't> {
    let of_types = types.iter().flat_map(move |ty| view.of(ty));
    of_types.filter(|one| !one.is_data() && one.exists() != Existence::No)
}

/// Whether both are parts of one configuration: only then one can configure the other.
pub fn is_beside(one: Resource<'_>, other: Resource<'_>) -> bool {
    one.root() == other.root() && one.variant() == other.variant()
}

/// Reports `owner` where nothing configures it, and says that it is undecided where something may.
pub fn reject_lack<'c>(
    cx: &'c mut Context<'_>,
    owner: Resource<'_>,
    found: &Companions<'_>,
    message: impl Into<String>,
) -> Option<Report<'c>> {
    match found.perhaps.first() {
        _ if !found.certain.is_empty() => None,
        Some(perhaps) => {
            undecided_by(cx, owner, *perhaps);
            None
        }
        None => Some(cx.report(owner, message).if_exists(owner)),
    }
}

/// Says that the verdict about `owner` hangs on whether `one` belongs to it, or exists.
pub fn undecided_by(cx: &mut Context<'_>, owner: Resource<'_>, (one, value): (Resource<'_>, Value<'_>)) {
    let (reason, decided_by) = value.why_unknown().unwrap_or_else(|| {
        let exists = one.exists() == Existence::Yes;
        if exists {
            ("which one it names is not known", "")
        } else {
            ("whether it exists is not known", "its `count` or `for_each`")
        }
    });
    cx.undecided_because(owner, format!("`{}` may configure it: {reason}", one.address()), decided_by);
}
