//! Kubernetes: what pods may do to their nodes, and what brings them down.
//!
//! Rules about pods read all kinds that make them through [`pods`]; what a `securityContext` says in the end is
//! in [`security`]. [`relations`] is for rules about several objects: whom a selector selects was worked out by the
//! host.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod pods;

pub mod glob;
pub mod images;
pub mod objects;
pub mod policies;
pub mod ranges;
pub mod rbac;
pub mod relations;
pub mod security;
pub mod versions;

tollgate_sdk::plugin! {
    id: "kubernetes",
    rules: [
        // What a pod may do to its node.
        added_capability,
        capabilities_not_dropped,
        dangerous_capability,
        host_namespace,
        host_network,
        host_path,
        net_raw_capability,
        privilege_escalation_allowed,
        privileged,
        root_user,
        writable_root_filesystem,
        // What it is made of.
        floating_image_tag,
        // What brings it down.
        unlimited_memory,
        // Who reaches it.
        exposed_service,
        external_ip,
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
        wildcard_role,
        // How it is written.
        bad_label_value,
        default_namespace,
        deprecated_api_version,
        missing_label,
    ],
}
