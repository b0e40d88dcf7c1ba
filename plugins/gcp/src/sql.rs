//! Databases of Cloud SQL, and which of them have backups and protection of their own.

use tollgate_sdk::{Answer, Context, Resource, Value};

use crate::iam::is_made;

pub const TYPES: &[&str] = &["google_sql_database_instance"];

/// Whether the database is one that is backed up and kept for itself: a read replica is a copy of one that is, and a
/// clone without settings takes them from what it is a clone of. Says so where that is not known; ask it last.
pub fn stands_alone(cx: &mut Context<'_>, database: Resource<'_>) -> Answer {
    if !database.block("clone").is_unset() && database.block("settings").is_unset() {
        let reason = "a clone takes its settings from its source";
        cx.undecided_because(database, reason, "`settings` of the source");
        return Answer::Unknown;
    }
    let kind = database.attr("instance_type");
    let is_replica = kind.judge(|kind| {
        kind.string()
            .test(|kind| matches!(kind, "READ_REPLICA_INSTANCE" | "READ_POOL_INSTANCE" | "ON_PREMISES_INSTANCE"))
    });
    if is_replica == Answer::Yes {
        return Answer::No;
    }
    let primary = database.attr("master_instance_name");
    let alone = primary.judge(has_none);
    if alone == Answer::Unknown {
        cx.undecided(primary);
    }
    alone
}

/// The flags of the database: their names and values. Those of a name that is not known are left out.
pub fn flags(database: Resource<'_>) -> impl Iterator<Item = (&str, Value<'_>)> {
    let flags = database.block("settings").attr("database_flags");
    flags.each().filter_map(|flag| Some((flag.attr("name").string().known()?, flag.attr("value"))))
}

fn has_none(primary: Value<'_>) -> Answer {
    if is_made(primary) { Answer::No } else { primary.string().or("").test(str::is_empty) }
}
