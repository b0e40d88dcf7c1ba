//! Resource types: which carry security groups, and which tier each belongs to by default.

/// A service of Compose.
pub const SERVICE: &str = "compose/service";
/// A network of Compose.
pub const NETWORK: &str = "compose/network";

/// Everything about Compose that a rule of this plugin reads.
pub const COMPOSE: &[&str] = &[SERVICE, NETWORK];

/// Types of objects that make pods: those of Kubernetes in all versions, and custom resources of the same shape.
pub const WORKLOADS: &[&str] = &[
    "v1/Pod",
    "v1/ReplicationController",
    "apps/*/DaemonSet",
    "apps/*/Deployment",
    "apps/*/ReplicaSet",
    "apps/*/StatefulSet",
    "extensions/*/DaemonSet",
    "extensions/*/Deployment",
    "extensions/*/ReplicaSet",
    "batch/*/CronJob",
    "batch/*/Job",
    "argoproj.io/*/Rollout",
    "apps.kruise.io/*",
    "serving.knative.dev/*/Service",
];
/// NetworkPolicies, in all versions.
pub const POLICIES: &[&str] = &["networking.k8s.io/*/NetworkPolicy", "extensions/*/NetworkPolicy"];
/// Policies of network plugins, which select in ways of their own.
pub const OTHER_POLICIES: &[&str] = &[
    "cilium.io/*/CiliumNetworkPolicy",
    "cilium.io/*/CiliumClusterwideNetworkPolicy",
    "projectcalico.org/*/NetworkPolicy",
    "projectcalico.org/*/GlobalNetworkPolicy",
    "crd.projectcalico.org/*/NetworkPolicy",
    "crd.projectcalico.org/*/GlobalNetworkPolicy",
    "policy.networking.k8s.io/*/AdminNetworkPolicy",
    "policy.networking.k8s.io/*/BaselineAdminNetworkPolicy",
];
/// A service of Kubernetes, which is a name and an address for pods.
pub const POD_SERVICE: &str = "v1/Service";
/// What leads requests from outside to services.
pub const ROUTES: &[&str] =
    &["networking.k8s.io/*/Ingress", "extensions/*/Ingress", "gateway.networking.k8s.io/*/*Route"];

/// Everything about Kubernetes that a rule of this plugin reads.
pub const KUBERNETES: &[&str] =
    &concat::<{ WORKLOADS.len() + POLICIES.len() + OTHER_POLICIES.len() + ROUTES.len() + 2 }>(&[
        WORKLOADS,
        POLICIES,
        OTHER_POLICIES,
        ROUTES,
        &[POD_SERVICE, "v1/Namespace"],
    ]);

/// [`TYPES`], [`COMPOSE`] and [`KUBERNETES`].
pub const ALL: &[&str] = &concat::<{ TYPES.len() + COMPOSE.len() + KUBERNETES.len() }>(&[TYPES, COMPOSE, KUBERNETES]);

/// [`TYPES`] and [`KUBERNETES`].
pub const GROUPS_AND_PODS: &[&str] = &concat::<{ TYPES.len() + KUBERNETES.len() }>(&[TYPES, KUBERNETES]);

/// [`COMPOSE`] and [`KUBERNETES`].
pub const SERVICES_AND_PODS: &[&str] = &concat::<{ COMPOSE.len() + KUBERNETES.len() }>(&[COMPOSE, KUBERNETES]);

