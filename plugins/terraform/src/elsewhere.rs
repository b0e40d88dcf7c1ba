//! Which arguments rules of the services look into for secrets, so that nobody is told of one secret twice.

use tollgate_sdk::{Resource, Value, glob, secrets};

/// Patterns of types, and the arguments of them.
const ARGUMENTS: &[(&str, &[&str])] = &[
    ("aws_*", &["user_data", "user_data_base64", "launch_specification.user_data"]),
    ("aws_ecs_task_definition", &["container_definitions"]),
    (
        "aws_batch_job_definition",
        &["container_properties", "ecs_properties", "eks_properties.pod_properties", "node_properties"],
    ),
    ("aws_lambda_function", &["environment"]),
    ("aws_codebuild_project", &["environment.environment_variable"]),
    ("aws_codebuild_source_credential", &["token"]),
    (
        "aws_apprunner_service",
        &[
            "source_configuration.image_repository.image_configuration.runtime_environment_variables",
            "source_configuration.code_repository.code_configuration.code_configuration_values.runtime_environment_variables",
        ],
    ),
    ("aws_amplify_app", &["environment_variables"]),
    ("aws_amplify_branch", &["environment_variables"]),
    ("aws_glue_job", &["default_arguments", "non_overridable_arguments"]),
    ("aws_sagemaker_model", &["container.environment", "primary_container.environment"]),
    ("azurerm_key_vault_secret", &["value", "value_wo"]),
    ("azurerm_app_service*", APP),
    ("azurerm_function_app*", APP),
    ("azurerm_linux_function_app*", APP),
    ("azurerm_linux_web_app*", APP),
    ("azurerm_logic_app_standard", APP),
    ("azurerm_windows_function_app*", APP),
    ("azurerm_windows_web_app*", APP),
    ("azurerm_function_app", IMAGE),
    ("azurerm_linux_function_app", IMAGE),
    ("azurerm_linux_web_app", IMAGE),
    ("azurerm_windows_function_app", IMAGE),
    ("azurerm_windows_web_app", IMAGE),
    ("azurerm_batch_pool", &["container_configuration.container_registries.password"]),
    ("azurerm_container_registry_task", &["registry_credential.custom.password"]),
    ("azurerm_kusto_script", &["sas_token"]),
    ("azurerm_container_app", CONTAINER_APP),
    ("azurerm_container_app_job", CONTAINER_APP),
    (
        "azurerm_container_group",
        &[
            "container.environment_variables",
            "container.secure_environment_variables",
            "init_container.environment_variables",
            "init_container.secure_environment_variables",
            "image_registry_credential.password",
        ],
    ),
    ("google_app_engine_*_app_version", &["env_variables"]),
    ("google_cloud_run_service", &["template.spec.containers.env"]),
    ("google_cloud_run_v2_job", &["template.template.containers.env"]),
    ("google_cloud_run_v2_*", &["template.containers.env"]),
    (
        "google_cloudfunctions2_function",
        &["service_config.environment_variables", "build_config.environment_variables"],
    ),
    ("google_cloudfunctions_function", &["environment_variables", "build_environment_variables"]),
    ("google_composer_environment", &["config.software_config.env_variables"]),
    ("google_compute_instance", MACHINE),
    ("google_compute_instance_from_template", MACHINE),
    ("google_compute_instance_template", MACHINE),
    ("google_compute_region_instance_template", MACHINE),
    ("google_compute_project_metadata", &["metadata"]),
    ("google_compute_project_metadata_item", &["value"]),
];
const APP: &[&str] = &["app_settings", "connection_string"];
const IMAGE: &[&str] = &[
    "site_config.application_stack.docker.registry_password",
    "site_config.application_stack.docker_registry_password",
];
const CONTAINER_APP: &[&str] = &["secret", "template.container.env", "template.init_container.env"];
const MACHINE: &[&str] = &["metadata", "metadata_startup_script"];

/// What puts a text into a store of secrets, or a document with several of them.
const STORES: &[(&str, &[&str])] = &[
    ("aws_secretsmanager_secret_version", &["secret_string", "secret_string_wo"]),
    ("aws_ssm_parameter", &["value", "value_wo"]),
    ("google_secret_manager_*secret_version", &["secret_data", "secret_data_wo"]),
];

/// The arguments of one resource.
#[derive(Debug)]
pub struct Elsewhere<'a> {
    paths: Vec<&'static str>,
    stores: Vec<&'static str>,
    resource: Resource<'a>,
}

impl<'a> Elsewhere<'a> {
    pub fn of(resource: Resource<'a>) -> Self {
        let ty = resource.type_name();
        let of_type = |list: &'static [(&str, &[&'static str])]| -> Vec<&'static str> {
            list.iter()
                .filter(|(pattern, _)| glob::matches(pattern, ty))
                .flat_map(|(_, paths)| *paths)
                .copied()
                .collect()
        };
        let is_plain = ty == "aws_ssm_parameter" && resource.attr("type").string().known() != Some("SecureString");
        // What is read is nobody's code.
        if resource.is_data() {
            return Self { paths: Vec::new(), stores: Vec::new(), resource };
        }
        Self { paths: of_type(ARGUMENTS), stores: if is_plain { Vec::new() } else { of_type(STORES) }, resource }
    }

    fn is_of_beanstalk(&self) -> bool {
        self.resource.type_name().starts_with("aws_elastic_beanstalk_")
    }

    /// Whether another rule looks at what stands at `path`.
    pub fn has(&self, path: &str, value: Value<'a>) -> bool {
        self.paths.contains(&path) || self.is_stored(path, value) || self.is_variable(path, value)
    }

    /// A text, or what a document has under a name that tells.
    fn is_stored(&self, path: &str, value: Value<'a>) -> bool {
        self.stores.iter().any(|store| match path.strip_prefix(store) {
            Some("") => value.string().known().is_some() && value.document().entries().next().is_none(),
            Some(rest) => rest.strip_prefix('.').is_some_and(|key| secrets::class(key).is_some()),
            None => false,
        })
    }

    /// Of Elastic Beanstalk, a setting is a variable or anything else.
    fn is_variable(&self, path: &str, value: Value<'a>) -> bool {
        path == "setting"
            && self.is_of_beanstalk()
            && value.attr("namespace").string().known() == Some("aws:elasticbeanstalk:application:environment")
    }
}
