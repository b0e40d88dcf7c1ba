//! Services of Compose projects, held against the same policy as security groups.
//!
//! A security group says port by port who comes in. A network says nothing of the kind: all that are on it reach
//! all ports of one another. So the questions are which tiers meet on a network, and what is published on the
//! host. Read `services` for the tier of a service, `networks` for who meets whom, `published` for ports. Rules that
//! groups have too are here by their names.

pub mod data_admits_wrong_tier;
pub mod edge_undeclared_port;
pub mod images;
pub mod model;
pub mod networks;
pub mod open_to_world;
pub mod paths;
pub mod published;
pub mod services;
pub mod tier_skipped;
