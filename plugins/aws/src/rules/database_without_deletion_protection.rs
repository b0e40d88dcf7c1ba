//! Databases that one wrong command removes.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    databases::{self, unless_replica},
    when::reject_when,
    written::is_off,
};

pub const RULE: Rule = Rule {
    id: "aws/database-without-deletion-protection",
    level: Level::Info,
    severity: 35,
    precision: Precision::High,
    inputs: &["terraform"],
    types: databases::TYPES,
    summary: "A database can be deleted by one command",
    page: include_str!("database_without_deletion_protection.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R118", "R119"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, database: Resource<'_>) {
    if database.is_data() {
        return;
    }
    let protection = database.setting("deletion_protection");
    let message = format!("`{}` can be deleted by one command", database.address());
    if let Some(found) = reject_when(cx, unless_replica(database), &protection, is_off, message) {
        found
            .because("a plan that replaces it, a `destroy` in the wrong folder or a stolen key deletes all its data, and by default the automated backups with it")
            .help("set `deletion_protection = true`; to delete the database on purpose, switch it off first")
            .fix_setting(&protection, true)
            .fix_is_unsafe();
    }
}
