//! AWS: what its services let others do, and what they lose.
//!
//! Most rules are about one argument, see `Setting` of the SDK. Where a service is configured by resources of their
//! own, such as a bucket and its versioning, the SDK's `companions` finds them.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod bucket;
pub mod project;
pub mod written;

tollgate_sdk::plugin! {
    id: "aws",
    rules: [
        // Who reaches it.

        // What is encrypted where it lies, and with whose key.
        unencrypted_database,

        // What is left after a mistake.

        // What is written down.
        stopped_trail,
        single_region_trail,
        unvalidated_trail,
        trail_without_own_key,
        trail_without_log_group,
        vpc_without_flow_logs,
        bucket_without_access_logs,
        load_balancer_without_access_logs,
        distribution_without_access_logs,
        api_stage_without_access_logs,
        cluster_without_control_plane_logs,
        search_domain_without_audit_logs,
        database_logs_not_exported,
        logs_kept_forever,
        web_acl_without_logs,
        broker_without_logs,
        threat_detection_off,
        config_recorder_stopped,
        config_recorder_skips_resources,

        // Who may do what.

        // Buckets.
        public_bucket_acl,
        public_object_acl,
        bucket_accepts_public_acls,
        bucket_accepts_public_policies,
        bucket_without_public_access_block,
        bucket_keeps_acls,
        bucket_without_versioning,
        bucket_without_mfa_delete,
        bucket_without_object_lock,
        unfinished_uploads_kept,

        // What runs.

        // Secrets.

        // Firewalls of web applications.
    ],
}
