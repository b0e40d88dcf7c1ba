//! AWS: what its services let others do, and what they lose.
//!
//! Most rules are about one argument, see `Setting` of the SDK. Where a service is configured by resources of their
//! own, such as a bucket and its versioning, the SDK's `companions` finds them.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod acl;
pub mod api;
pub mod backups;
pub mod bucket;
pub mod credentials;
pub mod databases;
pub mod keys;
pub mod network;
pub mod policy;
pub mod project;
pub mod provider;
pub mod script;
pub mod support;
pub mod tasks;
pub mod web_identity;
pub mod when;
pub mod written;

tollgate_sdk::plugin! {
    id: "aws",
    rules: [
        // Who reaches it.
        public_database,
        public_redshift_cluster,
        public_replication_instance,
        public_broker,
        search_domain_outside_vpc,
        eks_endpoint_open_to_world,
        public_eks_endpoint,
        unauthenticated_function_url,
        instance_with_public_ip,
        subnet_assigns_public_ip,
        default_vpc,
        undescribed_security_group,
        unattached_security_group,
        default_security_group_with_rules,
        default_security_group_open,
        network_acl_admin_port,
        network_acl_all_ports,
        imds_v1,
        imds_hop_limit,
        public_lambda_permission,
        lambda_permission_without_source,
        invalid_headers_forwarded,

        // What is encrypted where it lies, and with whose key.
        unencrypted_database,
        unencrypted_volume,
        ebs_default_encryption_off,
        unencrypted_file_system,
        unencrypted_cache,
        unencrypted_search_domain,
        unencrypted_queue,
        unencrypted_stream,
        bucket_without_customer_key,
        topic_without_customer_key,
        table_without_customer_key,
        log_group_without_customer_key,
        image_repository_without_customer_key,
        secret_without_customer_key,
        key_without_rotation,
        short_key_deletion_window,

        // What is left after a mistake.
        database_without_backups,
        short_backup_retention,
        database_without_deletion_protection,
        single_zone_database,
        database_without_final_snapshot,
        table_without_point_in_time_recovery,
        table_without_deletion_protection,
        cache_without_snapshots,
        load_balancer_without_deletion_protection,

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
        policy_allows_everything,
        privilege_escalation,
        pass_any_role,
        policy_reads_all_secrets,
        wildcard_action,
        wildcard_resource,
        bucket_policy_open_to_anyone,
        kms_key_open_to_anyone,
        queue_or_topic_open_to_anyone,
        role_open_to_anyone,
        role_open_to_account,
        github_role_open_to_others,
        web_identity_role_open_to_others,
        web_identity_role_without_subject,
        secret_or_image_open_to_anyone,
        vault_or_file_system_open_to_anyone,
        snapshot_or_machine_image_shared_with_anyone,
        administrator_access,
        access_key,
        iam_user,
        policy_on_user,
        short_passwords,
        bucket_accepts_plain_http,
        queue_or_topic_accepts_plain_http,

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
        floating_image_tag,
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
        load_balancer_without_waf,
        cloudfront_without_waf,
        api_stage_without_waf,
        waf_without_rate_limit,
        unauthenticated_api_method,

        // Search domains, and other data.
        search_domain_open_to_anyone,
        search_domain_without_users,
        unsupported_search_version,
        unencrypted_warehouse,
        database_without_iam_login,
        function_without_customer_key,
    ],
}
