//! Databases that are told to let in everybody.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value, secrets};

use crate::hosts::settle;

pub const RULE: Rule = Rule {
    id: "compose/database-without-password",
    level: Level::Warning,
    severity: 68,
    precision: Precision::High,
    inputs: &["compose"],
    types: &["compose/service"],
    summary: "A database is told to ask for no password",
    page: include_str!("database_without_password.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R230"],
    check: Check::Resource(check),
};

/// A variable that switches the password off.
struct Switch {
    name: &'static str,
    switches: fn(&str) -> bool,
    /// Whether a password that is given as well is asked for.
    yields: bool,
    what: &'static str,
    help: &'static str,
}

const HELP_MYSQL: &str = "remove it, and give a password as a file: `MYSQL_ROOT_PASSWORD_FILE: /run/secrets/NAME`; `MYSQL_RANDOM_ROOT_PASSWORD` is enough when nobody logs in as root";
const HELP_MARIADB: &str = "remove it, and give a password as a file: `MARIADB_ROOT_PASSWORD_FILE: /run/secrets/NAME`; `MARIADB_RANDOM_ROOT_PASSWORD` is enough when nobody logs in as root";

/// Sources: the descriptions and start scripts of the images.
const SWITCHES: &[Switch] = &[
    Switch {
        name: "POSTGRES_HOST_AUTH_METHOD",
        switches: |text| text.eq_ignore_ascii_case("trust"),
        yields: false,
        what: "lets everybody who reaches it log in as any user",
        help: "remove it, and give a password as a file: `POSTGRES_PASSWORD_FILE: /run/secrets/NAME`; a database that was set up with `trust` keeps it in its `pg_hba.conf`",
    },
    Switch {
        name: "MYSQL_ALLOW_EMPTY_PASSWORD",
        switches: is_anything,
        yields: true,
        what: "has a root user without a password",
        help: HELP_MYSQL,
    },
    Switch {
        name: "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
        switches: is_anything,
        yields: true,
        what: "has a root user without a password",
        help: HELP_MARIADB,
    },
    Switch {
        name: "ALLOW_EMPTY_PASSWORD",
        switches: |text| matches!(text.to_ascii_lowercase().as_str(), "yes" | "true" | "1"),
        yields: true,
        what: "asks for no password",
        help: "remove it, and give a password as a file, such as `REDIS_PASSWORD_FILE: /run/secrets/NAME`",
    },
];

/// These images look only whether there is a value: `no` switches the password off as well.
fn is_anything(text: &str) -> bool {
    !text.is_empty()
}

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    let environment = service.attr("environment");
    let mut is_told = false;
    for switch in SWITCHES {
        let value = environment.attr(switch.name);
        if value.is_unset() {
            continue;
        }
        let is_off = value.judge(|value| value.string().test(switch.switches));
        let given = if switch.yields { gives_password(environment) } else { Answer::No };
        match is_off.and(given.not()) {
            Answer::No => {}
            Answer::Unknown => {
                is_told = true;
                cx.undecided(if value.is_unknown() { value } else { environment });
            }
            answer @ (Answer::Yes | Answer::Possible) => {
                let finding = cx
                    .report(value, format!("the database of `{}` {}", service.address(), switch.what))
                    .because("whoever reaches its port is admin of the data: every container on its networks, one that was broken into included, and everybody else once the port is published")
                    .help(switch.help);
                settle(finding, answer);
            }
        }
    }
    if environment.is_unknown() && !is_told {
        cx.undecided(environment);
    }
}

/// Whether a password, or that there is to be a random one, is said as well: then that is what holds.
fn gives_password(environment: Value<'_>) -> Answer {
    let is_one = |name: &str| {
        let name = name.strip_suffix("_FILE").unwrap_or(name);
        name.ends_with("PASSWORD") && (secrets::class(name).is_some() || name.contains("RANDOM_ROOT"))
    };
    let given = |(_, value): (&str, Value<'_>)| match value.string() {
        Read::Known(text) => Answer::from(!text.is_empty()),
        // From the environment of who starts the project, where it may be missing.
        Read::Unknown | Read::Absent | Read::Null => Answer::Unknown,
    };
    environment.entries().filter(|(name, _)| is_one(name)).map(given).fold(Answer::No, Answer::or)
}
