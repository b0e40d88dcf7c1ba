//! Metadata of machines, and of projects for all their machines.
//!
//! Values are text: `TRUE`, `true`, `1`, `Y` and `yes` all switch a feature on.

use tollgate_sdk::{Answer, Resource, Setting, Value};

pub const MACHINES: &[&str] = &[
    "google_compute_instance",
    "google_compute_instance_template",
    "google_compute_region_instance_template",
    "google_compute_instance_from_template",
];

pub const PROJECTS: &[&str] = &["google_compute_project_metadata", "google_compute_project_metadata_item"];

/// What the resource says about a key, at `path` within it (`metadata.enable-oslogin`). An item of a project says one
/// thing only.
pub fn entry<'a>(resource: Resource<'a>, path: &'a str) -> Option<Setting<'a>> {
    if resource.type_name() != PROJECTS[1] {
        return Some(resource.setting(path));
    }
    let key = path.strip_prefix("metadata.").unwrap_or(path);
    (resource.attr("key").string().known() == Some(key)).then(|| resource.setting("value"))
}

pub fn is_on(value: Value<'_>) -> Answer {
    value.string().test(|text| ["true", "1", "y", "yes"].iter().any(|on| text.eq_ignore_ascii_case(on)))
}

pub fn is_off(value: Value<'_>) -> Answer {
    value.string().test(|text| ["false", "0", "n", "no"].iter().any(|off| text.eq_ignore_ascii_case(off)))
}
