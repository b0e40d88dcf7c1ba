//! Redshift clusters with an address on the internet.
//!
//! Version 6 of the provider changed what a cluster is without the argument, so the constraint on the provider
//! decides where nothing is written.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, View};

use crate::written::is_on;

pub const RULE: Rule = Rule {
    id: "aws/public-redshift-cluster",
    level: Level::Error,
    severity: 80,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_redshift_cluster", "terraform/required_providers"],
    summary: "A Redshift cluster has an address on the internet",
    page: include_str!("public_redshift_cluster.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R021"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for cluster in view.of("aws_redshift_cluster").filter(|one| !one.is_data() && one.exists() != Existence::No) {
        let by_default = is_old_provider(view, cluster);
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

/// Whether some constraint in the root leaves only versions before 6.
fn is_old_provider(view: View<'_>, cluster: Resource<'_>) -> bool {
    view.of("terraform/required_providers")
        .filter(|block| block.root() == cluster.root() && block.variant() == cluster.variant())
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
