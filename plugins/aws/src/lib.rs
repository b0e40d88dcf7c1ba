//! AWS: what its services let others do, and what they lose.
//!
//! Most rules are about one argument, see `Setting` of the SDK. Where a service is configured by resources of their
//! own, such as a bucket and its versioning, the SDK's `companions` finds them.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod credentials;
pub mod script;
pub mod support;
pub mod tasks;

tollgate_sdk::plugin! {
    id: "aws",
    rules: [
        // Who reaches it.

        // What is encrypted where it lies, and with whose key.
        unencrypted_database,

        // What is left after a mistake.

        // What is written down.

        // Who may do what.

        // Buckets.

        // What runs.
        shared_task_network,
        plaintext_secret,
        secret_in_environment,
        container_without_health_check,
        container_without_logs,
        writable_container_root,
        privileged_container,
        container_as_root,
        task_role_is_execution_role,
        task_with_public_address,
        service_without_circuit_breaker,
        cluster_without_insights,
        eks_without_own_key,
        unsupported_kubernetes_version,
        deprecated_runtime,
        function_without_tracing,
        function_without_failure_destination,
        function_without_reserved_concurrency,
        secret_in_user_data,
        mutable_image_tags,
        images_not_scanned,

        // Secrets.
        secret_without_rotation,
        slow_secret_rotation,
        plaintext_parameter,
        password_in_code,
        password_in_state,

        // Firewalls of web applications.
    ],
}
