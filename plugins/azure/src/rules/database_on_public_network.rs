//! Databases with a public address.

use tollgate_sdk::{Check, Context, Fix, Json, Level, Precision, Resource, Rule, Value};

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
        "azurerm_mysql_flexible_server",
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
    let message = format!("`{}` can be reached from the internet", server.address());
    // Flexible servers of MySQL say it with a word.
    let (public, off, found) = if server.type_name() == "azurerm_mysql_flexible_server" {
        let public = server.setting("public_network_access");
        let is_on = |value: Value<'_>| value.string().or("Enabled").test(|access| access != "Disabled");
        let found = cx.reject(&public, is_on, message);
        (public, Json::from("Disabled"), found)
    } else {
        let public = server.setting("public_network_access_enabled");
        let found = cx.reject(&public, |value| value.bool().or(true).test(|on| on), message);
        (public, Json::from(false), found)
    };
    if let Some(found) = found {
        found
            .because("between the internet and the data stand one password and a list of addresses, and that list grows with every quick fix")
            .help("switch public network access off and connect through a private endpoint")
            .fix_setting(&public, off)
            .fix_is_unsafe();
    }
}
