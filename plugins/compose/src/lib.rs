//! Docker Compose: what containers may do to their host, what they show to the network, and what brings them down.
//!
//! Rules read services in the long form, whatever the file says. What several rules ask is in modules of its own:
//! [`hosts`] for ports and namespaces, [`mounts`] for paths of the host, [`images`] for what well-known images are,
//! [`secrets`] for what a secret is.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod hosts;
pub mod images;
pub mod mounts;
pub mod secrets;

tollgate_sdk::plugin! {
    id: "compose",
    rules: [
        // What a container may do to its host.
        capabilities_not_dropped,
        dangerous_capability,
        docker_socket,
        host_namespace,
        host_network,
        privilege_escalation_allowed,
        privileged,
        root_user,
        sensitive_host_path,
        unconfined_profile,
        writable_root_filesystem,
        // What it shows to the network.
        data_store_published,
        port_on_all_interfaces,
        privileged_host_port,
        // What is written where everybody reads it.
        plaintext_secret,
        secret_in_environment,
        // What it is made of.
        build_context_outside_project,
        floating_image_tag,
        image_without_digest,
    ],
}
