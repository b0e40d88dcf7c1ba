//! Caches whose contents are gone with their nodes.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::when::{When, reject_when};

pub const RULE: Rule = Rule {
    id: "aws/cache-without-snapshots",
    level: Level::Off,
    severity: 20,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &[
        "aws_elasticache_cluster",
        "aws_elasticache_replication_group",
        "aws_elasticache_serverless_cache",
        "aws_memorydb_cluster",
    ],
    summary: "A cache keeps no snapshots",
    page: include_str!("cache_without_snapshots.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R124"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cache: Resource<'_>) {
    if cache.is_data() {
        return;
    }
    let limit = cache.setting("snapshot_retention_limit");
    // Memcached has no snapshots.
    let mut when = When::ALWAYS.and(cache.attr("engine"), |engine| {
        engine.string().test(|engine| engine.eq_ignore_ascii_case("memcached")).not()
    });
    if cache.type_name() == "aws_elasticache_cluster" {
        // Those of a member are its group's.
        when = when.without(cache.attr("replication_group_id"));
    }
    let message = format!("`{}` keeps no snapshots", cache.address());
    if let Some(found) = reject_when(cx, when, &limit, |days| days.int().or(0).test(|days| days <= 0), message) {
        found
            .because("when all its nodes fail or somebody flushes it, queues and sessions that exist nowhere else are gone, and everything else has to be loaded again at once")
            .help("set `snapshot_retention_limit` to the number of days to keep snapshots, such as 7")
            .fix_setting(&limit, 7)
            .fix_is_unsafe();
    }
}
