//! Arguments that take a map, by name: where a configuration is written in JSON, nothing else tells a map from
//! a nested block.
//!
//! From the providers' documentation. A name that is missing here reads as a block, which most objects in
//! resources are.

/// Whether the argument `name` of resources or providers of type `ty`, or of blocks in them, takes a map or an
/// object rather than being a nested block.
pub fn is_map(ty: &str, name: &str) -> bool {
    if BLOCKS.iter().any(|(prefix, blocks)| ty.starts_with(prefix) && blocks.contains(&name)) {
        return false;
    }
    let ends = |suffix: &str| name.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('_'));
    MAPS.binary_search(&name).is_ok()
        || ends("tags")
        || ends("labels")
        || ends("annotations")
        || ends("variables")
        || ends("parameters")
        || OF_PROVIDERS.iter().any(|(prefix, maps)| ty.starts_with(prefix) && maps.contains(&name))
}

/// Blocks that are named like maps, by the start of the type.
const BLOCKS: &[(&str, &[&str])] = &[("aws", &["default_tags", "ignore_tags"]), ("kubernetes_", &["metadata"])];

/// Maps wherever they occur, sorted.
pub(crate) const MAPS: &[&str] = &[
    "additional_attributes",
    "app_settings",
    "attributes",
    "body",
    "build_args",
    "config_overrides",
    "connection_properties",
    "custom_headers",
    "default_arguments",
    "dimensions",
    "driver_opts",
    "env",
    "environment_vars",
    "extra_config",
    "input",
    "keepers",
    "match_labels",
    "metadata",
    "metadata_headers",
    "non_overridable_arguments",
    "output",
    "properties",
    "query",
    "request_headers",
    "request_models",
    "request_templates",
    "response_models",
    "response_templates",
    "secret_env",
    "sticky_settings",
    "substitutions",
    "triggers",
    "triggers_replace",
    "vars",
];

/// Maps of some providers or types only, by the start of the type.
const OF_PROVIDERS: &[(&str, &[&str])] = &[
    ("aws_codepipeline", &["configuration"]),
    ("aws_lambda_event_source_mapping", &["endpoints"]),
    ("google_", &["limits", "requests", "redis_configs", "headers"]),
    ("kubernetes_", &["manifest", "data", "string_data", "binary_data", "limits", "requests", "node_selector"]),
    ("kubernetes_service", &["selector"]),
];

#[cfg(test)]
mod tests {
    use super::{MAPS, is_map};

    #[test]
    fn names_are_sorted_so_that_they_can_be_searched() {
        assert!(MAPS.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn maps_are_known_by_name_and_provider() {
        for (ty, name) in [
            ("aws_vpc", "tags"),
            ("aws_instance", "volume_tags"),
            ("aws_lambda_function", "variables"),
            ("google_compute_instance", "metadata"),
            ("google", "default_labels"),
            ("kubernetes_deployment", "match_labels"),
            ("terraform_data", "input"),
        ] {
            assert!(is_map(ty, name), "{ty} {name}");
        }
        for (ty, name) in [
            ("aws", "default_tags"),
            ("aws_s3_bucket", "versioning"),
            ("aws_lambda_function", "environment"),
            ("kubernetes_deployment", "metadata"),
            ("aws_ami", "filter"),
            ("aws_x", "nametags"),
        ] {
            assert!(!is_map(ty, name), "{ty} {name}");
        }
    }
}
