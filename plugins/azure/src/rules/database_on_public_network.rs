//! Databases with a public endpoint.

use tollgate_sdk::{Check, Context, Fix, Json, Level, Precision, Resource, Rule, Value, View};

use crate::provider::{self, PROVIDER, REQUIRED, managed};

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
        POSTGRESQL,
        MYSQL,
        "azurerm_mssql_managed_instance",
        "azurerm_sql_managed_instance",
        REQUIRED,
        PROVIDER,
    ],
    summary: "A database server allows public network access",
    page: include_str!("database_on_public_network.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R037"],
    check: Check::Project(check),
};

const POSTGRESQL: &str = "azurerm_postgresql_flexible_server";
const MYSQL: &str = "azurerm_mysql_flexible_server";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for server in managed(view, RULE.types).filter(|one| ![REQUIRED, PROVIDER].contains(&one.type_name())) {
        // A server in a delegated subnet has no public endpoint.
        if server.attr("delegated_subnet_id").is_unset() {
            judge(cx, view, server);
        }
    }
}

/// Since which version of the provider the argument can be set, for servers for which it came late.
fn since(server: Resource<'_>) -> Option<(u32, u32)> {
    match server.type_name() {
        POSTGRESQL => Some((3, 105)),
        MYSQL => Some((4, 0)),
        _ => None,
    }
}

fn judge(cx: &mut Context<'_>, view: View<'_>, server: Resource<'_>) {
    let message = format!("`{}` allows public network access", server.address());
    // MySQL flexible servers have a word instead of a flag.
    let (public, off, found) = if server.type_name() == MYSQL {
        let public = server.setting("public_network_access");
        let is_on = |value: Value<'_>| value.string().or("Enabled").test(|access| access != "Disabled");
        let found = cx.reject(&public, is_on, message);
        (public, Json::from("Disabled"), found)
    } else if server.type_name().ends_with("_managed_instance") {
        // In a network of yours, unless a second endpoint is asked for.
        let public = server.setting("public_data_endpoint_enabled");
        let found = cx.reject(&public, |value| value.bool().test(|on| on), message);
        (public, Json::from(false), found)
    } else {
        let public = server.setting("public_network_access_enabled");
        let found = cx.reject(&public, |value| value.bool().or(true).test(|on| on), message);
        (public, Json::from(false), found)
    };
    if let Some(found) = found {
        let found = found
            .because("only a password and a list of firewall rules protect the data from the internet, and the list grows with every quick fix")
            .if_exists(server);
        let too_old =
            since(server).filter(|since| public.value().is_absent() && provider::is_before(view, server, *since));
        if let Some((major, minor)) = too_old {
            found.help(format!(
                "move to version {major}.{minor} or newer of the provider, which can switch off public network access, and connect through a private endpoint; or give the server a delegated subnet"
            ));
        } else {
            found
                .help("switch off public network access and connect through a private endpoint")
                .fix_setting(&public, off)
                .fix_is_unsafe();
        }
    }
}
