//! Databases with an address on the internet.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::is_on;

pub const RULE: Rule = Rule {
    id: "aws/public-database",
    level: Level::Error,
    severity: 80,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "aws_db_instance",
        "aws_lightsail_database",
        "aws_neptune_cluster_instance",
        "aws_neptunegraph_graph",
        "aws_rds_cluster_instance",
        "aws_redshiftserverless_workgroup",
        "aws_timestreaminfluxdb_db_cluster",
        "aws_timestreaminfluxdb_db_instance",
    ],
    summary: "A database has an address on the internet",
    page: include_str!("public_database.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R020"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, database: Resource<'_>) {
    if database.is_data() {
        return;
    }
    let argument =
        if database.type_name() == "aws_neptunegraph_graph" { "public_connectivity" } else { "publicly_accessible" };
    let public = database.setting(argument);
    let message = format!("`{}` has an address on the internet", database.address());
    if let Some(found) = cx.reject(&public, is_on, message) {
        found
            .because("only a security group and a password protect the data: one careless rule in the group, and scanners try passwords on it")
            .help(format!("set `{argument} = false` and connect from within the VPC, or through a VPN or a Session Manager tunnel"))
            .fix_setting(&public, false)
            .fix_is_unsafe();
    }
}
