//! Backups that are gone before somebody needs them.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, View, companions};

use crate::{
    backups::{SELECTION, reject_retention},
    databases,
    keys::is_managed,
};

pub const RULE: Rule = Rule {
    id: "aws/short-backup-retention",
    level: Level::Info,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        databases::TYPES[0],
        databases::TYPES[1],
        databases::TYPES[2],
        databases::TYPES[3],
        SELECTION,
        REPLICATION,
    ],
    summary: "Backups of a database are kept for a few days only",
    page: include_str!("short_backup_retention.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"days":{"type":"integer","minimum":1,"maximum":35,"default":7,"description":"For how many days backups must be kept at least."}}}"#,
    fix: Fix::Safe,
    answers: &["R117"],
    check: Check::Project(check),
};

/// Keeps copies of the backups of an instance in another region, for 7 days where it says nothing.
const REPLICATION: &str = "aws_db_instance_automated_backups_replication";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let least = cx.options().attr("days").int().known().unwrap_or(7);
    for database in databases::TYPES.iter().flat_map(|ty| view.of(ty)).filter(|one| is_managed(*one)) {
        let retention = database.setting("backup_retention_period");
        let message = format!("backups of `{}` are kept for fewer than {least} days", database.address());
        // Instances without any backup are reported by another rule; a cluster cannot be without.
        let is_instance = database.type_name() == "aws_db_instance";
        let is_short = |days| days < least && (days > 0 || !is_instance);
        let is_kept = if is_instance { is_kept_elsewhere(view, database, least) } else { Answer::No };
        match is_kept {
            Answer::Yes => continue,
            Answer::No => {}
            Answer::Unknown | Answer::Possible => {
                if retention.value().judge(|days| days.int().test(is_short)) != Answer::No {
                    let reason = "a copy of its backups in another region may be kept for longer";
                    cx.undecided_because(database, reason, format!("`{REPLICATION}`"));
                }
                continue;
            }
        }
        if let Some(found) = reject_retention(cx, view, database, is_short, message) {
            found
                .because(
                    "a mistake or an attack that is noticed after a weekend can no longer be undone: the last good backup is gone",
                )
                .help(format!("set `backup_retention_period` to {least} or more"))
                .fix_setting(&retention, least);
        }
    }
}

/// Whether copies of the backups in another region are kept long enough.
fn is_kept_elsewhere(view: View<'_>, database: Resource<'_>, least: i64) -> Answer {
    let copies = companions(view, database, &[REPLICATION], "source_db_instance_arn", &[]);
    let lasts =
        |copy: Resource<'_>| copy.attr("retention_period").judge(|days| days.int().or(7).test(|days| days >= least));
    let certain = copies.certain.iter().map(|copy| lasts(*copy));
    let perhaps = copies.perhaps.iter().map(|(copy, _)| lasts(*copy).and(Answer::Unknown));
    certain.chain(perhaps).fold(Answer::No, Answer::or)
}
