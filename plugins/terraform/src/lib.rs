//! Terraform itself: where its state lies, which code it takes in, and what it may destroy.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

tollgate_sdk::plugin! {
    id: "terraform",
    rules: [region_not_allowed, unencrypted_state],
}
