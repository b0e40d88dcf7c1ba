//! What is applied: root modules that say which providers they use. A folder with resources but no `provider` block is
//! a module for others, which brings neither a state nor the last word on versions.

use std::collections::BTreeMap;

use tollgate_sdk::{Resource, View};

/// The types that [`configurations`] reads.
pub const TYPES: &[&str] =
    &["terraform/backend", "terraform/provider", "terraform/required_providers", "terraform/settings"];

/// The blocks of one root module, with each set of variables.
#[derive(Clone, Debug, Default)]
pub struct Configuration<'a> {
    /// `terraform` blocks.
    pub settings: Vec<Resource<'a>>,
    pub backends: Vec<Resource<'a>>,
    pub required_providers: Vec<Resource<'a>>,
    pub providers: Vec<Resource<'a>>,
}

impl<'a> Configuration<'a> {
    /// Where to say that something is missing.
    pub fn place(&self) -> Option<Resource<'a>> {
        self.settings.first().or(self.providers.first()).copied()
    }
}

/// The root modules with a `provider` block.
pub fn configurations(view: View<'_>) -> impl Iterator<Item = Configuration<'_>> {
    let mut found: BTreeMap<(&str, &str), Configuration<'_>> = BTreeMap::new();
    for one in view.resources().filter(|one| one.module().is_empty()) {
        let configuration = found.entry((one.root(), one.variant())).or_default();
        match one.type_name() {
            "terraform/settings" => configuration.settings.push(one),
            "terraform/backend" => configuration.backends.push(one),
            "terraform/required_providers" => configuration.required_providers.push(one),
            "terraform/provider" => configuration.providers.push(one),
            _ => {}
        }
    }
    found.into_values().filter(|configuration| !configuration.providers.is_empty())
}
