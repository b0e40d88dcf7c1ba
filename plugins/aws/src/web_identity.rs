//! Roles that whoever has a token of an OpenID Connect provider can assume: which provider a trust policy means, and
//! whether a condition says whose tokens.

use tollgate_sdk::{Answer, Existence, Resource, Value, View};

use crate::{
    policy::{self, Policy, Statement, any, place},
    written,
};

/// A provider that signs tokens for many customers, and one name for all of them.
#[derive(Clone, Copy, Debug)]
pub struct Issuer {
    pub name: &'static str,
    /// As in ARNs, and before the claim in keys of conditions.
    pub host: &'static str,
    /// Claims that say whose token it is.
    pub claims: &'static [&'static str],
}

pub const GITHUB: Issuer = Issuer {
    name: "GitHub",
    host: "token.actions.githubusercontent.com",
    claims: &["sub", "job_workflow_ref", "repository", "repository_id", "repository_owner", "repository_owner_id"],
};

/// The others. Where the audience is made by whoever asks for the token, it says nothing.
pub const SHARED: &[Issuer] = &[
    Issuer { name: "GitLab.com", host: "gitlab.com", claims: &["sub"] },
    Issuer { name: "HCP Terraform", host: "app.terraform.io", claims: &["sub"] },
    Issuer { name: "HCP Terraform", host: "app.eu.terraform.io", claims: &["sub"] },
    Issuer { name: "Buildkite", host: "agent.buildkite.com", claims: &["sub"] },
    Issuer { name: "Codefresh", host: "oidc.codefresh.io", claims: &["sub"] },
    Issuer { name: "DVC Studio", host: "studio.iterative.ai/api", claims: &["sub"] },
    Issuer { name: "Pulumi Cloud", host: "api.pulumi.com/oidc", claims: &["aud", "sub"] },
    Issuer { name: "Vercel", host: "oidc.vercel.com", claims: &["aud", "sub"] },
    Issuer { name: "Amazon Cognito", host: "cognito-identity.amazonaws.com", claims: &["aud", "sub"] },
    Issuer { name: "Google", host: "accounts.google.com", claims: &["aud", "sub", "oaud", "azp"] },
    Issuer { name: "Facebook", host: "graph.facebook.com", claims: &["app_id", "id"] },
    Issuer { name: "Login with Amazon", host: "www.amazon.com", claims: &["app_id", "user_id"] },
];

impl Issuer {
    /// The claim in a key of a condition. A customer may have an issuer of its own, with its name behind a slash. The
    /// `url` of a provider, which keys are made of, is written with a scheme and read without one.
    fn claim<'k>(&self, key: &'k str) -> Option<&'k str> {
        key.strip_prefix("https://").unwrap_or(key).strip_prefix(self.host)?.strip_prefix(':')
    }

    /// Whether it is the one that an ARN, a URL or the name alone says.
    fn is_in(&self, text: &str) -> bool {
        text.trim_end_matches('/').strip_suffix(self.host).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    }
}

/// The trust policies of roles.
pub fn trusts(view: View<'_>) -> impl Iterator<Item = Policy<'_>> {
    let roles = view.of("aws_iam_role").filter(|role| !role.is_data() && role.exists() != Existence::No);
    roles.map(|role| policy::attached(role, "assume_role_policy"))
}

/// Whether a statement lets those assume the role who have a token.
pub fn is_allowed(statement: &Statement<'_>) -> Answer {
    statement.allows().and(statement.names("sts:AssumeRoleWithWebIdentity"))
}

/// Whether a statement trusts the issuer. `open` is what a provider means of which nothing is known.
pub fn trusts_issuer(statement: &Statement<'_>, issuer: &Issuer, open: Answer) -> Answer {
    let named = statement.has_key(|_, key, _| Answer::from(issuer.claim(key).is_some()));
    if named == Answer::Yes {
        return named;
    }
    let federated = federated(statement);
    let of_one = |one: Value<'_>| {
        if !one.is_unknown() {
            return one.string().test(|text| issuer.is_in(text));
        }
        match provider(one) {
            Some(provider) => {
                let url = provider.attr("url");
                // The issuer of a cluster that does not exist yet is none of them.
                if url.is_unknown() && written::is_of_resource(url) {
                    Answer::No
                } else {
                    url.string().test(|url| issuer.is_in(url))
                }
            }
            // With conditions on others, it is one of them.
            None if statement.has_condition() != Answer::No => Answer::No,
            None => open,
        }
    };
    let rest = if federated.may_have_more() && !federated.is_unknown() { open } else { Answer::No };
    federated.judge(|list| list.one_or_more().fold(rest, |answer, one| answer.or(one.judge(of_one))))
}

