//! Who may talk to whom: security groups, services of Compose and pods of Kubernetes against the tiers and flows of
//! a policy.
//!
//! Every rule builds the same [`model`] of all groups and asks it one question. Read `policy` for the tiers and
//! flows, `rules_of_group` for the one shape of all ways to write a rule, `tiers` for how a group gets its tier.
//! Compose projects have a model of their own, in [`compose`], and pods in [`kubernetes`].

// A component's exports and its manifest section are made by macros that need `unsafe` attributes.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod compose;
pub mod cycles;
pub mod kubernetes;
pub mod model;
pub mod paths;
pub mod policy;
pub mod ports;
pub mod rules_of_group;
pub mod tiers;
pub mod types;
pub mod world;

use tollgate_sdk::{cidr, glob};

tollgate_sdk::plugin! {
    id: "topology",
    rules: [
        open_to_world,
        edge_undeclared_port,
        data_open_to_cidr,
        data_admits_wrong_tier,
        data_egress,
        data_published,
        data_shares_network,
        missing_flow,
        tier_skipped,
        mixed_rules,
        self_all_ports,
        undeclared_flow,
        unrestricted_egress,
        unrestricted_pods,
    ],
}
