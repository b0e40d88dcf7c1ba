//! Redshift clusters with an address on the internet.
//!
//! Version 6 of the provider changed what a cluster is without the argument, so the constraint on the provider
//! decides where nothing is written.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Rule, View};

use crate::{
    provider::{REQUIRED, is_before_version_6},
    written::is_on,
};

pub const RULE: Rule = Rule {
    id: "aws/public-redshift-cluster",
    level: Level::Error,
    severity: 80,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_redshift_cluster", REQUIRED],
    summary: "A Redshift cluster has an address on the internet",
    page: include_str!("public_redshift_cluster.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R021"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for cluster in view.of("aws_redshift_cluster").filter(|one| !one.is_data() && one.exists() != Existence::No) {
        let by_default = is_before_version_6(view, cluster);
        let public = cluster.setting("publicly_accessible");
        let value = public.value();
        let message = if value.is_unset() {
            format!(
                "`{}` has an address on the internet: before version 6 of the provider, that is the default",
                cluster.address()
            )
        } else {
            format!("`{}` has an address on the internet", cluster.address())
        };
        let is_public = |value: tollgate_sdk::Value<'_>| {
            if value.is_unset() { Answer::from(by_default) } else { is_on(value) }
        };
        if let Some(found) = cx.reject(&public, is_public, message) {
            found
                .because("only a security group and a password protect the warehouse, which holds copies of the data of many systems")
                .help("set `publicly_accessible = false` and connect from within the VPC, through a VPN, or with the Data API")
                .fix_setting(&public, false)
                .fix_is_unsafe()
                .if_exists(cluster);
        }
    }
}
