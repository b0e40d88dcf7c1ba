//! The program as people run it. One binary, one module per theme.

mod bad_input;
mod contract;
mod determinism;
mod environments;
mod fixes;
mod harness;
mod provenance;
mod secrets;
mod text;
