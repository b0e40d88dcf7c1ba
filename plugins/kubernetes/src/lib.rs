//! Kubernetes: what pods may do to their nodes, and what brings them down.
//!
//! Rules about pods read all kinds that make them through [`pods`]; what a `securityContext` says in the end is
//! in [`security`]. [`relations`] is for rules about several objects: whom a selector selects was worked out by the
//! host. [`accounts`] knows as whom a pod acts, [`credentials`] what a secret is.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod pods;

pub mod accounts;
pub mod credentials;
pub mod images;
pub mod relations;
pub mod security;
pub mod volumes;

tollgate_sdk::plugin! {
    id: "kubernetes",
    rules: [
        // What a pod may do to its node.
        added_capability,
        capabilities_not_dropped,
        container_runtime_socket,
        dangerous_capability,
        host_namespace,
        host_network,
        host_path,
        host_port,
        low_user_id,
        net_raw_capability,
        privilege_escalation_allowed,
        privileged,
        root_user,
        unconfined_seccomp,
        writable_root_filesystem,
        // What it is made of.
        floating_image_tag,
        image_not_pinned,
        untrusted_registry,
        // Whom it acts as, and what it knows.
        committed_secret,
        default_service_account,
        plaintext_secret_in_environment,
        secret_in_config_map,
        secret_in_environment,
        unneeded_service_account_token,
        // What brings it down.
        unlimited_memory,
    ],
}
