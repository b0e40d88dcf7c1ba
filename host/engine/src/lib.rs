//! The pipeline: discover, evaluate, batch, run, resolve, fix.
//!
//! [`check`] is the whole middle of the program: a function of a world, a request and a set of plugins. It
//! reads nothing but the world, prints nothing and writes nothing.
#![forbid(unsafe_code)]

mod batches;
mod check;
mod compliance;
mod configs;
mod coverage;
mod declared;
mod evaluate;
mod fix;
mod focus;
mod given;
mod host_rules;
mod place;
mod plugins;
mod request;
mod resolve;
mod run;
mod suppress;
mod value_sets;
mod variants;

pub use check::{Checked, check};
pub use configs::{Configured, Group, Groups, configured, groups, settings_at};
pub use evaluate::{Evaluation, Evaluations, evaluate, evaluations};
pub use fix::{Fixed, apply_fixes, overlay};
pub use focus::narrow;
pub use host_rules::host_rules;
pub use plugins::{PluginEntry, PluginSet};
pub use request::{CheckError, ComposeRequest, Request, SelectedEnvironment};
pub use suppress::is_date;
