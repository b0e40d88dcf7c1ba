//! Rules that a policy pack declares rather than programs: a type, an attribute, and what it must say.
//!
//! The host reads and checks the declarations, gives each a number, and sends each as the options of its rule. What
//! is here is the same as what any rule does: read values of which some are unknown, and answer in four ways.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod condition;
pub mod path;
pub mod rule;

tollgate_sdk::plugin! {
    id: "declared",
    described: rule::check,
}
