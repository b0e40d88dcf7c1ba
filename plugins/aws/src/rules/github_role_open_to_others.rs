//! Roles that workflows of other people's repositories can assume.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Rule, Value, View};

use crate::{
    policy::{self, Statement, any, place},
    written,
};

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

const GITHUB: &str = "token.actions.githubusercontent.com";

/// Claims that say whose workflow it is.
const CLAIMS: [&str; 6] =
    ["sub", "job_workflow_ref", "repository", "repository_id", "repository_owner", "repository_owner_id"];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for role in view.of("aws_iam_role").filter(|role| !role.is_data() && role.exists() != Existence::No) {
        let policy = policy::attached(role, "assume_role_policy");
        for statement in &policy.statements {
            let is_allowed = statement.allows().and(statement.names("sts:AssumeRoleWithWebIdentity"));
            let answer = trusts_github(statement).and(is_allowed).and(names_owner(statement).not());
            let subject = place_of_subject(statement);
            let message = if subject.is_some() {
                format!(
                    "`{}` can be assumed by GitHub workflows of every owner that the pattern matches",
                    role.address()
                )
            } else {
                format!("`{}` can be assumed by every GitHub workflow", role.address())
            };
            let place = subject.unwrap_or(statement.field("Principal").attr("Federated"));
            if let Some(report) = policy.report(cx, statement, answer, place, message) {
                report
                    .because("GitHub signs tokens for everybody: an attacker creates a repository, requests a token in a workflow, and may do all that the role may do")
                    .help(format!("add a condition on `{GITHUB}:sub` that names your organization: with `StringEquals` such as `repo:acme/shop:ref:refs/heads/main`, with `StringLike` such as `repo:acme/*`"));
            }
        }
    }
}

fn trusts_github(statement: &Statement<'_>) -> Answer {
    let named = statement.has_key(|_, key, _| Answer::from(claim_of_github(key).is_some()));
    if named == Answer::Yes {
        return named;
    }
    let federated = statement.field("Principal").attr("Federated");
    let of_one = |one: Value<'_>| {
        if !one.is_unknown() {
            return one.string().test(|text| text.ends_with(GITHUB));
        }
        match one.target().and_then(|target| target.resource()) {
            Some(provider) => {
                let url = provider.attr("url");
                // The issuer of a cluster that does not exist yet is not GitHub.
                if url.is_unknown() && written::is_of_resource(url) {
                    Answer::No
                } else {
                    url.string().test(|url| url.trim_end_matches('/').ends_with(GITHUB))
                }
            }
            // With conditions on others, it is one of them.
            None if statement.has_condition() != Answer::No => Answer::No,
            None => Answer::Unknown,
        }
    };
    let rest = if federated.may_have_more() && !federated.is_unknown() { Answer::Unknown } else { Answer::No };
    federated.judge(|list| list.one_or_more().fold(rest, |answer, one| answer.or(one.judge(of_one))))
}

/// The claim in a key of a condition. An enterprise may have an issuer of its own, with its name behind a slash.
fn claim_of_github(key: &str) -> Option<&str> {
    key.strip_prefix(GITHUB)?.strip_prefix(':')
}

/// Whether a condition says whose workflow it is. Each token has these claims, so `…IfExists` does as well.
fn names_owner(statement: &Statement<'_>) -> Answer {
    statement.has_key(|test, key, values| {
        let is_claim = claim_of_github(key).is_some_and(|claim| CLAIMS.contains(&claim));
        let test = test.rsplit_once(':').map_or(test, |(_, test)| test).trim_end_matches("IfExists");
        match test {
            "StringEquals" | "StringEqualsIgnoreCase" if is_claim => Answer::Yes,
            "StringLike" if is_claim => any(values, is_open).not(),
            _ => Answer::No,
        }
    })
}

/// Whether a pattern matches things of more than one owner: `repo:*`, `repo:acme*`, `*`.
fn is_open(pattern: &str) -> bool {
    let owner = pattern.strip_prefix("repo:").unwrap_or(pattern).split(['/', ':']).next().unwrap_or_default();
    owner.contains(['*', '?'])
}

/// The pattern that is to blame.
fn place_of_subject<'a>(statement: &Statement<'a>) -> Option<Value<'a>> {
    let tests = statement.field("Condition");
    let mut keys = tests.each().flat_map(|keys| keys.entries());
    let subject = keys.find(|(key, _)| key.eq_ignore_ascii_case("token.actions.githubusercontent.com:sub"));
    subject.and_then(|(_, values)| place(values, is_open))
}
