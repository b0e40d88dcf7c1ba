//! Docker Compose: what containers may do to their host, what they show to the network, and what brings them down.
//!
//! Rules read services in the long form, whatever the file says. What several rules ask is in modules of its own:
//! [`images`] for what well-known images are, [`hosts`] for ports and namespaces, [`mounts`] for paths of the host and
//! [`container_paths`] for those in the container, [`stack`] for who is on a project.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod images;

pub mod hosts;
pub mod mounts;

pub mod container_paths;
pub mod health;
pub mod host_ports;
pub mod limits;
pub mod listeners;
pub mod mentions;
pub mod replicas;
pub mod stack;

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
        database_without_password,
        port_on_all_interfaces,
        privileged_host_port,
        // What is written where everybody reads it.
        plaintext_secret,
        secret_in_environment,
        // What it is made of.
        build_context_outside_project,
        floating_image_tag,
        image_without_digest,
        // What brings it down, or makes it lose data.
        dependency_without_healthcheck,
        depends_on_without_condition,
        missing_healthcheck,
        missing_restart_policy,
        unlimited_memory,
        unlimited_cpu,
        unlimited_pids,
        unrotated_logs,
        data_store_without_volume,
        postgres_old_data_path,
        kafka_advertises_localhost,
        default_network_with_data_store,
        duplicate_published_port,
        duplicate_container_name,
        build_and_image,
        obsolete_version,
    ],
}
