//! Suites that need more than one crate. One binary, one module per suite.
#![cfg(test)]

mod guests;
mod hostile;
mod interfaces;
