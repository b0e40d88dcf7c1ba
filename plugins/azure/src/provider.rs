//! Which versions of the provider the configuration admits: version 4 gave arguments other names.

use tollgate_sdk::{Existence, Resource, View, constraint};

/// What [`is_before`] reads, for [`Rule::types`](tollgate_sdk::Rule).
pub const REQUIRED: &str = "terraform/required_providers";

/// Whether some constraint on the provider, in the root of `resource`, leaves only versions before `version`.
pub fn is_before(view: View<'_>, resource: Resource<'_>, version: (u32, u32)) -> bool {
    view.of(REQUIRED)
        .filter(|block| block.root() == resource.root() && block.variant() == resource.variant())
        .map(|block| block.attr("azurerm"))
        .filter_map(|wanted| wanted.attr("version").string().known().or_else(|| wanted.string().known()))
        .any(|text| constraint::is_before(text, version))
}

/// The resources of `types` that are managed here and exist, or may.
pub fn managed<'a>(view: View<'a>, types: &[&str]) -> impl Iterator<Item = Resource<'a>> {
    let of_types = types.iter().flat_map(move |ty| view.of(ty));
    of_types.filter(|one| !one.is_data() && one.exists() != Existence::No)
}
