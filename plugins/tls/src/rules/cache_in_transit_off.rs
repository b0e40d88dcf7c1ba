//! Caches that accept connections in clear text.

use tollgate_sdk::{Answer, Check, Context, Fix, Json, Level, Precision, Read, Resource, Rule, Value};

use crate::listener::place;

pub const RULE: Rule = Rule {
    id: "tls/cache-in-transit-off",
    level: Level::Error,
    severity: 65,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "aws_dax_cluster",
        "aws_elasticache_replication_group",
        "aws_memorydb_cluster",
        "azurerm_managed_redis",
        "azurerm_redis_cache",
        "azurerm_redis_enterprise_database",
        "google_memorystore_instance",
        "google_redis_cluster",
        "google_redis_instance",
    ],
    summary: "A cache accepts connections in clear text",
    page: include_str!("cache_in_transit_off.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R058", "R065", "R066", "R078", "R086"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cache: Resource<'_>) {
    if cache.is_data() {
        return;
    }
    for kind in KINDS.iter().filter(|kind| kind.ty == cache.type_name()) {
        judge(cx, cache, kind);
    }
    if cache.type_name() == "aws_elasticache_replication_group" {
        replication_group(cx, cache);
    }
}

/// A cache with one setting that decides alone.
struct Kind {
    ty: &'static str,
    path: &'static str,
    /// The values with which clear text is accepted.
    plain: &'static [&'static str],
    /// Whether it is accepted where nothing is written.
    by_default: bool,
    encrypted: &'static str,
}

const KINDS: &[Kind] = &[
    Kind { ty: "aws_memorydb_cluster", path: "tls_enabled", plain: &["false"], by_default: false, encrypted: "true" },
    Kind {
        ty: "aws_dax_cluster",
        path: "cluster_endpoint_encryption_type",
        plain: &["NONE"],
        by_default: true,
        encrypted: "TLS",
    },
    Kind {
        ty: "google_redis_instance",
        path: "transit_encryption_mode",
        plain: &["DISABLED"],
        by_default: true,
        encrypted: "SERVER_AUTHENTICATION",
    },
    Kind {
        ty: "google_redis_cluster",
        path: "transit_encryption_mode",
        plain: &["TRANSIT_ENCRYPTION_MODE_DISABLED", "TRANSIT_ENCRYPTION_MODE_UNSPECIFIED"],
        by_default: true,
        encrypted: "TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION",
    },
    Kind {
        ty: "google_memorystore_instance",
        path: "transit_encryption_mode",
        plain: &["TRANSIT_ENCRYPTION_DISABLED"],
        by_default: true,
        encrypted: "SERVER_AUTHENTICATION",
    },
    Kind {
        ty: "azurerm_redis_cache",
        path: "non_ssl_port_enabled",
        plain: &["true"],
        by_default: false,
        encrypted: "false",
    },
    // The name before the fourth major version of the provider.
    Kind {
        ty: "azurerm_redis_cache",
        path: "enable_non_ssl_port",
        plain: &["true"],
        by_default: false,
        encrypted: "false",
    },
    Kind {
        ty: "azurerm_managed_redis",
        path: "default_database.client_protocol",
        plain: &["Plaintext"],
        by_default: false,
        encrypted: "Encrypted",
    },
    Kind {
        ty: "azurerm_redis_enterprise_database",
        path: "client_protocol",
        plain: &["Plaintext"],
        by_default: false,
        encrypted: "Encrypted",
    },
];

fn judge(cx: &mut Context<'_>, cache: Resource<'_>, kind: &Kind) {
    let setting = cache.setting(kind.path);
    let is_plain = |value: Value<'_>| {
        if value.is_unset() {
            Answer::from(kind.by_default)
        } else {
            value.string().test(|text| kind.plain.contains(&text))
        }
    };
    let message = format!("`{}` accepts connections in clear text", cache.address());
    let Some(found) = cx.reject(&setting, is_plain, message) else { return };
    let name = kind.path.rsplit('.').next().unwrap_or(kind.path);
    let (shown, new) = match kind.encrypted {
        "true" => ("true".to_owned(), Json::Bool(true)),
        "false" => ("false".to_owned(), Json::Bool(false)),
        text => (format!("\"{text}\""), Json::from(text)),
    };
    found
        .because(
            "anyone who can see the network traffic reads the cached data, including sessions and passwords of clients",
        )
        .help(format!("set `{name} = {shown}` and let clients connect with TLS"))
        .fix_setting(&setting, new)
        .fix_is_unsafe();
}

fn replication_group(cx: &mut Context<'_>, cache: Resource<'_>) {
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
                .report(place(enabled, cache), format!("`{}` accepts connections in clear text", cache.address()))
                .because("anyone who can see the network traffic reads the cached data, sessions included")
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
                .because("`preferred` is meant for the time in which clients move to TLS: until it is `required`, a client without TLS goes unnoticed")
                .help("set `transit_encryption_mode = \"required\"` once all clients use TLS")
                .fix_set(mode, "required")
                .fix_is_unsafe();
            if preferred == Answer::Possible {
                finding.possible();
            }
        }
    }
}
