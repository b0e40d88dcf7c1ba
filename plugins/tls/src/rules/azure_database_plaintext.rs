//! Azure databases that accept connections in clear text.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "tls/azure-database-plaintext",
    level: Level::Error,
    severity: 65,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "azurerm_mariadb_server",
        "azurerm_mysql_flexible_server_configuration",
        "azurerm_mysql_server",
        "azurerm_postgresql_flexible_server_configuration",
        "azurerm_postgresql_server",
    ],
    summary: "An Azure database accepts connections in clear text",
    page: include_str!("azure_database_plaintext.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R077"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, owner: Resource<'_>) {
    if owner.is_data() {
        return;
    }
    if !owner.type_name().ends_with("_configuration") {
        let setting = owner.setting("ssl_enforcement_enabled");
        let message = message(owner);
        if let Some(found) = cx.reject(&setting, |value| value.bool().test(|on| !on), message) {
            found
                .because(WHY)
                .help("set `ssl_enforcement_enabled = true` once all clients use TLS")
                .fix_setting(&setting, true)
                .fix_is_unsafe();
        }
        return;
    }
    let (name, setting) = (owner.attr("name"), owner.setting("value"));
    let named = name.judge(|name| name.string().test(|text| text.eq_ignore_ascii_case("require_secure_transport")));
    let off = |value: Value<'_>| {
        value.string().test(|text| ["OFF", "0", "FALSE"].iter().any(|off| text.eq_ignore_ascii_case(off)))
    };
    match named {
        Answer::No => {}
        Answer::Unknown if setting.value().judge(off) != Answer::No => cx.undecided(name),
        _ => {
            let message = message(owner);
            if let Some(found) = cx.reject(&setting, |value| named.and(off(value)), message) {
                let on = if owner.type_name().contains("mysql") { "ON" } else { "on" };
                found
                    .because(WHY)
                    .help(format!(
                        "set `value = \"{on}\"` once all clients use TLS, or remove the resource: TLS is required by default"
                    ))
                    .fix_setting(&setting, on)
                    .fix_is_unsafe();
            }
        }
    }
}

fn message(owner: Resource<'_>) -> String {
    format!("`{}` accepts connections in clear text", owner.address())
}

const WHY: &str =
    "anyone who can see the network traffic reads queries and rows, and a client without TLS goes unnoticed";
