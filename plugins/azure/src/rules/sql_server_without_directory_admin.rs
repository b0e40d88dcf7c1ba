//! SQL servers that only know passwords.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, View};

use crate::names::is_named;

pub const RULE: Rule = Rule {
    id: "azure/sql-server-without-directory-admin",
    level: Level::Off,
    severity: 35,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["azurerm_mssql_server", "azurerm_sql_server", ADMINISTRATOR],
    summary: "A SQL server has no administrator from Microsoft Entra ID",
    page: include_str!("sql_server_without_directory_admin.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Project(check),
};

/// Up to version 3 of the provider it was a resource of its own.
const ADMINISTRATOR: &str = "azurerm_sql_active_directory_administrator";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let is_there = |one: &Resource<'_>| !one.is_data() && one.exists() != Existence::No;
    for server in ["azurerm_mssql_server", "azurerm_sql_server"].iter().flat_map(|ty| view.of(ty)).filter(is_there) {
        let inline = server.attr("azuread_administrator");
        if inline.each().next().is_some() {
            continue;
        }
        if inline.may_have_more() {
            cx.undecided(inline);
            continue;
        }
        match is_named(view, server, ADMINISTRATOR, "server_name") {
            Answer::Yes => {}
            Answer::No => {
                let help = match server.type_name() {
                    "azurerm_sql_server" => {
                        "move to an `azurerm_mssql_server` with an `azuread_administrator`, or add an `azurerm_sql_active_directory_administrator`"
                    }
                    _ => {
                        "add an `azuread_administrator` with a group, and `azuread_authentication_only = true` once nobody uses the password"
                    }
                };
                cx.report(server, format!("`{}` has no administrator from Microsoft Entra ID", server.address()))
                    .because("everybody who administers it shares one password: it has no second factor, and stays with people who leave")
                    .help(help)
                    .if_exists(server);
            }
            Answer::Unknown | Answer::Possible => {
                let reason = "an administrator that may be that of this server is not known";
                cx.undecided_because(server, reason, "`server_name` of the administrator");
            }
        }
    }
}
