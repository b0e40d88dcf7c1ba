//! Database servers that nobody watches for attacks.

use std::collections::BTreeSet;

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, View};

use crate::{names::is_named, networks::is_given};

pub const RULE: Rule = Rule {
    id: "azure/database-without-threat-detection",
    level: Level::Off,
    severity: 35,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &[
        "azurerm_mssql_database",
        "azurerm_mssql_managed_instance",
        "azurerm_mssql_managed_instance_security_alert_policy",
        "azurerm_mssql_server",
        "azurerm_mssql_server_security_alert_policy",
        "azurerm_mysql_server",
        "azurerm_postgresql_server",
        "azurerm_sql_server",
        PLAN,
    ],
    summary: "Nothing watches a database server for attacks",
    page: include_str!("database_without_threat_detection.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Project(check),
};

/// The plans of Defender for Cloud, which hold for everything of their type in the subscription.
const PLAN: &str = "azurerm_security_center_subscription_pricing";

/// How a type of server is watched: by a policy of its own, and by a plan.
struct Server {
    ty: &'static str,
    policy: &'static str,
    argument: &'static str,
    plan: &'static str,
}

const SQL_POLICY: &str = "azurerm_mssql_server_security_alert_policy";
const SERVERS: &[Server] = &[
    Server { ty: "azurerm_mssql_server", policy: SQL_POLICY, argument: "server_name", plan: "SqlServers" },
    Server { ty: "azurerm_sql_server", policy: SQL_POLICY, argument: "server_name", plan: "SqlServers" },
    Server {
        ty: "azurerm_mssql_managed_instance",
        policy: "azurerm_mssql_managed_instance_security_alert_policy",
        argument: "managed_instance_name",
        plan: "SqlServers",
    },
    // Only a block.
    Server { ty: "azurerm_mysql_server", policy: "", argument: "", plan: "OpenSourceRelationalDatabases" },
    Server { ty: "azurerm_postgresql_server", policy: "", argument: "", plan: "OpenSourceRelationalDatabases" },
];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let by_database = watched_by_database(view);
    for kind in SERVERS {
        let is_there = |one: &Resource<'_>| !one.is_data() && one.exists() != Existence::No;
        for server in view.of(kind.ty).filter(is_there) {
            // What a policy or a block switches off is another rule's.
            let block = server.attr("threat_detection_policy");
            let by_block = is_given(block);
            let by_policy = is_named(view, server, kind.policy, kind.argument);
            match by_block.or(by_policy).or(is_in_plan(view, server, kind.plan)) {
                Answer::Yes => {}
                Answer::No if by_database.contains(server.address()) => {}
                Answer::No => {
                    let help = match kind.policy {
                        "" => "add a `threat_detection_policy` with `enabled = true`, in a tier above Basic; better, move to a flexible server: single servers are retired".to_owned(),
                        policy => format!("add an `{policy}`, or switch the plan `{}` of Defender for Cloud on for the subscription", kind.plan),
                    };
                    cx.report(server, format!("nothing watches `{}` for attacks", server.address()))
                        .because("Azure would see SQL injection, guessed passwords and logins from unusual places: without it the attacker has weeks instead of minutes")
                        .help(help)
                        .if_exists(server);
                }
                Answer::Unknown | Answer::Possible if by_block != Answer::No => cx.undecided(block),
                Answer::Unknown | Answer::Possible => {
                    let reason = "a policy or plan that may watch this server is not known";
                    cx.undecided_because(server, reason, "the server that the policy names, or `tier` of the plan");
                }
            }
        }
    }
}

/// Whether the paid plan of Defender for Cloud is on for such servers.
fn is_in_plan(view: View<'_>, server: Resource<'_>, name: &str) -> Answer {
    let plans = view.of(PLAN).filter(|plan| plan.root() == server.root() && plan.variant() == server.variant());
    let is_on = plans.filter(|plan| !plan.is_data()).map(|plan| {
        let is = |argument: &str, what: &str| {
            plan.attr(argument).judge(|value| value.string().test(|text| text.eq_ignore_ascii_case(what)))
        };
        let exists = match plan.exists() {
            Existence::Yes => Answer::Yes,
            Existence::No => Answer::No,
            Existence::Unknown => Answer::Unknown,
        };
        is("resource_type", name).and(is("tier", "Standard")).and(exists)
    });
    is_on.fold(Answer::No, Answer::or)
}

/// The addresses of servers of which single databases are watched: there somebody chose which ones are worth it.
fn watched_by_database(view: View<'_>) -> BTreeSet<&str> {
    view.of("azurerm_mssql_database")
        .filter(|database| !database.is_data() && !database.block("threat_detection_policy").is_unset())
        .filter_map(|database| Some(database.attr("server_id").target()?.address()))
        .collect()
}
