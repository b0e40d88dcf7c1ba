//! Databases whose certificate comes from a certificate authority that has expired.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "tls/expired-database-ca",
    level: Level::Error,
    severity: 53,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "aws_db_instance",
        "aws_rds_cluster",
        "aws_rds_cluster_instance",
        "aws_docdb_cluster_instance",
        "aws_rds_certificate",
    ],
    summary: "The certificate of a database comes from an expired certificate authority",
    page: include_str!("expired_database_ca.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R057"],
    check: Check::Resource(check),
};

const CURRENT: &str = "rds-ca-rsa2048-g1";

/// Authorities with the last day on which what they signed is valid.
///
/// Source: Amazon RDS, "Using SSL/TLS to encrypt a connection to a DB instance",
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html>, 2026-11-20. Some regions had a few
/// months more or less of `rds-ca-2019`.
const AUTHORITIES: &[(&str, &str)] = &[
    ("rds-ca-2015", "2020-03-05"),
    ("rds-ca-2017", "2022-05-18"),
    ("rds-ca-2019", "2024-08-22"),
    ("rds-ca-rsa2048-g1", "2061-05-21"),
    ("rds-ca-rsa4096-g1", "2121-05-21"),
    ("rds-ca-ecc384-g1", "2121-05-21"),
];

fn expiry(name: &str) -> Option<&'static str> {
    AUTHORITIES.iter().find(|authority| authority.0 == name).map(|authority| authority.1)
}

fn check(cx: &mut Context<'_>, database: Resource<'_>) {
    if database.is_data() {
        return;
    }
    let setting = database.setting(match database.type_name() {
        "aws_rds_cluster" => "ca_certificate_identifier",
        "aws_rds_certificate" => "certificate_identifier",
        _ => "ca_cert_identifier",
    });
    let today = cx.today().to_owned();
    let expired = |value: Value<'_>| match value.string() {
        // AWS chooses a current one.
        Read::Absent | Read::Null => Answer::No,
        Read::Known(name) => expiry(name).map_or(Answer::Unknown, |day| Answer::from(day < today.as_str())),
        Read::Unknown => Answer::Unknown,
    };
    let value = setting.value();
    let first = value.possibilities().find(|value| expired(*value) == Answer::Yes).unwrap_or(value);
    let name = first.string().known().unwrap_or_default();
    if let Read::Known(name) = value.string()
        && expiry(name).is_none()
    {
        cx.undecided_because(
            value,
            format!("`{name}` is not in the table of certificate authorities"),
            "a certificate authority of Amazon RDS",
        );
        return;
    }
    let day = expiry(name).unwrap_or_default();
    let message = format!("`{}` has a certificate from `{name}`, which expired on {day}", database.address());
    if let Some(found) = cx.reject(&setting, expired, message) {
        found
            .because("clients that verify the certificate cannot connect; if they stop verifying instead, an attacker on the network can pose as the database")
            .help(format!("give clients the current certificate bundle, then set `{CURRENT}`"))
            .fix_setting(&setting, CURRENT)
            .fix_is_unsafe();
    }
}
