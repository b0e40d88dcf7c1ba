//! Roles that customers of a service that signs tokens can assume, whoever they are.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View};

use crate::web_identity::{self, SHARED, names_owner, place_of_subject, trusts_issuer};

pub const RULE: Rule = Rule {
    id: "aws/web-identity-role-open-to-others",
    level: Level::Error,
    severity: 90,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_iam_openid_connect_provider", "aws_iam_role"],
    summary: "A role can be assumed by every customer of an identity provider",
    page: include_str!("web_identity_role_open_to_others.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for policy in web_identity::trusts(view) {
        for statement in &policy.statements {
            let allowed = web_identity::is_allowed(statement);
            let mut is_told = false;
            for issuer in SHARED {
                // A provider of which nothing is known is for the rule about subjects.
                let answer =
                    trusts_issuer(statement, issuer, Answer::No).and(allowed).and(names_owner(statement, issuer).not());
                // An issuer that is not known might be each of them.
                if answer == Answer::No || is_told && answer == Answer::Unknown {
                    continue;
                }
                is_told = true;
                let subject = place_of_subject(statement, issuer);
                let (role, name) = (policy.owner.address(), issuer.name);
                let message = if subject.is_some() {
                    format!("`{role}` can be assumed with tokens of {name} of every customer that the pattern matches")
                } else {
                    format!("`{role}` can be assumed with every token of {name}")
                };
                let place = subject.unwrap_or(web_identity::federated(statement));
                if let Some(report) = policy.report(cx, statement, answer, place, message) {
                    let claim = issuer.claims.first().unwrap_or(&"sub");
                    report
                        .because(format!("{name} signs tokens for everybody: an attacker gets an account there, requests a token, and may do all that the role may do"))
                        .help(format!("add a condition on `{}:{claim}` that only your own tokens meet", issuer.host));
                }
            }
        }
    }
}
