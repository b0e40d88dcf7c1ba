//! AWS: what its services let others do, and what they lose.
//!
//! Most rules are about one argument, see `Setting` of the SDK. Where a service is configured by resources of their
//! own, such as a bucket and its versioning, the SDK's `companions` finds them.

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod policy;

tollgate_sdk::plugin! {
    id: "aws",
    rules: [
        // Who reaches it.

        // What is encrypted where it lies, and with whose key.
        unencrypted_database,

        // What is left after a mistake.

        // What is written down.

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
        secret_or_image_open_to_anyone,
        administrator_access,
        access_key,
        iam_user,
        policy_on_user,
        provider_credentials,
        short_passwords,
        bucket_accepts_plain_http,
        queue_or_topic_accepts_plain_http,

        // Buckets.

        // What runs.

        // Secrets.

        // Firewalls of web applications.
    ],
}
