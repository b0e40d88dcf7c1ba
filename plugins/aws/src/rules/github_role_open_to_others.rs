//! Roles that workflows of other people's repositories can assume.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View};

use crate::web_identity::{self, GITHUB, names_owner, place_of_subject, trusts_issuer};

pub const RULE: Rule = Rule {
    id: "aws/github-role-open-to-others",
    level: Level::Error,
    severity: 90,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_iam_openid_connect_provider", "aws_iam_role"],
    summary: "A role can be assumed by GitHub workflows of anybody",
    page: include_str!("github_role_open_to_others.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R156"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for policy in web_identity::trusts(view) {
        for statement in &policy.statements {
            let answer = trusts_issuer(statement, &GITHUB, Answer::Unknown)
                .and(web_identity::is_allowed(statement))
                .and(names_owner(statement, &GITHUB).not());
            let subject = place_of_subject(statement, &GITHUB);
            let role = policy.owner.address();
            let message = if subject.is_some() {
                format!("`{role}` can be assumed by GitHub workflows of every owner that the pattern matches")
            } else {
                format!("`{role}` can be assumed by every GitHub workflow")
            };
            let place = subject.unwrap_or(web_identity::federated(statement));
            if let Some(report) = policy.report(cx, statement, answer, place, message) {
                report
                    .because("GitHub signs tokens for everybody: an attacker creates a repository, requests a token in a workflow, and may do all that the role may do")
                    .help("add a condition on `token.actions.githubusercontent.com:sub` that names your organization: with `StringEquals` such as `repo:acme/shop:ref:refs/heads/main`, with `StringLike` such as `repo:acme/*`");
            }
        }
    }
}
