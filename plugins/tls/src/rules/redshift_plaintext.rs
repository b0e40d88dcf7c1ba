//! Redshift data warehouses that accept connections in clear text.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "tls/redshift-plaintext",
    level: Level::Error,
    severity: 65,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_redshift_parameter_group", "aws_redshiftserverless_workgroup"],
    summary: "A Redshift data warehouse lets clients connect in clear text",
    page: include_str!("redshift_plaintext.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R063"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, owner: Resource<'_>) {
    if owner.is_data() {
        return;
    }
    let (parameters, name, value) = if owner.type_name() == "aws_redshift_parameter_group" {
        (owner.attr("parameter"), "name", "value")
    } else {
        (owner.attr("config_parameter"), "parameter_key", "parameter_value")
    };
    let mut is_there = if parameters.may_have_more() { Answer::Unknown } else { Answer::No };
    for parameter in parameters.each() {
        let named = parameter.attr(name).judge(|name| name.string().test(|text| text == "require_ssl"));
        is_there = is_there.or(named);
        if named == Answer::Yes {
            written(cx, owner, parameter, value);
        }
    }
    match is_there.not().and(is_off_by_default(owner)) {
        Answer::No => {}
        Answer::Unknown if parameters.may_have_more() => cx.undecided(parameters),
        Answer::Unknown => {
            let unknown = parameters.each().map(|parameter| parameter.attr(name)).find(|name| name.is_unknown());
            cx.undecided(unknown.unwrap_or(owner.attr("family")));
        }
        answer => absent(cx, owner, answer),
    }
}

/// The first family of parameters does not require TLS, the second does; so do workgroups.
fn is_off_by_default(owner: Resource<'_>) -> Answer {
    if owner.type_name() == "aws_redshift_parameter_group" {
        owner.attr("family").judge(|family| family.string().test(|text| text == "redshift-1.0"))
    } else {
        Answer::No
    }
}

fn written(cx: &mut Context<'_>, owner: Resource<'_>, parameter: Value<'_>, name: &str) {
    let setting = parameter.setting(name);
    let off = |value: Value<'_>| {
        value.string().test(|text| !["true", "1", "on"].iter().any(|on| text.eq_ignore_ascii_case(on)))
    };
    if let Some(found) = cx.reject(&setting, off, message(owner)) {
        found.because(WHY).help("set `require_ssl` to `true`").fix_setting(&setting, "true").fix_is_unsafe();
    }
}

fn absent(cx: &mut Context<'_>, group: Resource<'_>, answer: Answer) {
    // No fix: the group may have parameters already, and a block cannot be put beside those.
    let found = cx
        .report(group, message(group))
        .because(WHY)
        .help("add a `parameter` with the name `require_ssl` and the value `true`: the family `redshift-1.0` does not require TLS by default");
    if answer == Answer::Possible {
        found.possible();
    }
}

fn message(owner: Resource<'_>) -> String {
    format!("`{}` lets clients connect in clear text", owner.address())
}

const WHY: &str =
    "anyone who can see the network traffic reads queries and rows, and a client without TLS goes unnoticed";
