//! PostgreSQL that does not write down who connects, and what they do.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::sql;

pub const RULE: Rule = Rule {
    id: "gcp/database-without-connection-logs",
    level: Level::Off,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: sql::TYPES,
    summary: "A Cloud SQL instance does not log who connects, or what they do",
    page: include_str!("database_without_connection_logs.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"flags":{"type":"array","items":{"type":"string"},"default":["log_connections","log_disconnections","cloudsql.enable_pgaudit"],"description":"Flags of PostgreSQL that must be on."}}}"#,
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

const FLAGS: &[&str] = &["log_connections", "log_disconnections", "cloudsql.enable_pgaudit"];

fn check(cx: &mut Context<'_>, database: Resource<'_>) {
    let version = database.attr("database_version");
    let is_postgres = version.starts_with("POSTGRES");
    // A copy without settings takes those of its source.
    if database.is_data() || is_postgres == Answer::No || database.attr("settings").is_unset() {
        return;
    }
    let option = cx.options().attr("flags");
    let wanted: Vec<&str> = if option.is_absent() {
        FLAGS.to_vec()
    } else {
        option.each().filter_map(|flag| flag.string().known()).collect()
    };
    let list = database.block("settings").attr("database_flags");
    let mut answer = Answer::No;
    let mut missing = Vec::new();
    let mut decides = list;
    for flag in wanted {
        let written = sql::flags(database).find(|(name, _)| *name == flag).map(|(_, value)| value);
        let off = match written {
            Some(value) => value.judge(|value| value.string().test(|text| !is_on(text))),
            None if list.may_have_more() => Answer::Unknown,
            None => Answer::Yes,
        };
        match off {
            Answer::No => continue,
            Answer::Unknown => decides = written.unwrap_or(list),
            _ => missing.push(format!("`{flag}`")),
        }
        answer = answer.or(off);
    }
    match answer.and(is_postgres) {
        Answer::No => {}
        Answer::Unknown => cx.undecided(if is_postgres == Answer::Unknown { version } else { decides }),
        answer => {
            let message = format!("`{}` runs without {}", database.address(), missing.join(", "));
            let place = if list.each().next().is_some() { list } else { database.block("settings") };
            let found = cx
                .report(place, message)
                .because("after a break-in nobody can tell who connected, from where and until when, and what they read or changed")
                .help("add a `database_flags` block for each to `settings`, with `value = \"on\"`");
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}

/// PostgreSQL 18 takes a list of what to log of a connection.
fn is_on(text: &str) -> bool {
    !["off", "false", "no", "0", ""].iter().any(|off| text.eq_ignore_ascii_case(off))
}
