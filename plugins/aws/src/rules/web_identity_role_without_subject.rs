//! Roles that everybody can assume who gets a token of one's own identity provider.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Rule, Value, View, glob};

use crate::{
    policy::Statement,
    web_identity::{self, GITHUB, SHARED, limits, provider, trusts_issuer},
};

pub const RULE: Rule = Rule {
    id: "aws/web-identity-role-without-subject",
    level: Level::Warning,
    severity: 65,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_iam_openid_connect_provider", "aws_iam_role"],
    summary: "A role can be assumed with every token of an identity provider",
    page: include_str!("web_identity_role_without_subject.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Project(check),
};

/// Whose tokens a provider signs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// For the service accounts of a cluster of EKS.
    Cluster,
    /// For whoever logs in.
    Other,
}

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for policy in web_identity::trusts(view) {
        for statement in &policy.statements {
            // Other rules are about these.
            let is_shared = |issuer| trusts_issuer(statement, issuer, Answer::No) != Answer::No;
            if is_shared(&GITHUB) || SHARED.iter().any(is_shared) {
                continue;
            }
            // Of a principal that is not known at all, nobody knows that it is a provider.
            let is_provider = if statement.field("Principal").is_unknown() { Answer::Unknown } else { Answer::Yes };
            let allowed = web_identity::is_allowed(statement).and(is_provider);
            for one in web_identity::federated(statement).one_or_more() {
                let Some(kind) = kind(one) else { continue };
                let answer = allowed.and(is_limited(statement, kind).not());
                let role = policy.owner.address();
                let message = match kind {
                    Kind::Cluster => format!("`{role}` can be assumed by every service account of the cluster"),
                    Kind::Other => format!("`{role}` can be assumed with every token of its identity provider"),
                };
                let Some(report) = policy.report(cx, statement, answer, one, message) else { continue };
                match kind {
                    Kind::Cluster => report
                        .because("each pod gets such a token when it asks for one: whoever takes over any pod of the cluster, or may create one in any namespace, may do all that the role may do")
                        .help("add a condition on `ISSUER:sub`, such as `system:serviceaccount:shop:api`, and one on `ISSUER:aud` with `sts.amazonaws.com`"),
                    Kind::Other => report
                        .because("everybody and everything that can log in there may do all that the role may do")
                        .help("add a condition on `ISSUER:sub` that names who is meant"),
                };
            }
        }
    }
}

/// None is not a provider of OpenID Connect, or nothing at all.
fn kind(federated: Value<'_>) -> Option<Kind> {
    let of_url = |url: &str| if url.contains("oidc.eks.") { Kind::Cluster } else { Kind::Other };
    match federated.string() {
        Read::Known(text) => (!text.contains(":saml-provider/")).then(|| of_url(text)),
        Read::Unknown => {
            let url = provider(federated).map(|provider| provider.attr("url"));
            let is_cluster = || url.is_some_and(|url| url.refs().any(|one| one.address().contains("aws_eks_cluster")));
            match url.and_then(|url| url.string().known()) {
                Some(url) => Some(of_url(url)),
                None if is_cluster() => Some(Kind::Cluster),
                None => (!federated.refs().any(|one| one.address().contains("saml_provider"))).then_some(Kind::Other),
            }
        }
        _ => None,
    }
}

/// Whether a condition says who is meant. One whose key is not known, such as that of an issuer that does not exist yet,
/// is taken for one on the subject.
fn is_limited(statement: &Statement<'_>, kind: Kind) -> Answer {
    let conditioned = statement.has_condition();
    if conditioned == Answer::Unknown && !statement.field("Condition").is_unknown() {
        return Answer::Yes;
    }
    if kind == Kind::Other || conditioned != Answer::Yes {
        return conditioned;
    }
    let subject =
        statement.has_key(
            |test, key, values| {
                if key.ends_with(":sub") { limits(test, values, is_every_account) } else { Answer::No }
            },
        );
    if subject == Answer::Unknown { Answer::Yes } else { subject }
}

/// Whether a pattern leaves no service account out.
fn is_every_account(pattern: &str) -> bool {
    ["system:serviceaccount:kube-system:a", "system:serviceaccount:shop:b"]
        .iter()
        .all(|one| glob::matches(pattern, one))
}
