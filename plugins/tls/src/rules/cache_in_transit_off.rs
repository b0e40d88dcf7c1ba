//! Caches that talk in clear text.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule};

use crate::listener::place;

pub const RULE: Rule = Rule {
    id: "tls/cache-in-transit-off",
    level: Level::Error,
    severity: 65,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_elasticache_replication_group"],
    summary: "A Redis or Valkey cache accepts connections in clear text",
    page: include_str!("cache_in_transit_off.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R058"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cache: Resource<'_>) {
    if cache.is_data() {
        return;
    }
    let enabled = cache.attr("transit_encryption_enabled");
    if enabled.is_unset() && inherits(cx, cache) {
        return;
    }
    let off = enabled.judge(|enabled| enabled.bool().or(false).test(|on| !on));
    match off {
        Answer::Unknown => cx.undecided(enabled),
        Answer::No => mode(cx, cache),
        Answer::Yes | Answer::Possible => {
            let finding = cx
                .report(place(enabled, cache), format!("`{}` talks to its clients in clear text", cache.address()))
                .because("who can see traffic of the network reads what is cached, sessions and the `AUTH` password included")
                .help("set `transit_encryption_enabled = true` and connect with `rediss://`");
            let finding = if enabled.is_absent() {
                finding.fix_insert(cache.body(), "transit_encryption_enabled", true)
            } else {
                finding.fix_set(enabled, true)
            };
            let finding = finding.fix_is_unsafe();
            if off == Answer::Possible {
                finding.possible();
            }
        }
    }
}

/// Where the setting is not written, whether something else than `false` decides it; says so if it does.
fn inherits(cx: &mut Context<'_>, cache: Resource<'_>) -> bool {
    let (global, engine) = (cache.attr("global_replication_group_id"), cache.attr("engine"));
    if !global.is_unset() {
        cx.undecided_because(global, "a member takes the setting of its global replication group", "the primary group");
        return true;
    }
    match engine.string().or("redis") {
        Read::Known("redis") => false,
        Read::Known(_) => {
            let reason = "what a cache that is not Redis does without the setting depends on the version";
            cx.undecided_because(engine, reason, "`transit_encryption_enabled`");
            true
        }
        _ => {
            cx.undecided(engine);
            true
        }
    }
}

/// With encryption on, `preferred` still takes clear text.
fn mode(cx: &mut Context<'_>, cache: Resource<'_>) {
    let mode = cache.attr("transit_encryption_mode");
    let preferred = mode.judge(|mode| mode.string().test(|text| text == "preferred"));
    match preferred {
        Answer::No => {}
        Answer::Unknown => cx.undecided(mode),
        Answer::Yes | Answer::Possible => {
            let finding = cx
                .report(mode, format!("`{}` still accepts connections in clear text", cache.address()))
                .because("`preferred` is meant for the time in which clients move to TLS: until it is `required`, one that does not encrypt goes unnoticed")
                .help("set `transit_encryption_mode = \"required\"` once all clients use TLS")
                .fix_set(mode, "required")
                .fix_is_unsafe();
            if preferred == Answer::Possible {
                finding.possible();
            }
        }
    }
}
