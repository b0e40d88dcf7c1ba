//! Parameters of PostgreSQL that guard or record, and that were switched off.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "azure/postgresql-parameter-off",
    level: Level::Info,
    severity: 35,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["azurerm_postgresql_configuration", "azurerm_postgresql_flexible_server_configuration"],
    summary: "A log or a guard of PostgreSQL is switched off",
    page: include_str!("postgresql_parameter_off.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

/// A parameter that is on for a reason: what its absence does.
struct Parameter {
    name: &'static str,
    what: &'static str,
    why: &'static str,
}

const LOGINS: &str = "nobody can tell afterwards who was connected, from where and for how long";
const GUESSES: &str =
    "an address that tries one password after the other is not slowed down, and takes the connections that users need";

const PARAMETERS: &[Parameter] = &[
    Parameter { name: "log_connections", what: "does not log who connects", why: LOGINS },
    Parameter { name: "log_disconnections", what: "does not log when connections end", why: LOGINS },
    Parameter {
        name: "log_checkpoints",
        what: "does not log checkpoints",
        why: "when the database stands still under load, nothing shows that it was writing to the disk",
    },
    Parameter { name: "connection_throttling", what: "does not slow down failed logins", why: GUESSES },
    Parameter { name: "connection_throttle.enable", what: "does not slow down failed logins", why: GUESSES },
];

fn check(cx: &mut Context<'_>, configuration: Resource<'_>) {
    if configuration.is_data() {
        return;
    }
    let (name, setting) = (configuration.attr("name"), configuration.setting("value"));
    let is_off = |value: Value<'_>| {
        value.string().test(|text| ["off", "0", "false", "no"].iter().any(|off| text.eq_ignore_ascii_case(off)))
    };
    let Some(text) = name.string().known() else {
        if setting.value().judge(is_off) == Answer::Yes {
            cx.undecided(name);
        }
        return;
    };
    let Some(parameter) = PARAMETERS.iter().find(|one| text.eq_ignore_ascii_case(one.name)) else { return };
    let message = format!("`{}` {}", configuration.address(), parameter.what);
    if let Some(found) = cx.reject(&setting, is_off, message) {
        found.because(parameter.why).help("set `value = \"on\"`").fix_setting(&setting, "on").fix_is_unsafe();
    }
}
