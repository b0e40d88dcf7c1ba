//! Databases that are down when their zone is.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    databases::unless_replica,
    when::reject_when,
    written::{is_given, is_off},
};

pub const RULE: Rule = Rule {
    id: "aws/single-zone-database",
    level: Level::Off,
    severity: 20,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["aws_db_instance"],
    summary: "An RDS instance has no standby in another zone",
    page: include_str!("single_zone_database.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R120"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, database: Resource<'_>) {
    if database.is_data() {
        return;
    }
    let multi_az = database.setting("multi_az");
    let message = format!("`{}` has no standby in another availability zone", database.address());
    if let Some(found) = reject_when(cx, unless_replica(database), &multi_az, is_off, message) {
        let found = found
            .because("when its host or zone fails, it is down until it is repaired or restored from a backup; a standby takes over within a minute or two")
            .help("set `multi_az = true`; this doubles the price of the instance and its storage");
        if let Some(engine) = without_standby(database) {
            found.help(format!(
                "RDS has no standby for `{engine}`, or none for all its versions: move to an engine that has one, such as `sqlserver-se` for SQL Server, then set `multi_az = true`"
            ));
        } else if is_given(database.attr("availability_zone")) != Answer::No {
            found.help("remove `availability_zone`, with which RDS refuses a standby, and set `multi_az = true`; this doubles the price of the instance and its storage");
        } else {
            found.fix_setting(&multi_az, true).fix_is_unsafe();
        }
    }
}

/// How the names of engines begin that have no standby, or have one in some versions only.
const WITHOUT: &[&str] = &["sqlserver-ex", "sqlserver-web", "custom-"];

/// The engine of the database, where it is, or may be, one of these.
fn without_standby(database: Resource<'_>) -> Option<&str> {
    let engines = database.attr("engine");
    let mut known = engines.possibilities().filter_map(|engine| engine.string().known());
    known.find(|engine| WITHOUT.iter().any(|without| engine.starts_with(without)))
}
