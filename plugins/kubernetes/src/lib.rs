//! Kubernetes: what pods may do to their nodes, and what brings them down.
//!
//! Rules about pods read all kinds that make them through [`pods`]; what a `securityContext` says in the end is
//! in [`security`]. [`relations`] is for rules about several objects: whom a selector selects was worked out by the
//! host. [`accounts`] knows as whom a pod acts, [`credentials`] what a secret is.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod accounts;
pub mod credentials;
pub mod images;
pub mod labels;
pub mod limits;
pub mod objects;
pub mod pods;
pub mod policies;
pub mod ports;
pub mod probes;
pub mod ranges;
pub mod rbac;
pub mod relations;
pub mod scale;
pub mod security;
pub mod versions;
pub mod volumes;

use tollgate_sdk::glob;

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
        unconfined_profile,
        unconfined_seccomp,
        unsafe_sysctl,
        writable_root_filesystem,
        // What it is made of.
        floating_image_tag,
        image_not_pinned,
        untrusted_registry,
        // Whom it acts as, and what it knows.
        committed_secret,
        database_without_password,
        default_service_account,
        plaintext_secret_in_environment,
        secret_in_config_map,
        secret_in_environment,
        unneeded_service_account_token,
        // What brings it down.
        missing_cpu_request,
        missing_memory_request,
        unlimited_cpu,
        unlimited_memory,
        // How it is asked whether it works.
        identical_probes,
        missing_liveness_probe,
        missing_readiness_probe,
        probe_on_unopened_port,
        // How many run, where, and what happens when nodes and versions change.
        autoscaler_bounds_reversed,
        autoscaler_of_one,
        autoscaler_without_requests,
        autoscaler_without_target,
        disruption_budget_blocks_drains,
        missing_disruption_budget,
        recreate_strategy,
        replicas_on_one_node,
        replicas_under_autoscaler,
        single_replica,
        // Who is to find it.
        ingress_backend_nowhere,
        selector_matches_nothing,
        service_port_nowhere,
        // Who reaches it.
        exposed_service,
        external_ip,
        gateway_without_tls,
        ingress_snippet,
        ingress_without_tls,
        network_policy_open_to_world,
        pod_without_network_policy,
        unrestricted_egress,
        // What somebody may do in the cluster.
        all_secrets_readable,
        anonymous_access,
        cluster_admin_binding,
        privilege_escalation_role,
        role_for_everybody,
        wildcard_role,
        // How it is written.
        bad_label_value,
        default_namespace,
        deprecated_api_version,
        missing_label,
        // Namespaces as a whole.
        namespace_without_network_policy,
    ],
}
