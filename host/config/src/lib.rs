//! `tollgate.toml` and policy packs.
//!
//! What is written ([`Document`], with a span on everything) is resolved over `extends` into [`Settings`],
//! and those are checked against the rules that the loaded plugins offer. A key nobody reads is an error:
//! a misspelled rule that silently does nothing is worse than no rule.
#![forbid(unsafe_code)]

pub mod compliance;
mod compose;
mod declared;
mod document;
mod helm;
mod limits;
mod reader;
mod resolve;
mod schema;
mod settings;
mod terraform;
mod topology;
mod tree;

pub use compose::{Compose, ComposeInputs, ComposeProject};
pub use declared::{DeclaredRule, DeclaredTest, slips};
pub use document::{Document, Extends};
pub use helm::{HELM_VERSIONS, Helm, HelmInputs};
pub use limits::parse_amount;
pub use reader::Environments;
pub use resolve::{CONFIG_FILE, built_in_packs, find, load, load_text};
pub use schema::check_rules;
pub use settings::{Exclude, PluginSource, RuleSettings, Settings};
pub use terraform::{Inputs, Terraform, Variable};
pub use tree::{Item, Key, Node};
