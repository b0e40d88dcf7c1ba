//! Attributes that are decided by arguments: what makes two resources recognisable as one.

/// An attribute that follows from an argument.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Identity {
    /// The attribute is the argument.
    Same { attribute: &'static str, argument: &'static str },
    /// The attribute starts with `prefix` and goes on with the argument.
    Prefixed { attribute: &'static str, prefix: &'static str, argument: &'static str },
}

/// What is known about attributes of `ty` once its arguments are.
pub fn identities(ty: &str) -> &'static [Identity] {
    match IDENTITIES.binary_search_by(|(name, _)| name.cmp(&ty)) {
        Ok(at) => IDENTITIES[at].1,
        Err(_) => &[],
    }
}

/// Attributes that no resource is without once it exists.
pub fn is_always_set(attribute: &str) -> bool {
    matches!(attribute, "id" | "arn")
}

/// Sorted by type. From the documentation of each type: "`id` - name of …".
pub(crate) const IDENTITIES: &[(&str, &[Identity])] = &[
    ("aws_athena_workgroup", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_autoscaling_group", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_backup_vault", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_cloudtrail", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_cloudwatch_dashboard", &[Identity::Same { attribute: "id", argument: "dashboard_name" }]),
    ("aws_cloudwatch_log_group", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_cloudwatch_metric_alarm", &[Identity::Same { attribute: "id", argument: "alarm_name" }]),
    ("aws_codepipeline", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_dax_cluster", &[Identity::Same { attribute: "id", argument: "cluster_name" }]),
    ("aws_db_parameter_group", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_db_subnet_group", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_docdb_cluster", &[Identity::Same { attribute: "id", argument: "cluster_identifier" }]),
    ("aws_dynamodb_table", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_ecr_repository", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_eks_cluster", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_elasticache_cluster", &[Identity::Same { attribute: "id", argument: "cluster_id" }]),
    ("aws_elasticache_parameter_group", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_elasticache_replication_group", &[Identity::Same { attribute: "id", argument: "replication_group_id" }]),
    ("aws_elasticache_subnet_group", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_glue_crawler", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_glue_job", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_iam_account_alias", &[Identity::Same { attribute: "id", argument: "account_alias" }]),
    ("aws_iam_group", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_iam_instance_profile", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_iam_role", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_iam_user", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_key_pair", &[Identity::Same { attribute: "id", argument: "key_name" }]),
    ("aws_kms_alias", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_lambda_function", &[Identity::Same { attribute: "id", argument: "function_name" }]),
    ("aws_launch_configuration", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_memorydb_cluster", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_memorydb_parameter_group", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_memorydb_subnet_group", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_neptune_cluster", &[Identity::Same { attribute: "id", argument: "cluster_identifier" }]),
    ("aws_placement_group", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_rds_cluster", &[Identity::Same { attribute: "id", argument: "cluster_identifier" }]),
    ("aws_rds_cluster_parameter_group", &[Identity::Same { attribute: "id", argument: "name" }]),
    ("aws_redshift_cluster", &[Identity::Same { attribute: "id", argument: "cluster_identifier" }]),
    ("aws_s3_bucket", &[Identity::Same { attribute: "id", argument: "bucket" }]),
    ("aws_s3_bucket_policy", &[Identity::Same { attribute: "id", argument: "bucket" }]),
    ("aws_s3_bucket_public_access_block", &[Identity::Same { attribute: "id", argument: "bucket" }]),
    ("aws_ssm_parameter", &[Identity::Same { attribute: "id", argument: "name" }]),
];
