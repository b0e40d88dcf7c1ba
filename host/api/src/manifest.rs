//! What a plugin says about itself, readable without running it.

use serde::{Deserialize, Serialize};

use crate::{Level, Precision};

/// The JSON of the custom section `tollgate:manifest` of a component.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// Short name; the default family of its rules.
    pub id: String,
    /// Version of the plugin.
    pub version: String,
    /// Version of the interface it was built for, e.g. `0.1.0`.
    pub api: String,
    /// Version of the batch format it reads.
    pub batch_format: u32,
    #[serde(default)]
    pub rules: Vec<RuleInfo>,
    #[serde(default)]
    pub limits: Limits,
}

/// What a plugin asks for, within what the host grants.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Limits {
    /// Fuel per batch before the share of each resource; `None` for the host's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fuel: Option<u64>,
    /// Bytes of linear memory; `None` for the host's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<u64>,
}

/// One rule.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RuleInfo {
    /// `family/bad-thing`.
    pub id: String,
    pub level: Level,
    /// 0.0–10.0, as code scanning's `security-severity`.
    pub severity: f64,
    pub precision: Precision,
    /// `terraform`, `compose`, `kubernetes`.
    pub inputs: Vec<String>,
    /// Resource types it reads; `*` stands for any run of characters.
    pub types: Vec<String>,
    pub scope: Scope,
    /// One line.
    pub summary: String,
    /// The page, in Markdown, tests included.
    pub page: String,
    /// JSON schema of its options; `{}` for none.
    #[serde(default)]
    pub options: serde_json::Value,
    pub fix: Fix,
    /// Ids of the rule inventory it answers.
    #[serde(default)]
    pub answers: Vec<String>,
}

/// How much of a project the rule must see at once.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// One resource at a time.
    Resource,
    /// Resources of its types that refer to one another, never split.
    Linked,
    /// All resources of its types.
    Project,
}

impl Scope {
    pub const ALL: [Self; 3] = [Self::Resource, Self::Linked, Self::Project];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resource => "resource",
            Self::Linked => "linked",
            Self::Project => "project",
        }
    }
}

/// Whether the rule proposes fixes, and of which kind.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fix {
    None,
    /// Only changes that keep behaviour someone may rely on.
    Safe,
    Unsafe,
}

impl RuleInfo {
    /// Whether it can say nothing with these options: its schema lists, as `x-silent-without`, options of which it
    /// needs one.
    pub fn is_silent(&self, options: &serde_json::Value) -> bool {
        let needed = self.options.get("x-silent-without").and_then(|needed| needed.as_array());
        needed.is_some_and(|needed| {
            needed.iter().filter_map(|name| name.as_str()).all(|name| options.get(name).is_none())
        })
    }

    /// Whether the rule reads resources of type `ty`.
    pub fn reads(&self, ty: &str) -> bool {
        self.types.iter().any(|pattern| type_matches(pattern, ty))
    }

    /// The page up to its tests: what `explain` prints.
    pub fn explanation(&self) -> &str {
        let end = self.page.find("\n## Tests").unwrap_or(self.page.len());
        self.page[..end].trim_end()
    }
}

/// What is no resource has a type that starts so: `terraform/provider`, `compose/port`.
const BLOCKS: [&str; 3] = ["terraform/", "compose/port", "compose/project"];

/// Whether `ty` matches `pattern`, where `*` stands for any run of characters. Types of what is no
/// resource match only patterns that say so: `*` is every resource.
pub fn type_matches(pattern: &str, ty: &str) -> bool {
    if BLOCKS.iter().any(|block| ty.starts_with(block) && !pattern.starts_with(block)) {
        return false;
    }
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = ty.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::type_matches;

    #[test]
    fn type_patterns() {
        for (pattern, ty, expected) in [
            ("aws_lb", "aws_lb", true),
            ("aws_lb", "aws_lb_listener", false),
            ("aws_*", "aws_lb", true),
            ("*", "anything", true),
            ("aws_*_rule", "aws_security_group_rule", true),
            ("aws_*_rule", "aws_rule", false),
            ("*/Deployment", "apps/v1/Deployment", true),
            ("*", "terraform/provider", false),
            ("*/provider", "terraform/provider", false),
            ("terraform/*", "terraform/provider", true),
            ("*", "compose/port", false),
            ("compose/*", "compose/project", false),
            ("compose/*", "compose/service", true),
            ("compose/port", "compose/port", true),
            ("terraform/provider", "terraform/provider", true),
            ("terraform*", "terraform_data", true),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxcyyb", false),
        ] {
            assert_eq!(type_matches(pattern, ty), expected, "{pattern} on {ty}");
        }
    }
}
