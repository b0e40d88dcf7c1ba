//! Replication instances of DMS with an address on the internet.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::is_on;

pub const RULE: Rule = Rule {
    id: "aws/public-replication-instance",
    level: Level::Warning,
    severity: 65,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_dms_replication_instance"],
    summary: "A DMS replication instance has an address on the internet",
    page: include_str!("public_replication_instance.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R022"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, instance: Resource<'_>) {
    if instance.is_data() {
        return;
    }
    let public = instance.setting("publicly_accessible");
    let message = format!("`{}` has an address on the internet", instance.address());
    if let Some(found) = cx.reject(&public, is_on, message) {
        found
            .because("it holds the passwords of the databases on both ends, and buffers rows that it copies from one to the other")
            .help("set `publicly_accessible = false`; to reach a database outside AWS, use a VPN, Direct Connect or a NAT gateway")
            .fix_setting(&public, false)
            .fix_is_unsafe();
    }
}
