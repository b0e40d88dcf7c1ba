//! Caches whose disks and snapshots are not encrypted.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    when::{When, reject_when},
    written::{is_given, is_off},
};

pub const RULE: Rule = Rule {
    id: "aws/unencrypted-cache",
    level: Level::Warning,
    severity: 50,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_dax_cluster", "aws_elasticache_replication_group"],
    summary: "A cache is not encrypted at rest",
    page: include_str!("unencrypted_cache.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R094"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cache: Resource<'_>) {
    if cache.is_data() {
        return;
    }
    let is_dax = cache.type_name() == "aws_dax_cluster";
    let path = if is_dax { "server_side_encryption.enabled" } else { "at_rest_encryption_enabled" };
    let encrypted = cache.setting(path);
    let mut when = When::ALWAYS;
    if !is_dax && encrypted.value().is_unset() {
        let global = cache.attr("global_replication_group_id");
        if is_given(global) != Answer::No {
            cx.undecided_because(
                global,
                "a member takes the setting of its global replication group",
                "the primary group",
            );
            return;
        }
        // Valkey encrypts by default.
        when = when.and(cache.attr("engine"), |engine| engine.string().or("redis").test(|engine| engine == "redis"));
    }
    let message = format!("`{}` is not encrypted at rest", cache.address());
    if let Some(found) = reject_when(cx, when, &encrypted, is_off, message) {
        found
            .because("its snapshots, and memory that it swaps to disk, contain sessions and copies of personal data in clear text")
            .help(format!("set `{path} = true`; this replaces a cache that exists, and the new one is empty"))
            .fix_setting(&encrypted, true)
            .fix_is_unsafe();
    }
}
