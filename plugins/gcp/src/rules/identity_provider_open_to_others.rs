//! Identity pools that accept tokens of other people's pipelines.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, firewall::Conditions};

pub const RULE: Rule = Rule {
    id: "gcp/identity-provider-open-to-others",
    level: Level::Error,
    severity: 75,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["google_iam_workload_identity_pool_provider"],
    summary: "An identity pool accepts tokens that a shared service signs for anybody",
    page: include_str!("identity_provider_open_to_others.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

/// Issuers that sign for all customers of a service: what it is called, and a condition that names one customer.
const SHARED: &[(&str, &str, &str)] = &[
    ("token.actions.githubusercontent.com", "GitHub", "assertion.repository_owner_id == '1234567'"),
    ("gitlab.com", "GitLab.com", "assertion.namespace_id == '1234567'"),
    ("app.terraform.io", "HCP Terraform", "assertion.terraform_organization_id == 'org-ABCDEFGH'"),
    ("agent.buildkite.com", "Buildkite", "assertion.organization_slug == 'acme'"),
];

fn check(cx: &mut Context<'_>, provider: Resource<'_>) {
    if provider.is_data() {
        return;
    }
    let issuer = provider.block("oidc").attr("issuer_uri");
    let is_shared = issuer.judge(|issuer| issuer.string().test(|text| shared(text).is_some()));
    let condition = provider.attr("attribute_condition");
    let accepts_all = condition.judge(|condition| match condition.string() {
        Read::Known(text) => Answer::from(matches!(text.trim(), "" | "true")),
        // One that is known in part says something, mostly `assertion.repository_owner == '…`.
        Read::Unknown if !condition.known_start().trim().is_empty() => Answer::No,
        Read::Unknown => Answer::Unknown,
        Read::Absent | Read::Null => Answer::Yes,
    });
    let disabled = provider.attr("disabled");
    let is_on = disabled.judge(|value| value.bool().or(false).test(|disabled| !disabled));
    let answer = Conditions::default().and(is_shared, issuer).and(accepts_all, condition).and(is_on, disabled).hold(cx);
    if !matches!(answer, Answer::Yes | Answer::Possible) {
        return;
    }
    let of_service = issuer.possibilities().find_map(|issuer| shared(issuer.string().known()?));
    let (service, example) = of_service.unwrap_or(("a shared service", "assertion.sub == '…'"));
    let place = if condition.is_unset() { issuer } else { condition };
    let found = cx
        .report(place, format!("`{}` accepts the tokens of everybody who uses {service}", provider.address()))
        .because("the service signs tokens for all of its customers: an attacker opens an account, has a job of their own ask for one, and is a member of the pool; one grant to the pool, or to a name that they can choose, is theirs")
        .help(format!("say whose tokens are meant, best by an id that nobody else can get: `attribute_condition = \"{example}\"`"));
    if answer == Answer::Possible {
        found.possible();
    }
}

/// The service that signs as this issuer, and a condition. The issuer of one enterprise has its name behind a slash.
fn shared(issuer: &str) -> Option<(&'static str, &'static str)> {
    let host = issuer.trim().strip_prefix("https://")?.trim_end_matches('/');
    SHARED.iter().find(|(name, ..)| host.eq_ignore_ascii_case(name)).map(|(_, service, example)| (*service, *example))
}
