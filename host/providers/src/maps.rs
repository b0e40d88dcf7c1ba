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
const BLOCKS: &[(&str, &[&str])] = &[
    ("aws", &["default_tags", "ignore_tags"]),
    ("aws_iot_thing_", &["properties"]),
    ("aws_quicksight_", &["parameters"]),
    ("kubernetes_", &["metadata"]),
];

/// Maps wherever they occur, sorted.
pub(crate) const MAPS: &[&str] = &[
    "additional_attributes",
    "app_settings",
    "attributes",
    "build_args",
    "connection_properties",
    "custom_headers",
    "default_arguments",
    "dimensions",
    "driver_opts",
    "environment_vars",
    "keepers",
    "match_labels",
    "metadata",
    "metadata_headers",
    "non_overridable_arguments",
    "properties",
    "query",
    "request_headers",
    "request_models",
    "request_templates",
    "response_models",
    "response_templates",
    "substitutions",
    "triggers",
    "vars",
];

/// Maps of some providers or types only, by the start of the type.
const OF_PROVIDERS: &[(&str, &[&str])] = &[
    (
        "aws_",
        &[
            "advanced_options",
            "arguments",
            "attribute_mapping",
            "client_metadata",
            "provider_details",
            "runtime_environment_secrets",
            "user_metadata",
            "validation_data",
        ],
    ),
    ("aws_codepipeline", &["configuration"]),
    ("aws_lambda_event_source_mapping", &["endpoints"]),
    ("aws_sagemaker_model", &["environment"]),
    ("azapi_", &["body"]),
    (
        "google_",
        &[
            "action_params",
            "attribute_mapping",
            "column_descriptions",
            "component_version",
            "config_overrides",
            "configs",
            "driver_log_levels",
            "env",
            "headers",
            "http_headers",
            "http_ports",
            "input_variable_mapping",
            "key_property_mappings",
            "label_extractors",
            "limits",
            "metadatas",
            "output_variable_mapping",
            "override_properties",
            "parameter_mapping",
            "params",
            "pypi_packages",
            "redis_configs",
            "requests",
            "secret_env",
            "version_aliases",
        ],
    ),
    ("google_alloydb_", &["database_flags"]),
    ("kubernetes_", &["binary_data", "data", "limits", "manifest", "node_selector", "requests", "string_data"]),
    ("kubernetes_service", &["selector"]),
    ("terraform_data", &["input", "triggers_replace"]),
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
            ("aws_opensearch_domain", "advanced_options"),
            ("google_alloydb_instance", "database_flags"),
        ] {
            assert!(is_map(ty, name), "{ty} {name}");
        }
        for (ty, name) in [
            ("aws", "default_tags"),
            ("aws_s3_bucket", "versioning"),
            ("aws_lambda_function", "environment"),
            ("kubernetes_deployment", "metadata"),
            ("aws_ami", "filter"),
            ("aws_wafv2_web_acl", "body"),
            ("google_sql_database_instance", "database_flags"),
            ("kubernetes_deployment", "env"),
            ("aws_x", "nametags"),
        ] {
            assert!(!is_map(ty, name), "{ty} {name}");
        }
    }
}
