//! Versions and ranges of them, as charts name them.

use tollgate_gotemplate::semver;

/// Whether `version` is one that Helm takes.
pub(crate) fn is_version(version: &str) -> bool {
    semver::is_version(version)
}

/// Whether `version` is in `range`; a range or version that cannot be read holds nothing.
pub(crate) fn is_compatible(range: &str, version: &str) -> bool {
    semver::satisfies(range, version).unwrap_or(false)
}
