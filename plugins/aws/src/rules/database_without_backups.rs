//! Databases that keep no backups.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Rule, View};

use crate::{
    backups::{SELECTION, reject_retention},
    keys::is_managed,
};

pub const RULE: Rule = Rule {
    id: "aws/database-without-backups",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_db_instance", SELECTION],
    summary: "An RDS instance keeps no backups",
    page: include_str!("database_without_backups.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R117"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for database in view.of("aws_db_instance").filter(|one| is_managed(*one)) {
        let retention = database.setting("backup_retention_period");
        let message = format!("`{}` keeps no backups", database.address());
        if let Some(found) = reject_retention(cx, view, database, |days| days <= 0, message) {
            found
                .because("after a faulty migration, a deleted table or an attack with a stolen key there is nothing to restore, not even the state of last night")
                .help("set `backup_retention_period` to the number of days that may pass before somebody notices a loss: 7 is a common start")
                .fix_setting(&retention, 7)
                .fix_is_unsafe();
        }
    }
}
