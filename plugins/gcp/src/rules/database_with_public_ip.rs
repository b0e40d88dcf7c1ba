//! Databases with a public address.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::sql;

pub const RULE: Rule = Rule {
    id: "gcp/database-with-public-ip",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["terraform"],
    types: sql::TYPES,
    summary: "A Cloud SQL instance has a public address",
    page: include_str!("database_with_public_ip.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R044"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, database: Resource<'_>) {
    if database.is_data() {
        return;
    }
    let (settings, primary) = (database.block("settings"), database.attr("master_instance_name"));
    let addresses = settings.block("ip_configuration");
    if addresses.is_absent() && !(primary.is_unset() && database.block("clone").is_unset()) {
        let reason = "a replica or clone may take its addresses from its source";
        cx.undecided_because(database, reason, "`ip_configuration` of the source");
        return;
    }
    let public = database.setting("settings.ip_configuration.ipv4_enabled");
    let message = format!("`{}` has a public address", database.address());
    let is_wrong = |value: Value<'_>| value.bool().or(true).test(|on| on);
    if let Some(found) = cx.reject(&public, is_wrong, message) {
        let found = found
            .because("only the list of authorized networks keeps attackers from trying passwords, and it grows with every quick fix")
            .help("set `ipv4_enabled = false` and `private_network` in `ip_configuration`, and connect from that network");
        // With nothing else to connect to, the instance would be refused.
        if !addresses.attr("private_network").is_unset() {
            found.fix_setting(&public, false).fix_is_unsafe();
        }
    }
}
