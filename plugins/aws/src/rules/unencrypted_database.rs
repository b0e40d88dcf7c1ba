//! Databases whose snapshots can be read by whoever gets hold of them.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::databases;

pub const RULE: Rule = Rule {
    id: "aws/unencrypted-database",
    level: Level::Error,
    severity: 65,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: databases::TYPES,
    summary: "A database is not encrypted at rest",
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
            .because("whoever gets a snapshot can restore and read it: no password protects it, and one call shares it with another account")
            .help("set `storage_encrypted = true`; this replaces an existing database, so restore it from an encrypted copy of a snapshot");
        let cannot = may_be_too_small(database);
        let found = if cannot {
            found.help("the instance class has no encryption: choose a newer one such as `db.t4g.micro`, then set `storage_encrypted = true`; this replaces an existing database, so restore it from an encrypted copy of a snapshot")
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
