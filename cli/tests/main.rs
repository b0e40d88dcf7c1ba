//! The program as people run it. One binary, one module per theme.

mod bad_input;
mod charts;
mod compliance;
mod compose;
mod context;
mod contract;
mod declared;
mod determinism;
mod environments;
mod fixes;
mod harness;
mod kubernetes;
mod plans;
mod provenance;
mod render;
mod secrets;
mod text;
