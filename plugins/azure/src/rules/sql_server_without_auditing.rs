//! SQL servers that keep no record of who did what.

use std::collections::BTreeSet;

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, View, companions};

pub const RULE: Rule = Rule {
    id: "azure/sql-server-without-auditing",
    level: Level::Info,
    severity: 40,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["azurerm_mssql_server", "azurerm_sql_server", "azurerm_mssql_database", POLICY, OF_DATABASE],
    summary: "A SQL server has no auditing",
    page: include_str!("sql_server_without_auditing.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Project(check),
};

const POLICY: &str = "azurerm_mssql_server_extended_auditing_policy";
const OF_DATABASE: &str = "azurerm_mssql_database_extended_auditing_policy";
const WHY: &str = "nobody can tell afterwards who logged in, which rows they read and what they changed, neither after a break-in nor when an administrator copies the customers";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let is_there = |one: &Resource<'_>| !one.is_data() && one.exists() != Existence::No;
    let by_database = audited_by_database(view);
    for server in ["azurerm_mssql_server", "azurerm_sql_server"].iter().flat_map(|ty| view.of(ty)).filter(is_there) {
        // A block of its own up to version 2 of the provider.
        let inline = server.attr("extended_auditing_policy");
        if inline.each().next().is_some() {
            continue;
        }
        if inline.may_have_more() {
            cx.undecided(inline);
            continue;
        }
        match companions(view, server, &[POLICY], "server_id", &[]).any() {
            Answer::Yes => {}
            Answer::No if by_database.contains(server.address()) => {}
            Answer::No => {
                cx.report(server, format!("`{}` has no auditing", server.address()))
                    .because(WHY)
                    .help("add an `azurerm_mssql_server_extended_auditing_policy` that writes to a storage account or, with `log_monitoring_enabled`, to Azure Monitor")
                    .if_exists(server);
            }
            Answer::Unknown | Answer::Possible => {
                let reason = "an auditing policy that may be that of this server is not known";
                cx.undecided_because(server, reason, "`server_id` of the policy");
            }
        }
    }
    for policy in [POLICY, OF_DATABASE].iter().flat_map(|ty| view.of(ty)).filter(is_there) {
        let enabled = policy.setting("enabled");
        let message = format!("`{}` is switched off", policy.address());
        if let Some(found) = cx.reject(&enabled, |value| value.bool().test(|on| !on), message) {
            found.because(WHY).help("set `enabled = true`, or remove the argument").if_exists(policy);
        }
    }
}

/// The addresses of servers of which single databases have policies: there somebody chose which ones are worth it.
fn audited_by_database(view: View<'_>) -> BTreeSet<&str> {
    view.of(OF_DATABASE)
        .filter(|policy| !policy.is_data())
        .filter_map(|policy| policy.attr("database_id").target()?.resource())
        .filter_map(|database| Some(database.attr("server_id").target()?.address()))
        .collect()
}
