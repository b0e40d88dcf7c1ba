//! Caches whose disks and snapshots lie in the clear.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::when::{When, is_given, is_off, reject_when};

pub const RULE: Rule = Rule {
    id: "aws/unencrypted-cache",
    level: Level::Warning,
    severity: 50,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_dax_cluster", "aws_elasticache_replication_group"],
    summary: "A cache is not encrypted where it lies",
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
        // Valkey encrypts unless told otherwise.
        when = when.and(cache.attr("engine"), |engine| engine.string().or("redis").test(|engine| engine == "redis"));
    }
    let message = format!("`{}` is not encrypted where it lies", cache.address());
    if let Some(found) = reject_when(cx, when, &encrypted, is_off, message) {
        found
            .because("its snapshots, and what it swaps to disk, hold sessions and copies of personal data in the clear")
            .help(format!("set `{path} = true`; a cache in use is made again by this, and starts empty"))
            .fix_setting(&encrypted, true)
            .fix_is_unsafe();
    }
}
