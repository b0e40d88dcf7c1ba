//! Databases with a public address.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "azure/database-on-public-network",
    level: Level::Warning,
    severity: 60,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "azurerm_mssql_server",
        "azurerm_postgresql_server",
        "azurerm_mysql_server",
        "azurerm_mariadb_server",
        "azurerm_postgresql_flexible_server",
    ],
    summary: "A database server has a public address",
    page: include_str!("database_on_public_network.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R037"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, server: Resource<'_>) {
    // One in a subnet of its own has no public address.
    if server.is_data() || !server.attr("delegated_subnet_id").is_unset() {
        return;
    }
    let public = server.setting("public_network_access_enabled");
    let message = format!("`{}` can be reached from the internet", server.address());
    if let Some(found) = cx.reject(&public, |value| value.bool().or(true).test(|on| on), message) {
        found
            .because("between the internet and the data stand one password and a list of addresses, and that list grows with every quick fix")
            .help("set `public_network_access_enabled = false` and connect through a private endpoint")
            .fix_setting(&public, false)
            .fix_is_unsafe();
    }
}
