//! What a run found, as it is serialised.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Certainty, Level};

/// The result of `check`. Two runs over the same bytes give the same report, byte for byte.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Report {
    /// Version of this shape.
    pub schema: u32,
    /// Ordered by file, position and rule.
    pub findings: Vec<Finding>,
    pub undecided: Vec<Undecided>,
    pub plugin_errors: Vec<PluginError>,
    pub diagnostics: Vec<DiagnosticEntry>,
    /// What the controls of the standard that was asked for come to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compliance: Option<Compliance>,
    pub summary: Summary,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Finding {
    pub rule: String,
    pub level: Level,
    /// 0.0–10.0.
    pub severity: f64,
    pub confidence: Certainty,
    pub message: String,
    pub why: String,
    pub help: String,
    /// Relative to the repository root, or to the scanned folder where there is none; `/`-separated.
    pub file: String,
    /// 1-based; columns count Unicode scalar values; ends are exclusive.
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    pub resource: String,
    pub root: String,
    /// The variants in which it was found; empty where the root has only one.
    pub variants: Vec<String>,
    /// From the place of the finding back to the text that decides the value.
    pub origin: Vec<OriginStep>,
    /// The `module` blocks from the root down to the resource; empty in the root module.
    pub calls: Vec<OriginStep>,
    pub related: Vec<Related>,
    pub fix: Option<ProposedFix>,
    pub suppressed: Option<SuppressedBy>,
    pub fingerprint: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OriginStep {
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    /// How the value got from here to the step before, e.g. "default of variable `cidrs`"; of a call, the address
    /// of the module, e.g. "module.web["eu"]".
    pub note: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Related {
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    pub message: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProposedFix {
    pub safety: Safety,
    pub edits: Vec<FixEdit>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    Safe,
    Unsafe,
}

/// Replaces bytes `start..end` of `file` by `text`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct FixEdit {
    pub file: String,
    pub start: u32,
    pub end: u32,
    pub text: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SuppressedBy {
    /// `inline`, later `baseline`.
    pub kind: String,
    pub reason: String,
    /// `YYYY-MM-DD`.
    pub expires: Option<String>,
}

/// A rule that could not be decided, and what would decide it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Undecided {
    pub rule: String,
    pub resource: String,
    pub file: String,
    pub line: u32,
    pub reason: String,
    pub decided_by: String,
    pub root: String,
    pub variants: Vec<String>,
}

/// A plugin that failed on a batch: its verdicts for that batch are missing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PluginError {
    pub plugin: String,
    /// SHA-256 of the component, hexadecimal.
    pub digest: String,
    /// Which batch, e.g. `project 1 of 1 (42 resources)`; empty when the plugin could not be loaded.
    pub batch: String,
    pub kind: PluginErrorKind,
    pub message: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PluginErrorKind {
    /// It crashed or gave up.
    Trap,
    /// It used up its fuel.
    Fuel,
    /// It asked for more memory than it may have.
    Memory,
    /// Its answer is too large or names places that do not exist.
    Output,
    /// It could not be loaded: no component, another version, or an import that is not offered.
    Link,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DiagnosticEntry {
    /// `error`, `warning` or `note`.
    pub level: String,
    pub message: String,
    /// Empty when it is about no file.
    pub file: String,
    /// 0 when it is about no line.
    pub line: u32,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
}

/// How the rules that look at a standard ended. No proof that the standard is met: see `beyond` of each control.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Compliance {
    /// e.g. `pci-dss`.
    pub framework: String,
    pub title: String,
    pub edition: String,
    pub source: String,
    pub note: String,
    /// In the order of the standard.
    pub controls: Vec<ControlResult>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ControlResult {
    /// Its number in the standard.
    pub id: String,
    pub title: String,
    pub status: ControlStatus,
    /// The rules that look at it.
    pub rules: Vec<String>,
    /// Definite findings of these that are not suppressed.
    pub findings: usize,
    pub suppressed: usize,
    /// Findings that depend on something unknown, and verdicts that could not be reached.
    pub open: usize,
    /// What it asks that no look at code can show.
    pub beyond: String,
}

/// What can be said of a control.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ControlStatus {
    /// Rules found something.
    Violated,
    /// They found nothing for certain, and could not decide everything.
    Undecided,
    /// They looked, and found nothing.
    Clean,
    /// There is nothing that they look at.
    NothingToCheck,
    /// No rule looks at it, or those that do did not run.
    NotChecked,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Summary {
    pub roots: usize,
    pub files: usize,
    pub resources: usize,
    /// Definite, unsuppressed findings by level; `forbid` counts as an error.
    pub findings: Counts,
    pub possible: usize,
    pub undecided: usize,
    pub suppressed: usize,
    /// Plugins that were run.
    pub plugins: usize,
    /// The whole run, when that was asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub duration_ms: Option<u64>,
    /// What each plugin took for all of its batches, one after the other, in microseconds, when that was asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub plugins_us: BTreeMap<String, u64>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Counts {
    pub error: usize,
    pub warning: usize,
    pub info: usize,
}
