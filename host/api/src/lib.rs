//! The nouns that plugins, engine, configuration and reports share. Knows no wasmtime and no file system.
//!
//! [`Manifest`] says what a plugin offers, [`Report`] what a run found. The serialised form of a report is a
//! contract: fields are added, never renamed.
#![forbid(unsafe_code)]

mod level;
mod manifest;
mod output;
mod report;

pub use level::{Certainty, Level, Precision};
pub use manifest::{Fix, Limits, Manifest, RuleInfo, Scope, type_matches};
pub use output::{
    CostItem, EditAction, FindingOutput, RelatedOutput, ScaffoldFile, SemanticEdit, UndecidedOutput, Verdict,
};
pub use report::{
    Compliance, ControlResult, ControlStatus, Counts, DiagnosticEntry, Finding, FixEdit, OriginStep, PluginError,
    PluginErrorKind, ProposedFix, Related, Report, Safety, Summary, SuppressedBy, Undecided,
};

/// The version of the plugin interface this build speaks.
pub const API_VERSION: &str = "0.1.0";
/// The version of the batch format this build writes.
pub const BATCH_FORMAT: u32 = 1;
