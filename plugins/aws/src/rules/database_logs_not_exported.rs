//! Databases whose logs stay on their disk.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::is_missing;

pub const RULE: Rule = Rule {
    id: "aws/database-logs-not-exported",
    level: Level::Off,
    severity: 20,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_db_instance", "aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster"],
    summary: "A database exports no logs",
    page: include_str!("database_logs_not_exported.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R141"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, database: Resource<'_>) {
    if database.is_data() {
        return;
    }
    let is_neptune = database.type_name() == "aws_neptune_cluster";
    let name = if is_neptune { "enable_cloudwatch_logs_exports" } else { "enabled_cloudwatch_logs_exports" };
    let setting = database.setting(name);
    let message = format!("`{}` exports no logs", database.address());
    if let Some(found) = cx.reject(&setting, is_missing, message) {
        let _finding = found
            .because("logs stay on the disk of the database for some days and are deleted with it: failed logins and slow queries cannot be looked up later, and no alarm can be set on them")
            .help(format!("list the logs of the engine in `{name}`, such as `postgresql`, `error` or `audit`"));
    }
}
