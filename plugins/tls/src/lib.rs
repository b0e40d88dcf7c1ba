//! Encryption in transit: what load balancers, caches, brokers and databases really accept.
//!
//! Rules about listeners share [`listener`]; what a security policy of a load balancer admits is a table in
//! [`policies`], those of other services are in [`services`]. Rules about a minimum version share [`versions`].

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod listener;
pub mod policies;
pub mod services;
pub mod versions;

tollgate_sdk::plugin! {
    id: "tls",
    rules: [
        weak_policy,
        default_policy,
        plain_http_listener,
        http_not_redirected_to_https,
        plain_target_group,
        weak_cloudfront_policy,
        cache_in_transit_off,
        kafka_plaintext,
        rds_force_ssl_off,

        // What of AWS admits old versions.
        weak_classic_policy,
        classic_default_policy,
        weak_api_policy,
        weak_search_policy,
        weak_iot_policy,
        weak_transfer_policy,
        weak_cloudfront_origin,
        expired_database_ca,

        // What of AWS takes clear text.
        cloudfront_plaintext,
        cloudfront_origin_plaintext,
        search_plaintext,
        search_nodes_plaintext,
        redshift_plaintext,
        documentdb_plaintext,
        efs_plaintext,
        ftp_server,

        // Azure.
        weak_minimum_version,
        weak_gateway_policy,
        storage_plaintext,
        web_app_plaintext,
        azure_database_plaintext,

        // Google.
        weak_google_policy,
        google_proxy_without_policy,
        cloud_sql_plaintext,

        // Kubernetes.
        weak_ingress_policy,

        // Azure: more that takes clear text.
        application_gateway_plaintext,
        web_app_ftp,
    ],
}
