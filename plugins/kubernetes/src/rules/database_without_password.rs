//! Databases that are told to let in everybody.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value, secrets};

use crate::{
    pods::{Container, Pod, WORKLOADS, each_container},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/database-without-password",
    level: Level::Warning,
    severity: 68,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A database is told to ask for no password",
    page: include_str!("database_without_password.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R273"],
    check: Check::Resource(check),
};

/// Variables that switch the password off: the name, the values that do (none: all of them, since the image looks only
/// whether there is one), and whether a password that is given as well is asked for.
///
/// Sources: the descriptions and start scripts of the images.
const SWITCHES: &[(&str, &[&str], bool)] = &[
    ("POSTGRES_HOST_AUTH_METHOD", &["trust"], false),
    ("MYSQL_ALLOW_EMPTY_PASSWORD", &[], true),
    ("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", &[], true),
    ("ALLOW_EMPTY_PASSWORD", &["yes", "true", "1"], true),
];

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    each_container(cx, workload, |cx, pod, container| {
        let variables = container.attr("env");
        for variable in variables.each() {
            judge(cx, pod, container, variable);
        }
        if variables.may_have_more() {
            cx.undecided(variables);
        }
    });
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>, variable: Value<'_>) {
    let Some(name) = variable.attr("name").string().known() else { return };
    let Some((_, values, yields)) = SWITCHES.iter().find(|(known, ..)| *known == name) else { return };
    let value = variable.attr("value");
    let is_one = |text: &str| {
        if values.is_empty() { !text.is_empty() } else { values.iter().any(|known| known.eq_ignore_ascii_case(text)) }
    };
    let is_off = value.judge(|value| value.string().test(is_one));
    let given = if *yields { gives_password(container) } else { Answer::No };
    match is_off.and(given.not()) {
        Answer::No => {}
        Answer::Unknown if value.is_unknown() => cx.undecided(value),
        Answer::Unknown => {
            let reason = "whether the container gets a password as well is not known";
            cx.undecided_because(value, reason, "its other variables");
        }
        answer @ (Answer::Yes | Answer::Possible) => {
            let finding = cx
                .report(value, format!("the database in {} asks for no password, by `{name}`", container.describe(pod)))
                .because("whoever reaches its port is admin of the data: every pod of the cluster, as long as no NetworkPolicy keeps it away, and one that was broken into is enough")
                .help("remove the variable, and give a password from a Secret, mounted as a file or with `valueFrom.secretKeyRef`; a database that was set up without one keeps it so until it is changed there");
            settle(finding, answer);
        }
    }
}

/// Whether a password, or that there is to be a random one, is said as well: then that is what holds.
fn gives_password(container: Container<'_>) -> Answer {
    let is_password = |name: &str| {
        let name = name.strip_suffix("_FILE").unwrap_or(name);
        name.ends_with("PASSWORD") && (secrets::class(name).is_some() || name.contains("RANDOM_ROOT"))
    };
    let given = |variable: Value<'_>| {
        let name = variable.attr("name").judge(|name| name.string().test(is_password));
        let value = match variable.attr("value").string() {
            Read::Known(text) => Answer::from(!text.is_empty()),
            Read::Unknown => Answer::Unknown,
            Read::Absent | Read::Null => Answer::from(!variable.attr("valueFrom").is_unset()),
        };
        name.and(value)
    };
    let (variables, sources) = (container.attr("env"), container.attr("envFrom"));
    let may_be_elsewhere = variables.may_have_more() || sources.may_have_more() || sources.each().next().is_some();
    let written = variables.each().map(given).fold(Answer::No, Answer::or);
    if may_be_elsewhere { written.or(Answer::Unknown) } else { written }
}
