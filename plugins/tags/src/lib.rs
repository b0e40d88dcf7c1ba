//! Tags: which must be there, with which values, and where they must be passed on.
//!
//! Rules read `tags_all`, the tags a resource ends up with: those of the provider's `default_tags` and its
//! own. A resource type that cannot be tagged has none.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod names;
pub mod pattern;

use tollgate_sdk::glob;

tollgate_sdk::plugin! {
    id: "tags",
    rules: [missing, bad_value, not_propagated, not_copied_to_snapshot],
}
