//! Azure: what its services let others do, and what they lose.
//!
//! Most rules are about one argument, see `Setting` of the SDK. Where a service is configured by resources of their
//! own, such as a storage account and its network rules, the SDK's `companions` finds them.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod diagnostics;
pub mod names;
pub mod networks;
pub mod nsg;
pub mod provider;
pub mod scopes;
pub mod scripts;
pub mod support;

tollgate_sdk::plugin! {
    id: "azure",
    rules: [
        // Who reaches it.
        admin_port_open,
        database_port_open_to_world,
        all_ports_open,
        open_to_internet,
        subnet_without_nsg,
        storage_open_to_all_networks,
        key_vault_open_to_all_networks,
        database_on_public_network,
        database_open_to_world,
        public_cluster_api,

        // What is encrypted where it lies, and with whose key.
        disk_encryption_off,
        disk_without_customer_key,
        storage_without_customer_key,

        // What is left after a mistake.
        vault_without_purge_protection,

        // What is written down.
        short_flow_log_retention,

        // Who may do what.
        password_login,
        wildcard_role,
        subscription_administrator,
        cluster_without_rbac,
        registry_admin_account,
        registry_anonymous_pull,

        // What runs.
        cluster_without_network_policy,

        // Secrets.
        secret_in_environment,
        password_in_code,

        // Public data.
        public_container,

        // What is noticed, and who is told.
        sql_server_without_auditing,
        threat_alerts_off,
        alerts_to_nobody,
        defender_off,

        // More ways in.
        remote_debugging_on,
        storage_shared_keys,
        disk_exportable,
        cluster_local_accounts,
        sql_server_without_directory_admin,
        gateway_without_waf,

        // Hygiene.
        secret_without_expiry,
        storage_without_soft_delete,
        postgresql_parameter_off,
        cluster_without_monitoring,

        // What is not fixed any more.
        unsupported_version,
        cluster_without_upgrades,

        // What else is not encrypted.
        host_encryption_off,

        // More of what is written down, and of what policies ask for.
        web_app_without_http_logs,
        queue_requests_not_logged,
        storage_without_sas_policy,
        database_without_threat_detection,
        infrastructure_encryption_off,
        activity_log_gaps,
    ],
}
