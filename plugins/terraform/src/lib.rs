//! Terraform itself: where its state lies, which code it takes in, what it may destroy, and what of it is secret.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod backends;
pub mod configurations;
pub mod elsewhere;
pub mod names;
pub mod sources;
pub mod texts;

tollgate_sdk::plugin! {
    id: "terraform",
    rules: [
        // The state.
        unencrypted_state,
        unlocked_state,
        local_backend,
        missing_backend,
        destroyable_state,

        // Code of others.
        missing_required_version,
        unversioned_provider,
        unversioned_module,
        unpinned_module,

        // Secrets.
        unmarked_secret,
        unmarked_secret_output,
        secret_default,
        credentials_in_provider,
        hard_coded_secret,

        // What may be destroyed.
        missing_prevent_destroy,

        // Where it is.
        region_not_allowed,
    ],
}
