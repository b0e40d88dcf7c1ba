//! Suites that need more than one crate. One binary, one module per suite.
#![cfg(test)]

mod boundaries;
mod builtins;
mod checkout;
mod documents;
mod examples;
mod failing_plugins;
mod guests;
mod hostile;
mod interfaces;
mod packs;
mod plugins;
mod probes;
mod rule_pages;
mod scale;
mod verdicts;
mod within_strings;
