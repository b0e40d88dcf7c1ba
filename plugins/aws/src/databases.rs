//! Databases: which resources are one, and which of them only follow another.

use tollgate_sdk::Resource;

use crate::when::When;

/// Instances of RDS, and clusters of Aurora, DocumentDB and Neptune. Instances of clusters are none: the cluster has
/// the storage.
pub const TYPES: &[&str] = &["aws_db_instance", "aws_docdb_cluster", "aws_neptune_cluster", "aws_rds_cluster"];

/// What is written about backups and deletion counts unless the database is a replica: that can be made again from
/// what it is a replica of.
pub fn unless_replica(database: Resource<'_>) -> When<'_> {
    let sources = ["replicate_source_db", "replication_source_identifier"];
    sources.into_iter().fold(When::ALWAYS, |when, name| when.without(database.attr(name)))
}
