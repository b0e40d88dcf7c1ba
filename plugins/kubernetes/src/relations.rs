//! Who selects whom, and what lives together.
//!
//! Whom a selector selects was worked out by the host, see [`tollgate_sdk::Value::selected`]. Names of other objects
//! are references: [`tollgate_sdk::Value::target`] of a `serviceAccountName` is the ServiceAccount.

use tollgate_sdk::{Answer, Read, Resource};

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
