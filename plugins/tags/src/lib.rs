//! Tags and labels: which must be there, with which values, and where they must be passed on.
//!
//! Rules read the tags that a resource ends up with, those of its provider included. A resource type that cannot be
//! tagged has none.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod azure;
pub mod kinds;
pub mod names;
pub mod pattern;

use tollgate_sdk::glob;

tollgate_sdk::plugin! {
    id: "tags",
    rules: [missing, bad_value, not_propagated, not_copied_to_snapshot],
}
