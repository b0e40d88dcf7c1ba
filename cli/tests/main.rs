//! The program as people run it. One binary, one module per theme.

mod bad_input;
mod contract;
mod determinism;
mod fixes;
mod harness;
mod text;
