//! What a scalar is: YAML's readers disagree, and each reader is a dialect.
//!
//! The tables were taken from the readers themselves: Terraform's `yamldecode`, go-yaml 2 as `sigs.k8s.io/yaml`
//! calls it, and go-yaml 3 and 4.

mod go;
mod scalar;
mod terraform;
mod timestamp;

use std::sync::Arc;

use crate::{Content, Node, Style, Tag};

pub use scalar::Scalar;
pub use timestamp::Timestamp;

/// Before the names of YAML's own tags.
pub const TAG_PREFIX: &str = "tag:yaml.org,2002:";

/// Who reads the file.
///
/// | text | `Terraform` | `Kubernetes` | `Compose` |
/// |---|---|---|---|
/// | `yes`, `No`, `on`, `y` | boolean | boolean | text; see [`as_yaml_1_1_bool`] |
/// | `0777` | 777 | 511 | 511 |
/// | `1_000`, `0b11` | text | 1000, 3 | 1000, 3 |
/// | `08` | 8 | the float 8 | the float 8 |
/// | `12:30` | text | text | text |
/// | `2001-01-01` | text, in full | text | [`Timestamp`] |
/// | `!!bool yes` | true | true | an error |
/// | equal keys | the last | the last | an error |
/// | `<<` | in its place, mappings only | in its place | what is written beside it wins |
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Dialect {
    /// Terraform's `yamldecode`: the booleans and timestamps of YAML 1.1, the numbers of neither version.
    Terraform,
    /// go-yaml 2, which reads manifests and the values of charts: YAML 1.1 without sexagesimal numbers.
    Kubernetes,
    /// go-yaml 3 and 4: as 2, but the booleans of YAML 1.2, and timestamps. A `%YAML 1.1` line changes nothing.
    Compose,
}

impl Dialect {
    /// What the scalar `text` is.
    ///
    /// # Errors
    /// The tag asks for something that the text is not, or that the dialect does not have.
    pub fn scalar(self, text: &Arc<str>, style: Style, tag: Option<&Tag>) -> Result<Scalar, String> {
        match self {
            Self::Terraform => terraform::scalar(text, style, tag),
            Self::Kubernetes => go::scalar(go::Version::Two, text, style, tag),
            Self::Compose => go::scalar(go::Version::Three, text, style, tag),
        }
    }

    /// The key `node` as text: what readers have that know text keys only. `None` for a collection, for null,
    /// and for what the dialect cannot read.
    pub fn key(self, node: &Node) -> Option<Arc<str>> {
        let node = node.target()?;
        let Content::Scalar(text, style) = &node.content else { return None };
        match self.scalar(text, *style, node.tag.as_ref()).ok()? {
            Scalar::Null => None,
            Scalar::Text(text) => Some(text),
            scalar => Some(scalar.to_string().into()),
        }
    }

    /// Whether the key `node` is `<<`, as opposed to text that looks like it.
    pub fn is_merge(self, node: &Node) -> bool {
        let Content::Scalar(text, style) = &node.content else { return false };
        if &**text != "<<" {
            return false;
        }
        match (&node.tag, self) {
            (_, Self::Terraform) => true,
            (Some(tag), _) => tag.name.strip_prefix(TAG_PREFIX) == Some("merge"),
            (None, _) => *style == Style::Plain,
        }
    }

    /// Whether what is written in a mapping is stronger than what `<<` brings, wherever that stands.
    pub(crate) fn written_wins(self) -> bool {
        self == Self::Compose
    }

    /// Whether `<<` takes a list of mappings.
    pub(crate) fn merges_lists(self) -> bool {
        self != Self::Terraform
    }

    /// Whether a document that begins with `%YAML major.minor` is read at all.
    pub fn reads_version(self, version: Option<(u32, u32)>) -> bool {
        matches!(version, None | Some((1, 1)))
    }
}

/// The boolean that YAML 1.1 sees in a word and YAML 1.2 does not: `yes`, `Off`, `n`. To [`Dialect::Compose`]
/// such a word is text, until somebody asks for a boolean: a program that decodes it into one gets this.
pub fn as_yaml_1_1_bool(text: &str) -> Option<bool> {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

/// The null, boolean and infinities that all dialects agree on.
fn common_bool(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// Whether an infinity is negative.
fn infinity(text: &str) -> Option<bool> {
    match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(false),
        "-.inf" | "-.Inf" | "-.INF" => Some(true),
        _ => None,
    }
}

fn is_nan(text: &str) -> bool {
    matches!(text, ".nan" | ".NaN" | ".NAN")
}

#[cfg(test)]
mod tests;
