//! Policies with which their holder gets the credentials of everybody else.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View};

use crate::policy::{self, IDENTITY_TYPES, any, any_resource, covers, is_every, is_every_action};

pub const RULE: Rule = Rule {
    id: "aws/policy-reads-all-secrets",
    level: Level::Warning,
    severity: 65,
    precision: Precision::High,
    inputs: &["terraform"],
    types: IDENTITY_TYPES,
    summary: "A policy gives its holder all credentials of a kind in the account",
    page: include_str!("policy_reads_all_secrets.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R153"],
    check: Check::Project(check),
};

/// An action that returns credentials, the kind of thing in its ARN, and what it returns.
const ACTIONS: [(&str, &str, &str); 13] = [
    // `BatchGetSecretValue` returns what `GetSecretValue` is allowed for.
    ("secretsmanager:GetSecretValue", "secret", "every secret of Secrets Manager"),
    ("ssm:GetParameter", "parameter", PARAMETERS),
    ("ssm:GetParameters", "parameter", PARAMETERS),
    ("ssm:GetParametersByPath", "parameter", PARAMETERS),
    ("ssm:GetParameterHistory", "parameter", PARAMETERS),
    ("sts:AssumeRole", "role", "a session of every role that trusts the account"),
    ("redshift:GetClusterCredentials", "dbuser", "a password for every user of every Redshift cluster"),
    ("redshift-serverless:GetCredentials", "workgroup", "a login to every workgroup of Redshift Serverless"),
    ("rds-db:connect", "dbuser", "a login as every user of every database"),
    ("dsql:DbConnectAdmin", "cluster", "a login as the administrator of every Aurora DSQL cluster"),
    ("dsql:DbConnect", "cluster", "a login to every Aurora DSQL cluster"),
    ("lightsail:GetInstanceAccessDetails", "Instance", "a key for every Lightsail instance"),
    ("lightsail:DownloadDefaultKeyPair", "KeyPair", "the default key of Lightsail"),
];
const PARAMETERS: &str = "every parameter of Systems Manager, with the passwords and keys among them";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for policy in policy::identity(view) {
        for statement in &policy.statements {
            let holder = statement.allows_holder();
            // The others are reported for allowing everything.
            if holder == Answer::No
                || any(statement.field("Action"), is_every_action) == Answer::Yes
                || statement.names_by_exception("iam:PutRolePolicy") == Answer::Yes
            {
                continue;
            }
            let mut seen: Vec<&str> = Vec::new();
            for (action, kind, what) in ACTIONS {
                let names = any(statement.field("Action"), |pattern| covers(pattern, action));
                if names == Answer::No {
                    continue;
                }
                // A user of a database is named as `dbuser:DATABASE/USER`.
                let is_every_user = |pattern: &str| kind == "dbuser" && pattern.ends_with(":dbuser:*/*");
                let on_every =
                    any_resource(statement.field("Resource"), |one| is_every(kind, one) || is_every_user(one));
                let answer = holder.and(names).and(on_every.or(statement.on_everything()));
                let answer = if answer == Answer::No { answer } else { answer.and(policy.denies(action).not()) };
                if answer == Answer::No || seen.contains(&what) {
                    continue;
                }
                seen.push(what);
                let message = format!("`{}` gives its holder {what}", policy.owner.address());
                if let Some(report) = policy.report(cx, statement, answer, statement.place_of_action(action), message) {
                    report
                        .because(format!("with one leaked session an attacker can use `{action}` on everything in the account, including what belongs to other teams and what is added later"))
                        .help(format!("list the resources it needs in `Resource`; an ARN with a prefix such as `{}` is enough", prefix(kind)));
                }
            }
        }
        policy.report_unread(cx);
    }
}

/// The end of an ARN of things of a kind that belong together.
fn prefix(kind: &str) -> String {
    match kind {
        "secret" => "secret:orders/*".to_owned(),
        "dbuser" => "dbuser:orders/app".to_owned(),
        kind => format!("{kind}/orders-*"),
    }
}
