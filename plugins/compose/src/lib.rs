//! Docker Compose: what containers may do to their host, what they show to the network, and what brings them down.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod images;

pub mod health;
pub mod host_ports;
pub mod limits;
pub mod listeners;
pub mod mentions;
pub mod mounts;
pub mod replicas;
pub mod stack;

tollgate_sdk::plugin! {
    id: "compose",
    rules: [
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
