//! Google Cloud: what its services let others do, and what they lose.
//!
//! Most rules are about one argument, see `Setting` of the SDK. Where a service is configured by resources of their
//! own, such as a cluster and its pools of nodes, the SDK's `companions` finds them.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod buckets;
pub mod clusters;
pub mod credentials;
pub mod firewall;
pub mod iam;
pub mod keys;
pub mod metadata;
pub mod sql;
pub mod support;

tollgate_sdk::plugin! {
    id: "gcp",
    rules: [
        // Who reaches it.
        admin_port_open,
        database_port_open_to_world,
        all_ports_open,
        open_to_internet,
        database_open_to_world,
        database_with_public_ip,
        public_bucket,
        public_cluster_api,
        instance_with_public_ip,
        public_nodes,

        // What is encrypted where it lies, and with whose key.
        disk_without_customer_key,
        key_without_rotation,

        // What is left after a mistake.
        database_without_backups,
        database_without_deletion_protection,
        database_without_point_in_time_recovery,
        bucket_without_versioning,

        // What is written down.
        subnet_without_flow_logs,

        // Who may do what.
        basic_role,
        bucket_keeps_acls,
        default_service_account,
        legacy_abac,
        service_account_key,

        // What runs.
        cluster_without_network_policy,
        integrity_checks_off,
        secure_boot_off,

        // Secrets.
        password_in_code,
        secret_in_environment,

        // Who reaches data that is in no bucket, and who gets a shell.
        public_grant,
        serial_port_enabled,
        os_login_off,
        project_ssh_keys_accepted,

        // Clusters: who is let in, as whom pods act, and what is written down.
        cluster_with_static_credentials,
        cluster_without_workload_identity,
        cluster_without_logs,
        cluster_without_metrics,

        // What is old, and what more can be refused or encrypted.
        unsupported_version,
        bucket_without_public_access_prevention,
        data_without_customer_key,
        ip_forwarding,
        default_network,
        dangerous_database_flag,
        database_without_connection_logs,
        cluster_without_binary_authorization,
        impersonates_all_accounts,
        identity_provider_open_to_others,
    ],
}
