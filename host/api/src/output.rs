//! What plugins answer, with places as batch nodes: still to be checked and placed by the host.

use crate::Certainty;

/// One answer of a lint plugin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    Finding(FindingOutput),
    Undecided(UndecidedOutput),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FindingOutput {
    /// Index of the rule in the manifest.
    pub rule: u32,
    pub node: u32,
    pub certainty: Certainty,
    pub message: String,
    pub why: String,
    pub help: String,
    pub related: Vec<RelatedOutput>,
    pub edits: Vec<SemanticEdit>,
    pub details: Vec<(String, String)>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RelatedOutput {
    pub node: u32,
    pub message: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UndecidedOutput {
    pub rule: u32,
    /// The value that would decide.
    pub node: u32,
    pub reason: String,
    pub decided_by: String,
    pub details: Vec<(String, String)>,
}

/// A change in terms of the resource: the host writes it as byte edits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SemanticEdit {
    pub action: EditAction,
    /// The value to replace or remove, or the object or list that gets an entry.
    pub node: u32,
    /// The entry to insert; empty otherwise and for lists.
    pub key: String,
    /// JSON.
    pub value: String,
    pub safe: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EditAction {
    Set,
    Insert,
    Remove,
}

/// Quantities are decimal text; an empty one is unknown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CostItem {
    pub node: u32,
    pub component: String,
    pub quantity_min: String,
    pub quantity: String,
    pub quantity_max: String,
    pub unit: String,
    pub price_key: String,
    pub assumption: String,
    pub details: Vec<(String, String)>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScaffoldFile {
    pub path: String,
    pub contents: Vec<u8>,
    pub executable: bool,
}
