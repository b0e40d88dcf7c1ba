//! Databases whose disks and backups can be read by who gets hold of them.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::databases;

pub const RULE: Rule = Rule {
    id: "aws/unencrypted-database",
    level: Level::Error,
    severity: 65,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: databases::TYPES,
    summary: "A database is not encrypted where it lies",
    page: include_str!("unencrypted_database.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R090", "R091"],
    check: Check::Resource(check),
};

/// Arguments whose resource decides instead: a copy is encrypted as what it is a copy of, a member of a cluster as the
/// cluster.
const DECIDED_ELSEWHERE: &[&str] =
    &["replicate_source_db", "snapshot_identifier", "replication_source_identifier", "global_cluster_identifier"];

fn check(cx: &mut Context<'_>, database: Resource<'_>) {
    if database.is_data() {
        return;
    }
    let encrypted = database.setting("storage_encrypted");
    let source = DECIDED_ELSEWHERE.iter().map(|name| database.attr(name)).find(|source| !source.is_unset());
    if let Some(source) = source.filter(|_| encrypted.value().is_unset()) {
        cx.undecided_because(source, "it is encrypted if what it is made from is", "`storage_encrypted` of the source");
        return;
    }
    // A serverless cluster of the first generation is always encrypted.
    let is_serverless = database.attr("engine_mode").judge(|mode| mode.string().test(|mode| mode == "serverless"));
    let message = format!("`{}` is not encrypted", database.address());
    let found = cx.reject(&encrypted, |value| is_serverless.not().and(value.bool().or(false).test(|on| !on)), message);
    if let Some(found) = found {
        found
            .because("whoever gets a snapshot or an exported backup reads all of it: snapshots are shared and copied between accounts, and no password guards one")
            .help("set `storage_encrypted = true`; an existing database must be restored from an encrypted copy of its snapshot, because this argument replaces it")
            .fix_setting(&encrypted, true)
            .fix_is_unsafe();
    }
}
