//! Databases without automated backups.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::sql::{self, stands_alone};

pub const RULE: Rule = Rule {
    id: "gcp/database-without-backups",
    level: Level::Warning,
    severity: 50,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: sql::TYPES,
    summary: "A Cloud SQL instance is not backed up",
    page: include_str!("database_without_backups.md"),
    options: "{}",
    fix: Fix::Safe,
    answers: &["R128"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, database: Resource<'_>) {
    if database.is_data() {
        return;
    }
    let enabled = database.setting("settings.backup_configuration.enabled");
    let off = enabled.value().judge(|value| value.bool().or(false).test(|on| !on));
    if off == Answer::No {
        return;
    }
    let alone = stands_alone(cx, database);
    match off.and(alone) {
        Answer::Yes | Answer::Possible => {
            let found = cx
                .report(enabled.value(), format!("`{}` is not backed up", database.address()))
                .because("after a faulty migration, a dropped table or an intruder who deletes rows, there is nothing to restore")
                .help("add `backup_configuration { enabled = true }` to `settings`");
            // Settings as a whole hold more than we can know.
            let found = if database.block("settings").is_unset() { found } else { found.fix_setting(&enabled, true) };
            if off.and(alone) == Answer::Possible {
                found.possible();
            }
        }
        Answer::Unknown if alone != Answer::Unknown => cx.undecided(enabled.value()),
        Answer::Unknown | Answer::No => {}
    }
}