pub fn federated<'a>(statement: &Statement<'a>) -> Value<'a> {
    statement.field("Principal").attr("Federated")
}

/// The provider in the configuration.
pub fn provider<'a>(federated: Value<'a>) -> Option<Resource<'a>> {
    federated.target().and_then(|target| target.resource())
}

/// Whether a condition says whose token it is. Each token has these claims, so `…IfExists` does as well.
pub fn names_owner(statement: &Statement<'_>, issuer: &Issuer) -> Answer {
    let is_claim = |key: &str| issuer.claim(key).is_some_and(|claim| issuer.claims.contains(&claim));
    statement.has_key(|test, key, values| if is_claim(key) { limits(test, values, is_open) } else { Answer::No })
}

/// Whether an operator limits a claim to some values, of which none `is_open`.
pub fn limits(test: &str, values: Value<'_>, is_open: fn(&str) -> bool) -> Answer {
    let test = test.rsplit_once(':').map_or(test, |(_, test)| test).trim_end_matches("IfExists");
    match test {
        "StringEquals" | "StringEqualsIgnoreCase" => Answer::Yes,
        "StringLike" => any(values, is_open).not(),
        _ => Answer::No,
    }
}

/// Whether a pattern matches things of more than one owner: `repo:*`, `repo:acme*`, `organization:*:project:a`, `*`.
fn is_open(pattern: &str) -> bool {
    let kind = pattern.split_once(':').filter(|(kind, _)| !kind.contains(['*', '?', '/']));
    let owner = kind.map_or(pattern, |(_, owner)| owner).split(['/', ':']).next().unwrap_or_default();
    owner.contains(['*', '?'])
}

/// The pattern that is to blame.
pub fn place_of_subject<'a>(statement: &Statement<'a>, issuer: &Issuer) -> Option<Value<'a>> {
    let tests = statement.field("Condition");
    let mut keys = tests.each().flat_map(|keys| keys.entries());
    let is_claim = |key: &str| issuer.claim(key).is_some_and(|claim| issuer.claims.contains(&claim));
    keys.find_map(|(key, values)| if is_claim(&key.to_ascii_lowercase()) { place(values, is_open) } else { None })
}

#[cfg(test)]
mod tests {
    use super::{GITHUB, SHARED, is_open};

    #[test]
    fn issuers() {
        assert!(GITHUB.is_in("arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"));
        assert!(GITHUB.is_in("https://token.actions.githubusercontent.com/"));
        assert!(!GITHUB.is_in("https://token.actions.githubusercontent.com/acme"));
        let is_shared = |text: &str| SHARED.iter().any(|issuer| issuer.is_in(text));
        assert!(is_shared("cognito-identity.amazonaws.com") && is_shared("https://gitlab.com"));
        assert!(!is_shared("https://mygitlab.com") && !is_shared("https://oidc.vercel.com/acme"));
    }

    #[test]
    fn patterns() {
        for (pattern, open) in [
            ("repo:acme/*", false),
            ("repo:acme*", true),
            ("repo:*", true),
            ("*", true),
            ("acme/shop", false),
            ("acme/shop/.github/workflows/a.yaml@*:x", false),
            ("project_path:acme/*:ref_type:branch:ref:main", false),
            ("project_path:*:ref_type:branch:ref:main", true),
            ("organization:acme:project:*:workspace:*:run_phase:*", false),
            ("organization:*:project:shop:workspace:*:run_phase:*", true),
            ("eu-west-1:*", true),
        ] {
            assert_eq!(is_open(pattern), open, "{pattern}");
        }
    }
}
