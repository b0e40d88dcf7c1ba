//! Databases whose snapshots can be read by whoever gets hold of them.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View};

use crate::databases;

pub const RULE: Rule = Rule {
    id: "aws/unencrypted-database",
    level: Level::Error,
    severity: 65,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "aws_db_cluster_snapshot",
        "aws_db_instance",
        "aws_db_snapshot",
        "aws_docdb_cluster",
        "aws_neptune_cluster",
        "aws_rds_cluster",
    ],
    summary: "A database is not encrypted at rest",
    page: include_str!("unencrypted_database.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R090", "R091"],
    check: Check::Linked(check),
};

/// Arguments whose resource decides instead: a copy is encrypted as what it is a copy of, a member of a cluster as the
/// cluster.
const DECIDED_ELSEWHERE: &[&str] =
    &["replicate_source_db", "snapshot_identifier", "replication_source_identifier", "global_cluster_identifier"];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for database in databases::TYPES.iter().flat_map(|ty| view.of(ty)) {
        if !database.is_data() && database.exists() != Existence::No {
            one(cx, database);
        }
    }
}

fn one(cx: &mut Context<'_>, database: Resource<'_>) {
    let encrypted = database.setting("storage_encrypted");
    let source = DECIDED_ELSEWHERE.iter().map(|name| database.attr(name)).find(|source| !source.is_unset());
    if let Some(source) = source.filter(|_| encrypted.value().is_unset()) {
        // Where the source is written here, the finding on it is enough.
        if !is_written(source) {
            let reason = "it is encrypted if what it is made from is";
            cx.undecided_because(source, reason, "`storage_encrypted` of the source");
        }
        return;
    }
    // A serverless cluster of the first generation is always encrypted, and SQL Server Express cannot be.
    let is_serverless = database.attr("engine_mode").judge(|mode| mode.string().test(|mode| mode == "serverless"));
    let is_express = database.attr("engine").judge(|engine| engine.string().test(|engine| engine == "sqlserver-ex"));
    let is_given = is_serverless.or(is_express);
    let may_be_aurora = may_be_aurora(database);
    let if_old = if may_be_aurora { ", if it was created before 18 February 2026" } else { "" };
    let message = format!("`{}` is not encrypted{if_old}", database.address());
    let found = cx.reject(&encrypted, |value| is_given.not().and(value.bool().or(false).test(|on| !on)), message);
    if let Some(found) = found {
        let found = found
            .if_exists(database)
            .because("whoever gets a snapshot can restore and read it: no password protects it, and one call shares it with another account")
            .help("set `storage_encrypted = true`; this replaces an existing database, so restore it from an encrypted copy of a snapshot; do it before `deletion_protection` or `prevent_destroy` is set, because they forbid the replacement");
        let cannot = may_be_too_small(database);
        let found = if cannot {
            found.help("the instance class has no encryption: choose a newer one such as `db.t4g.micro`, then set `storage_encrypted = true`; this replaces an existing database, so restore it from an encrypted copy of a snapshot; do it before `deletion_protection` or `prevent_destroy` is set, because they forbid the replacement")
        } else {
            found
        };
        // A copy is encrypted as what it is made from, and the change belongs there.
        let found =
            if source.is_none() && !cannot { found.fix_setting(&encrypted, true).fix_is_unsafe() } else { found };
        if may_be_aurora {
            found.possible();
        }
    }
}

/// Whether the source is a database of this configuration, which this rule looks at where it stands: as the source by
/// its name, or by a snapshot that was made of it.
fn is_written(source: Value<'_>) -> bool {
    let is_snapshot = |one: Resource<'_>| matches!(one.type_name(), "aws_db_snapshot" | "aws_db_cluster_snapshot");
    let database = match target(source) {
        Some(one) if is_snapshot(one) => {
            ["db_instance_identifier", "db_cluster_identifier"].into_iter().find_map(|name| target(one.attr(name)))
        }
        one => one,
    };
    database.is_some_and(|one| {
        let is_known = one.attr("storage_encrypted").bool().or(false).known().is_some();
        databases::TYPES.contains(&one.type_name()) && !one.is_data() && is_known
    })
}

fn target(value: Value<'_>) -> Option<Resource<'_>> {
    value.target().and_then(|target| target.resource())
}

/// Whether the class of the instance may be one of the old ones that have no encryption.
fn may_be_too_small(database: Resource<'_>) -> bool {
    let is_old = |class: &str| {
        matches!(class, "db.t1.micro" | "db.t2.micro") || class.starts_with("db.m1.") || class.starts_with("db.m2.")
    };
    let class = database.attr("instance_class");
    matches!(class.judge(|class| class.string().test(is_old)), Answer::Yes | Answer::Possible)
}

/// Whether the engine may be Aurora, whose newer clusters are always encrypted. It was the default engine of older
/// versions of the provider.
fn may_be_aurora(database: Resource<'_>) -> bool {
    let is_aurora = |engine: Value<'_>| engine.string().or("aurora").test(|engine| engine.starts_with("aurora"));
    database.type_name() == "aws_rds_cluster" && database.attr("engine").judge(is_aurora) != Answer::No
}
