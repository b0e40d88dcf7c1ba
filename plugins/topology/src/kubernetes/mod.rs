//! Pods of Kubernetes, held against the same policy as security groups and services of Compose.
//!
//! A NetworkPolicy allows, and policies add up. What none of them selects in a direction is open in that direction, so
//! the question is always twofold: is a pod isolated, and whom do the rules let through all the same. A connection
//! needs both its ends: egress of the source, ingress of the target. Read `pods` for what a pod is, `tiers` for the
//! tier of one and of whom a selector means, `policies` for what is written, `model` for what follows from it, and
//! `exposed` for Services and Ingresses that lead to pods from outside. Rules are here by their names.
//!
//! Without `[topology]` all of this is silent: nobody has said who may talk to whom. Holes are not certain to be
//! holes: whoever applies a chart may add policies, and what is not known is undecided.

pub mod exposed;
pub mod model;
pub mod paths;
pub mod pods;
pub mod policies;
pub mod tiers;

pub mod admitted;
pub mod data_admits_wrong_tier;
pub mod data_egress;
pub mod data_open_to_cidr;
pub mod data_published;
pub mod edge_undeclared_port;
pub mod open_to_world;
pub mod tier_skipped;
pub mod undeclared_flow;
pub mod unrestricted_egress;
