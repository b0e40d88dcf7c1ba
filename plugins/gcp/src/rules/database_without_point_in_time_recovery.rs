//! Databases that can only be restored to their last backup.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::sql::{self, stands_alone};

pub const RULE: Rule = Rule {
    id: "gcp/database-without-point-in-time-recovery",
    level: Level::Info,
    severity: 35,
    precision: Precision::High,
    inputs: &["terraform"],
    types: sql::TYPES,
    summary: "A Cloud SQL instance cannot be restored to a point in time",
    page: include_str!("database_without_point_in_time_recovery.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R128"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, database: Resource<'_>) {
    let backups = database.block("settings").block("backup_configuration");
    let backed_up = backups.attr("enabled").judge(|value| value.bool().test(|on| on));
    // Without backups there is no point in time, and `gcp/database-without-backups` says so.
    if database.is_data() || backed_up == Answer::No {
        return;
    }
    let version = database.attr("database_version");
    let path = match version.starts_with("MYSQL") {
        Answer::Yes => "settings.backup_configuration.binary_log_enabled",
        Answer::No => "settings.backup_configuration.point_in_time_recovery_enabled",
        Answer::Unknown | Answer::Possible => {
            let either = ["binary_log_enabled", "point_in_time_recovery_enabled"];
            let is_on = |name: &&str| backups.attr(name).bool().known() == Some(true);
            if !either.iter().any(is_on) {
                cx.undecided(version);
            }
            return;
        }
    };
    let enabled = database.setting(path);
    let off = enabled.value().judge(|value| value.bool().or(false).test(|on| !on)).and(backed_up);
    if off == Answer::No {
        return;
    }
    let alone = stands_alone(cx, database);
    match off.and(alone) {
        Answer::Yes | Answer::Possible => {
            let name = path.rsplit('.').next().unwrap_or(path);
            let found = cx
                .report(enabled.value(), format!("`{}` can only be restored to its last backup", database.address()))
                .because(
                    "after a faulty migration or an attack, everything written since the last daily backup is lost",
                )
                .help(format!("set `{name} = true` in `backup_configuration`"))
                .fix_setting(&enabled, true)
                .fix_is_unsafe();
            if off.and(alone) == Answer::Possible {
                found.possible();
            }
        }
        Answer::Unknown if alone != Answer::Unknown => {
            cx.undecided(if backed_up == Answer::Unknown { backups.attr("enabled") } else { enabled.value() })
        }
        Answer::Unknown | Answer::No => {}
    }
}
