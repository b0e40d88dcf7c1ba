//! RDS databases that accept connections in clear text.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "tls/rds-force-ssl-off",
    level: Level::Error,
    severity: 65,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_db_parameter_group", "aws_rds_cluster_parameter_group"],
    summary: "A parameter group lets database clients connect in clear text",
    page: include_str!("rds_force_ssl_off.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R056"],
    check: Check::Resource(check),
};

/// Parameter, and the value that demands TLS.
const PARAMETERS: &[(&str, &str)] = &[("rds.force_ssl", "1"), ("require_secure_transport", "ON")];

fn check(cx: &mut Context<'_>, group: Resource<'_>) {
    if group.is_data() {
        return;
    }
    let parameters = group.attr("parameter");
    for parameter in parameters.each() {
        let (name, value) = (parameter.attr("name"), parameter.attr("value"));
        let named = |wanted: &str| name.judge(|name| name.string().test(|text| text.eq_ignore_ascii_case(wanted)));
        // A name that is unknown may be either: one of them speaks for both.
        let Some((on, named)) = PARAMETERS.iter().map(|(wanted, on)| (on, named(wanted))).find(|it| it.1 != Answer::No)
        else {
            continue;
        };
        match named.and(value.judge(turns_off)) {
            Answer::No => {}
            Answer::Unknown => cx.undecided(if value.is_unknown() { value } else { name }),
            answer => report(cx, group, value, on, answer),
        }
    }
    if parameters.may_have_more() {
        cx.undecided(parameters);
    }
}

fn turns_off(value: Value<'_>) -> Answer {
    value.string().test(|text| ["0", "OFF", "FALSE"].iter().any(|off| text.eq_ignore_ascii_case(off)))
}

fn report(cx: &mut Context<'_>, group: Resource<'_>, value: Value<'_>, on: &str, answer: Answer) {
    let finding = cx
        .report(value, format!("`{}` lets clients connect in clear text", group.address()))
        .because("anyone who can see the network traffic reads queries, rows and, with some drivers, the password; a client without TLS goes unnoticed")
        .help(format!("set the parameter to `{on}` once all clients use TLS"))
        .fix_set(value, on)
        .fix_is_unsafe();
    if answer == Answer::Possible {
        finding.possible();
    }
}
