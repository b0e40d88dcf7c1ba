//! Docker Compose: what containers may do to their host, what they show to the network, and what brings them down.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod hosts;
pub mod images;
pub mod mounts;
pub mod secrets;

tollgate_sdk::plugin! {
    id: "compose",
    rules: [
    ],
}
