//! Which versions of the provider the configuration admits: version 6 changed what some arguments are by default.

use tollgate_sdk::{Resource, View};

/// What [`is_before_version_6`] reads, for [`Rule::types`](tollgate_sdk::Rule).
pub const REQUIRED: &str = "terraform/required_providers";

/// Whether some constraint on the provider, in the root of `resource`, leaves only versions before 6.
pub fn is_before_version_6(view: View<'_>, resource: Resource<'_>) -> bool {
    view.of(REQUIRED)
        .filter(|block| block.root() == resource.root() && block.variant() == resource.variant())
        .filter_map(|block| block.attr("aws").attr("version").string().known())
        .any(|constraint| constraint.split(',').any(excludes_version_6))
}

fn excludes_version_6(constraint: &str) -> bool {
    let constraint = constraint.trim();
    let version = constraint.trim_start_matches(['=', '~', '<', '>', '!', ' ']);
    let operator = constraint[..constraint.len() - version.len()].trim();
    let mut numbers = version.split('.').map(|number| number.parse::<u32>().unwrap_or(0));
    let major = numbers.next().unwrap_or(0);
    match operator {
        "" | "=" | "<=" => major < 6,
        // `~> 5` leaves 6 in, `~> 5.0` does not.
        "~>" => major < 6 && version.contains('.'),
        "<" => major < 6 || (major == 6 && numbers.all(|number| number == 0)),
        _ => false,
    }
}
