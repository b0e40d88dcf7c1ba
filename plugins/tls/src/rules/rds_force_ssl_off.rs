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

const BECAUSE: &str = "anyone who can see the network traffic reads queries, rows and, with some drivers, the password; a client without TLS goes unnoticed";

fn check(cx: &mut Context<'_>, group: Resource<'_>) {
    if group.is_data() {
        return;
    }
    let parameters = group.attr("parameter");
    let mut is_set = Answer::No;
    for parameter in parameters.each() {
        let (name, value) = (parameter.attr("name"), parameter.attr("value"));
        let named = |wanted: &str| name.judge(|name| name.string().test(|text| text.eq_ignore_ascii_case(wanted)));
        // A name that is unknown may be either: one of them speaks for both.
        let Some((on, named)) = PARAMETERS.iter().map(|(wanted, on)| (on, named(wanted))).find(|it| it.1 != Answer::No)
        else {
            continue;
        };
        is_set = is_set.or(named);
        match named.and(value.judge(turns_off)) {
            Answer::No => {}
            Answer::Unknown => cx.undecided(if value.is_unknown() { value } else { name }),
            answer => report(cx, group, value, on, answer),
        }
    }
    if parameters.may_have_more() {
        cx.undecided(parameters);
    } else if is_set == Answer::No {
        by_default(cx, group);
    }
}

/// The parameter that the engine of a family has for it, and the value that demands TLS, where the family does not
/// demand it by itself.
fn optional_by_default(family: &str) -> Option<(&'static str, &'static str)> {
    const POSTGRES: (&str, &str) = PARAMETERS[0];
    const MYSQL: (&str, &str) = PARAMETERS[1];
    let number = |begin: &str| {
        let version = family.strip_prefix(begin)?;
        let mut parts = version.split('.').map(|part| part.parse::<u32>().ok());
        Some((parts.next()??, parts.next().flatten().unwrap_or(0)))
    };
    if let Some((major, _)) = number("aurora-postgresql") {
        (major < 17).then_some(POSTGRES)
    } else if let Some((major, _)) = number("postgres") {
        (major < 15).then_some(POSTGRES)
    } else if let Some(version) = number("mariadb") {
        (version < (11, 8)).then_some(MYSQL)
    } else if let Some(version) = number("aurora-mysql").or_else(|| number("mysql")) {
        (version <= (8, 0)).then_some(MYSQL)
    } else {
        family.starts_with("sqlserver-").then_some(POSTGRES)
    }
}

/// A group that leaves it to the engine.
fn by_default(cx: &mut Context<'_>, group: Resource<'_>) {
    let family = group.setting("family");
    let is_optional = |text: &str| {
        // Of Aurora, only the groups of clusters have the parameter.
        let is_elsewhere = text.starts_with("aurora") && group.type_name() == "aws_db_parameter_group";
        optional_by_default(text).filter(|_| !is_elsewhere)
    };
    let mut known = family.value().possibilities().filter_map(|value| value.string().known());
    let found = known.find_map(|text| Some((text, is_optional(text)?)));
    let (text, (name, on)) = found.unwrap_or_default();
    let message = format!("`{}` lets clients connect in clear text, which is the default of `{text}`", group.address());
    let is_wrong = |family: Value<'_>| family.string().test(|text| is_optional(text).is_some());
    if let Some(found) = cx.reject(&family, is_wrong, message) {
        found.because(BECAUSE).help(format!("set the parameter `{name}` to `{on}` once all clients use TLS"));
    }
}

fn turns_off(value: Value<'_>) -> Answer {
    value.string().test(|text| ["0", "OFF", "FALSE"].iter().any(|off| text.eq_ignore_ascii_case(off)))
}

fn report(cx: &mut Context<'_>, group: Resource<'_>, value: Value<'_>, on: &str, answer: Answer) {
    let finding = cx
        .report(value, format!("`{}` lets clients connect in clear text", group.address()))
        .because(BECAUSE)
        .help(format!("set the parameter to `{on}` once all clients use TLS"))
        .fix_set(value, on)
        .fix_is_unsafe();
    if answer == Answer::Possible {
        finding.possible();
    }
}

#[cfg(test)]
mod tests {
    use super::optional_by_default;

    #[test]
    fn families() {
        let parameter = |family| optional_by_default(family).map(|(name, _)| name);
        for family in ["mysql5.7", "mysql8.0", "aurora-mysql8.0", "aurora-mysql5.7", "mariadb10.11", "mariadb11.4"] {
            assert_eq!(parameter(family), Some("require_secure_transport"), "{family}");
        }
        for family in ["postgres9.6", "postgres14", "aurora-postgresql16", "sqlserver-se-16.0"] {
            assert_eq!(parameter(family), Some("rds.force_ssl"), "{family}");
        }
        for family in ["postgres15", "aurora-postgresql17", "mariadb11.8", "mysql8.4", "oracle-ee-19", "aurora5.6", ""]
        {
            assert_eq!(parameter(family), None, "{family}");
        }
    }
}
