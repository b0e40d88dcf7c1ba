//! Databases of which nothing is left once they are deleted.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    databases::{self, unless_replica},
    when::reject_when,
    written::is_given,
};

pub const RULE: Rule = Rule {
    id: "aws/database-without-final-snapshot",
    level: Level::Info,
    severity: 35,
    precision: Precision::High,
    inputs: &["terraform"],
    types: databases::TYPES,
    summary: "Deleting a database leaves no snapshot of it",
    page: include_str!("database_without_final_snapshot.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R121"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, database: Resource<'_>) {
    if database.is_data() {
        return;
    }
    let skip = database.setting("skip_final_snapshot");
    let message = format!("deleting `{}` leaves no snapshot of it", database.address());
    let found = reject_when(cx, unless_replica(database), &skip, |skip| skip.bool().test(|skip| skip), message);
    let Some(found) = found else { return };
    let found = found
        .because("its automated backups are by default deleted with it, so a database that was removed or replaced by mistake is gone for good")
        .help("set `skip_final_snapshot = false`, and a name for the snapshot in `final_snapshot_identifier`");
    // Without a name for the snapshot, the provider would refuse to delete the database at all.
    if is_given(database.attr("final_snapshot_identifier")) == Answer::Yes {
        found.fix_setting(&skip, false).fix_is_unsafe();
    }
}
