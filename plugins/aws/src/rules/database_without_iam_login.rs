//! Databases into which one can log in with a password only.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    databases::unless_replica,
    when::{When, reject_when},
    written::is_off,
};

pub const RULE: Rule = Rule {
    id: "aws/database-without-iam-login",
    level: Level::Off,
    severity: 25,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_db_instance", "aws_neptune_cluster", "aws_rds_cluster"],
    summary: "A database does not accept logins with IAM",
    page: include_str!("database_without_iam_login.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

/// Engines of RDS that have it, by how their names begin.
const ENGINES: &[&str] = &["aurora", "mariadb", "mysql", "postgres"];

fn check(cx: &mut Context<'_>, database: Resource<'_>) {
    if database.is_data() {
        return;
    }
    let login = database.setting("iam_database_authentication_enabled");
    let message = format!("`{}` does not accept logins with IAM", database.address());
    // An instance takes its engine from the snapshot that it is restored from.
    let engine = database.attr("engine");
    if database.type_name() == "aws_db_instance" && engine.is_unset() {
        if unless_replica(database).answer() != Answer::No && is_off(login.value()) != Answer::No {
            let reason = "not all engines accept logins with IAM, and the engine is that of what it is restored from";
            cx.undecided_because(engine, reason, "`engine`");
        }
        return;
    }
    let when = if database.type_name() == "aws_neptune_cluster" { unless_replica(database) } else { when(database) };
    if let Some(found) = reject_when(cx, when, &login, is_off, message) {
        found
            .because("its passwords last until somebody changes them: one that leaks opens the database to whoever can reach it, and nobody sees which person or program used it")
            .help("set `iam_database_authentication_enabled = true`, allow the roles of its clients `rds-db:connect` as the user they need (`neptune-db:connect` for Neptune), and let them log in with a token, which is good for 15 minutes")
            .fix_setting(&login, true)
            .fix_is_unsafe();
    }
}

/// Where the engine has it.
fn when(database: Resource<'_>) -> When<'_> {
    let is_of = |text: &str| ENGINES.iter().any(|engine| text.starts_with(engine));
    unless_replica(database).and(database.attr("engine"), |engine| engine.string().or("aurora").test(is_of)).and(
        database.attr("engine_mode"),
        |mode| match mode.string().or("provisioned") {
            read if read.is_unknown() => Answer::Unknown,
            read => read.test(|mode| mode != "serverless"),
        },
    )
}
