//! Azure: what its services let others do, and what they lose.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

tollgate_sdk::plugin! {
    id: "azure",
    rules: [database_open_to_world, password_login, registry_admin_account, secret_in_environment],
}
