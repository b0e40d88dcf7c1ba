//! Who selects whom, and what lives together.
//!
//! Whom a selector selects was worked out by the host, see [`tollgate_sdk::Value::selected`]. Names of other objects
//! are references: [`tollgate_sdk::Value::target`] of a `serviceAccountName` is the ServiceAccount.

use tollgate_sdk::{Answer, Read, Resource};

/// Both versions of a PodDisruptionBudget.
pub const BUDGETS: [&str; 2] = ["policy/v1/PodDisruptionBudget", "policy/v1beta1/PodDisruptionBudget"];

/// Whether the main selector of any object of a type, such as `networking.k8s.io/v1/NetworkPolicy`, selects what
/// `workload` makes.
pub fn is_selected_by(workload: Resource<'_>, type_name: &str) -> Answer {
    let selectors = workload.referrers().filter(|(from, _)| from.type_name() == type_name);
    let answers = selectors.filter_map(|(from, _)| {
        let mut all = from.attr("spec").selected()?;
        all.find(|(one, _)| *one == workload).map(|(_, answer)| answer)
    });
    answers.fold(Answer::No, Answer::or)
}

/// The namespace that an object says it lives in; absent for what whoever applies it decides.
pub fn namespace(object: Resource<'_>) -> Read<&str> {
    object.attr("metadata").attr("namespace").string()
}

/// Whether two objects are applied together, in one evaluation.
pub fn are_together(a: Resource<'_>, b: Resource<'_>) -> bool {
    a.root() == b.root() && a.variant() == b.variant()
}

/// Whether two objects that are applied together live in one namespace. Those that say none share the one of whoever
/// applies them, which the address has where it is known.
pub fn same_namespace(a: Resource<'_>, b: Resource<'_>) -> Answer {
    match (namespace(a), namespace(b)) {
        (Read::Unknown, _) | (_, Read::Unknown) => Answer::Unknown,
        (Read::Known(a), Read::Known(b)) => Answer::from(a == b),
        (Read::Known(written), _) => is_chosen(written, b),
        (_, Read::Known(written)) => is_chosen(written, a),
        _ => Answer::Yes,
    }
}

/// Whether an object that says no namespace goes to this one.
fn is_chosen(name: &str, object: Resource<'_>) -> Answer {
    const UNWRITTEN: &str = "default";
    let of_address = object.address().rsplit('/').nth(1).unwrap_or(UNWRITTEN);
    match name == of_address {
        true => Answer::Yes,
        false if of_address == UNWRITTEN => Answer::Unknown,
        false => Answer::No,
    }
}

/// Objects whose main selector may select what `workload` makes, of the types that are `wanted`.
pub fn selecting<'a>(
    workload: Resource<'a>,
    wanted: impl Fn(&str) -> bool,
) -> impl Iterator<Item = (Resource<'a>, Answer)> {
    let mut seen = Vec::new();
    workload.referrers().filter(move |(from, _)| wanted(from.type_name())).filter_map(move |(from, _)| {
        if seen.contains(&from.index()) {
            return None;
        }
        seen.push(from.index());
        from.attr("spec").selected()?.find(|(one, _)| *one == workload).map(|(_, answer)| (from, answer))
    })
}
