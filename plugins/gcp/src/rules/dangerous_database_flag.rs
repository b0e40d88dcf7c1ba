//! Flags that let those who reach a database reach more.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::sql;

pub const RULE: Rule = Rule {
    id: "gcp/dangerous-database-flag",
    level: Level::Warning,
    severity: 45,
    precision: Precision::High,
    inputs: &["terraform"],
    types: sql::TYPES,
    summary: "A flag of a Cloud SQL instance opens more than the database",
    page: include_str!("dangerous_database_flag.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

/// Flags, and what an attacker does with them when they are on.
const FLAGS: &[(&str, &str)] = &[
    (
        "local_infile",
        "an attacker who can write one query, as by SQL injection, loads files of the client into a table and reads them there",
    ),
    ("external scripts enabled", "who may run queries then runs programs in R and Python on the server"),
    (
        "cross db ownership chaining",
        "who owns an object in one database then reads and writes objects of the same owner in all others, without a grant",
    ),
    (
        "contained database authentication",
        "the owner of one database makes users with passwords of their own, past the logins, rules and locks of the server",
    ),
];

fn check(cx: &mut Context<'_>, database: Resource<'_>) {
    if database.is_data() {
        return;
    }
    for (name, value) in sql::flags(database) {
        let Some((_, why)) = FLAGS.iter().find(|(flag, _)| *flag == name) else { continue };
        let is_on = |text: &str| text.eq_ignore_ascii_case("on") || text == "1";
        let on = value.judge(|value| value.string().test(is_on));
        match on {
            Answer::No => {}
            Answer::Unknown => cx.undecided(value),
            _ => {
                let found = cx
                    .report(value, format!("the flag `{name}` of `{}` is on", database.address()))
                    .because(*why)
                    .help("set it to `off`, unless a program is known to need it");
                if on == Answer::Possible {
                    found.possible();
                }
            }
        }
    }
}
