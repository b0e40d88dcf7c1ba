//! How long what a database backs up by itself is kept, and whether AWS Backup does it instead.

use tollgate_sdk::{Answer, Context, Existence, Report, Resource, Value, View};

use crate::{databases::unless_replica, keys::is_managed, when::reject_when, written::is_computed};

pub const SELECTION: &str = "aws_backup_selection";

/// Asks a question of the days for which backups of `database` are kept. Says that it is undecided where another
/// source of backups, or a snapshot that it is restored from, may decide.
pub fn reject_retention<'c>(
    cx: &'c mut Context<'_>,
    view: View<'_>,
    database: Resource<'_>,
    is_wrong: impl Fn(i64) -> bool,
    message: impl Into<String>,
) -> Option<Report<'c>> {
    let is_instance = database.type_name() == "aws_db_instance";
    let retention = database.setting("backup_retention_period");
    // What the provider sends where nothing is written: an instance keeps none, a cluster those of one day.
    let default = if is_instance { 0 } else { 1 };
    let is_wrong = |days: Value<'_>| days.int().or(default).test(&is_wrong);
    let when = unless_replica(database);
    if when.answer() == Answer::No || retention.value().judge(is_wrong) == Answer::No {
        return None;
    }
    let restored = ["snapshot_identifier", "restore_to_point_in_time"].map(|name| database.attr(name));
    let restored = restored.into_iter().find(|source| !source.is_unset() && !is_empty(*source));
    if let Some(source) = restored.filter(|_| is_instance && retention.value().is_unset()) {
        cx.undecided_because(
            source,
            "it keeps backups as long as what it is restored from",
            "`backup_retention_period`",
        );
        return None;
    }
    match is_backed_up(view, database) {
        Answer::Yes => None,
        Answer::No => Some(reject_when(cx, when, &retention, is_wrong, message)?.if_exists(database)),
        Answer::Unknown | Answer::Possible => {
            let reason = "a plan of AWS Backup may select it";
            cx.undecided_because(database, reason, format!("what `{SELECTION}` selects"));
            None
        }
    }
}

/// A list of blocks that has none.
fn is_empty(list: Value<'_>) -> bool {
    list.string().is_unknown() && !list.may_have_more() && list.each().next().is_none()
}

/// Whether a plan of AWS Backup in the same root selects `database`.
fn is_backed_up(view: View<'_>, database: Resource<'_>) -> Answer {
    let mut answer = Answer::No;
    for selection in view.of(SELECTION).filter(|one| is_managed(*one)) {
        if selection.root() != database.root() || selection.variant() != database.variant() {
            continue;
        }
        let listed = selection.attr("resources");
        // By tags, or by what is not listed here: perhaps.
        let has_more = listed.may_have_more()
            || ["selection_tag", "condition"].into_iter().any(|name| !is_without(selection.attr(name)));
        let mut selected = listed.each().fold(Answer::No, |found, one| found.or(names(one, database)));
        if has_more {
            selected = Answer::Unknown;
        }
        let exists = if selection.exists() == Existence::Yes { Answer::Yes } else { Answer::Unknown };
        answer = answer.or(exists.and(selected));
    }
    answer
}

fn is_without(blocks: Value<'_>) -> bool {
    blocks.is_unset() || is_empty(blocks)
}

fn names(one: Value<'_>, database: Resource<'_>) -> Answer {
    if one.target().is_some_and(|target| target.address() == database.address()) {
        return Answer::Yes;
    }
    match one.string().known() {
        Some("*") => Answer::Yes,
        // The ARN is made when the database is, so a pattern cannot be compared with it.
        Some(pattern) if pattern.contains(":rds:") => Answer::Unknown,
        Some(_) => Answer::No,
        None if is_computed(one) => Answer::from(one.refs().any(|one| one.address() == database.address())),
        None => Answer::Unknown,
    }
}
