//! The whole of what was read: roots, resources, and who refers to whom.

use std::sync::Arc;

use tollgate_source::{Diagnostic, Label, Span};

use crate::{Address, Tri, Value};

/// The kinds of input, as rules declare them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Input {
    Terraform,
    Compose,
    Kubernetes,
}

impl Input {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Terraform => "terraform",
            Self::Compose => "compose",
            Self::Kubernetes => "kubernetes",
        }
    }
}

/// Resources of one root evaluated under one variant, and what evaluation had to say.
#[derive(Clone, Debug)]
pub struct Root {
    pub input: Input,
    /// What discovery calls it: `terraform-module`, `compose-project`, `chart`, …
    pub kind: &'static str,
    /// Path of the root, `.` for the world's root.
    pub path: Arc<str>,
    /// Empty for the only variant.
    pub variant: Arc<str>,
    pub outputs: Vec<(Arc<str>, Value)>,
    pub diagnostics: Vec<Diagnostic>,
    /// Where text stands that is nobody's to see, whether or not a resource uses it.
    pub secrets: Vec<Span>,
}

/// One resource: a name, a body, and whether it exists at all.
#[derive(Clone, Debug)]
pub struct Resource {
    pub address: Arc<Address>,
    /// Attributes and blocks; nested blocks are always arrays.
    pub body: Value,
    /// The header: what a finding about the resource as a whole points at.
    pub span: Span,
    /// The whole block, for inline suppressions and for fixes that add to it.
    pub block_span: Span,
    /// `count = var.on ? 1 : 0` with unknown `var.on` may or may not exist.
    pub exists: Tri,
    /// What it depends on whether it exists, where that can be told.
    pub condition: Option<Label>,
    /// Module calls from the root down to here.
    pub calls: Vec<Span>,
}

/// `# tollgate: ignore[rule] reason="…"` as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suppression {
    /// Empty: every rule.
    pub rules: Vec<String>,
    pub reason: Option<String>,
    /// `YYYY-MM-DD`, as written.
    pub expires: Option<String>,
    /// The comment itself.
    pub span: Span,
    /// The 1-based lines it covers, both included.
    pub lines: (u32, u32),
}

/// Everything one run sees.
#[derive(Clone, Debug, Default)]
pub struct Project {
    pub roots: Vec<Root>,
    /// In order of root, variant and address.
    pub resources: Vec<Resource>,
}

impl Project {
    pub fn extend(&mut self, other: Project) {
        self.roots.extend(other.roots);
        self.resources.extend(other.resources);
    }
}
