//! How much a finding weighs, how sure it is, how good its rule is.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// What a finding does to the run. Ordered by weight.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Off,
    Info,
    Warning,
    Error,
    /// An error that cannot be suppressed.
    Forbid,
}

impl Level {
    pub const ALL: [Self; 5] = [Self::Off, Self::Info, Self::Warning, Self::Error, Self::Forbid];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Forbid => "forbid",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|level| level.as_str() == text)
            .ok_or_else(|| format!("`{text}` is no level; levels are off, info, warning, error and forbid"))
    }
}

/// Whether what the rule forbids is there, or only may be.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    Definite,
    Possible,
}

/// How often a finding of the rule is one that its reader agrees with.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    Low,
    Medium,
    High,
    VeryHigh,
}
