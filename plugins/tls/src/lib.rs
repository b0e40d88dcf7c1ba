//! Encryption in transit: what load balancers, caches, brokers and databases really accept.
//!
//! Rules about listeners share [`listener`]; what a security policy of a load balancer admits is a table in
//! [`policies`].

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod listener;
pub mod policies;

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
    ],
}
