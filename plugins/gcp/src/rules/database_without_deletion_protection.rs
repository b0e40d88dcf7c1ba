//! Databases that one faulty plan deletes.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::sql::{self, stands_alone};

pub const RULE: Rule = Rule {
    id: "gcp/database-without-deletion-protection",
    level: Level::Info,
    severity: 35,
    precision: Precision::High,
    inputs: &["terraform"],
    types: sql::TYPES,
    summary: "A Cloud SQL instance has no deletion protection",
    page: include_str!("database_without_deletion_protection.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R128"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, database: Resource<'_>) {
    if database.is_data() {
        return;
    }
    // Terraform refuses by default; the other argument makes Google refuse as well.
    let protection = database.setting("deletion_protection");
    let terraform = protection.value().judge(|value| value.bool().or(true).test(|on| !on));
    let google = database.block("settings").attr("deletion_protection_enabled");
    let off = terraform.and(google.judge(|value| value.bool().or(false).test(|on| !on)));
    if off == Answer::No {
        return;
    }
    let alone = stands_alone(cx, database);
    match off.and(alone) {
        Answer::Yes | Answer::Possible => {
            let found = cx
                .report(protection.value(), format!("`{}` has no deletion protection", database.address()))
                .because("a change that replaces the instance, or a `destroy` in the wrong folder, deletes the database and by default its backups")
                .help("remove `deletion_protection = false`, and set `deletion_protection_enabled = true` in `settings` so that the console and the API refuse as well")
                .fix_setting(&protection, true)
                .fix_is_unsafe();
            if off.and(alone) == Answer::Possible {
                found.possible();
            }
        }
        Answer::Unknown if alone != Answer::Unknown => {
            cx.undecided(if terraform == Answer::Unknown { protection.value() } else { google });
        }
        Answer::Unknown | Answer::No => {}
    }
}