const fn concat<const N: usize>(lists: &[&[&'static str]]) -> [&'static str; N] {
    let mut all = [""; N];
    let (mut list, mut at, mut next) = (0, 0, 0);
    while list < lists.len() {
        if at < lists[list].len() {
            all[next] = lists[list][at];
            next += 1;
            at += 1;
        } else {
            list += 1;
            at = 0;
        }
    }
    all
}

/// Everything about security groups that a rule of this plugin reads.
pub const TYPES: &[&str] = &[
    // Groups and their rules.
    "aws_security_group",
    "aws_default_security_group",
    "aws_security_group_rule",
    "aws_vpc_security_group_ingress_rule",
    "aws_vpc_security_group_egress_rule",
    "aws_ec2_managed_prefix_list",
    "aws_ec2_managed_prefix_list_entry",
    // Edge.
    "aws_lb",
    "aws_alb",
    "aws_elb",
    "aws_lb_listener",
    "aws_alb_listener",
    // App.
    "aws_apprunner_vpc_connector",
    "aws_autoscaling_group",
    "aws_batch_compute_environment",
    "aws_cloudwatch_event_target",
    "aws_codebuild_project",
    "aws_ecs_capacity_provider",
    "aws_ecs_express_gateway_service",
    "aws_ecs_service",
    "aws_ecs_task_set",
    "aws_eks_cluster",
    "aws_eks_node_group",
    "aws_elastic_beanstalk_environment",
    "aws_emr_cluster",
    "aws_emrserverless_application",
    "aws_instance",
    "aws_lambda_function",
    "aws_launch_configuration",
    "aws_launch_template",
    "aws_lightsail_container_service",
    "aws_mwaa_environment",
    "aws_network_interface",
    "aws_network_interface_attachment",
    "aws_network_interface_sg_attachment",
    "aws_pipes_pipe",
    "aws_sagemaker_domain",
    "aws_sagemaker_model",
    "aws_sagemaker_notebook_instance",
    "aws_scheduler_schedule",
    "aws_spot_fleet_request",
    "aws_spot_instance_request",
    "aws_synthetics_canary",
    // Data.
    "aws_dax_cluster",
    "aws_db_instance",
    "aws_db_proxy",
    "aws_docdb_cluster",
    "aws_docdbelastic_cluster",
    "aws_efs_mount_target",
    "aws_elasticache_cluster",
    "aws_elasticache_replication_group",
    "aws_elasticache_serverless_cache",
    "aws_elasticsearch_domain",
    "aws_fsx_lustre_file_system",
    "aws_fsx_ontap_file_system",
    "aws_fsx_openzfs_file_system",
    "aws_fsx_windows_file_system",
    "aws_memorydb_cluster",
    "aws_mq_broker",
    "aws_msk_cluster",
    "aws_msk_serverless_cluster",
    "aws_neptune_cluster",
    "aws_opensearch_domain",
    "aws_opensearchserverless_vpc_endpoint",
    "aws_rds_cluster",
    "aws_redshift_cluster",
    "aws_redshift_endpoint_access",
    "aws_redshiftserverless_workgroup",
    "aws_timestreaminfluxdb_db_instance",
    // Infrastructure.
    "aws_route53_resolver_endpoint",
    "aws_vpc_endpoint",
    "aws_vpc_endpoint_security_group_association",
    // Attached to groups, of no tier by default.
    "aws_appstream_fleet",
    "aws_appstream_image_builder",
    "aws_dms_replication_instance",
    "aws_dms_replication_config",
    "aws_ec2_client_vpn_endpoint",
    "aws_ec2_client_vpn_network_association",
    "aws_ec2_instance_connect_endpoint",
    "aws_glue_connection",
    "aws_glue_dev_endpoint",
    "aws_imagebuilder_infrastructure_configuration",
    "aws_kinesis_firehose_delivery_stream",
    "aws_mskconnect_connector",
    "aws_networkmanager_vpc_attachment",
    "aws_quicksight_vpc_connection",
    "aws_transfer_server",
    "aws_verifiedaccess_endpoint",
    "aws_vpclattice_service_network_vpc_association",
    "aws_workspaces_directory",
];

/// Load balancers: of the edge unless they are internal.
pub const BALANCERS: &[&str] = &["aws_lb", "aws_alb", "aws_elb"];

/// Types of the default tiers. Types with no line here are of no tier until the configuration says so.
pub const APP: &[&str] = &[
    "aws_apprunner_vpc_connector",
    "aws_autoscaling_group",
    "aws_batch_compute_environment",
    "aws_cloudwatch_event_target",
    "aws_codebuild_project",
    "aws_ecs_capacity_provider",
    "aws_ecs_express_gateway_service",
    "aws_ecs_service",
    "aws_ecs_task_set",
    "aws_eks_cluster",
    "aws_eks_node_group",
    "aws_elastic_beanstalk_environment",
    "aws_emr_cluster",
    "aws_emrserverless_application",
    "aws_instance",
    "aws_lambda_function",
    "aws_launch_configuration",
    "aws_launch_template",
    "aws_lightsail_container_service",
    "aws_mwaa_environment",
    "aws_pipes_pipe",
    "aws_sagemaker_domain",
    "aws_sagemaker_model",
    "aws_sagemaker_notebook_instance",
    "aws_scheduler_schedule",
    "aws_spot_fleet_request",
    "aws_spot_instance_request",
    "aws_synthetics_canary",
];

pub const DATA: &[&str] = &[
    "aws_dax_cluster",
    "aws_db_instance",
    "aws_db_proxy",
    "aws_docdb_cluster",
    "aws_docdbelastic_cluster",
    "aws_efs_mount_target",
    "aws_elasticache_cluster",
    "aws_elasticache_replication_group",
    "aws_elasticache_serverless_cache",
    "aws_elasticsearch_domain",
    "aws_fsx_lustre_file_system",
    "aws_fsx_ontap_file_system",
    "aws_fsx_openzfs_file_system",
    "aws_fsx_windows_file_system",
    "aws_memorydb_cluster",
    "aws_mq_broker",
    "aws_msk_cluster",
    "aws_msk_serverless_cluster",
    "aws_neptune_cluster",
    "aws_opensearch_domain",
    "aws_opensearchserverless_vpc_endpoint",
    "aws_rds_cluster",
    "aws_redshift_cluster",
    "aws_redshift_endpoint_access",
    "aws_redshiftserverless_workgroup",
    "aws_timestreaminfluxdb_db_instance",
];

pub const INFRASTRUCTURE: &[&str] =
    &["aws_route53_resolver_endpoint", "aws_vpc_endpoint", "aws_vpc_endpoint_security_group_association"];

/// Types whose resources only hand their groups on to others that refer to them.
pub const TEMPLATES: &[&str] = &["aws_launch_template", "aws_launch_configuration", "aws_network_interface"];

/// Types that take groups over from [`TEMPLATES`].
pub const CARRIERS: &[&str] = &[
    "aws_autoscaling_group",
    "aws_batch_compute_environment",
    "aws_eks_node_group",
    "aws_instance",
    "aws_launch_template",
    "aws_network_interface_attachment",
    "aws_spot_fleet_request",
    "aws_spot_instance_request",
];

pub fn is_group(type_name: &str) -> bool {
    matches!(type_name, "aws_security_group" | "aws_default_security_group")
}

/// Whether the type is read for rules, rather than for what it is attached to.
pub fn is_rule_source(type_name: &str) -> bool {
    is_group(type_name)
        || matches!(
            type_name,
            "aws_security_group_rule"
                | "aws_vpc_security_group_ingress_rule"
                | "aws_vpc_security_group_egress_rule"
                | "aws_ec2_managed_prefix_list"
                | "aws_ec2_managed_prefix_list_entry"
        )
}

/// Whether an attribute attaches groups to the resource that has it. Names are a convention of the provider;
/// a list of types and attributes would always be behind. `source_security_group_ids` names peers instead.
pub fn attaches(attribute: &str) -> bool {
    ["security_group_ids", "security_groups", "security_group_id", "security_group", "security_group_id_list"]
        .iter()
        .any(|end| attribute.ends_with(end))
        && !attribute.starts_with("source_")
        && !attribute.starts_with("referenced_")
}

#[cfg(test)]
mod tests {
    use super::{APP, CARRIERS, DATA, INFRASTRUCTURE, TEMPLATES, TYPES, attaches};

    #[test]
    fn everything_named_is_read() {
        for ty in [APP, DATA, INFRASTRUCTURE, TEMPLATES, CARRIERS].concat() {
            assert!(TYPES.contains(&ty), "{ty}");
        }
    }

    #[test]
    fn attaching_attributes() {
        for (name, expected) in [
            ("vpc_security_group_ids", true),
            ("security_groups", true),
            ("emr_managed_master_security_group", true),
            ("source_security_group_ids", false),
            ("subnet_ids", false),
        ] {
            assert_eq!(attaches(name), expected, "{name}");
        }
    }
}
