//! Search domains whose access policy admits everybody, with nothing else in between.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, View};

use crate::{
    policy,
    project::{is_beside, managed},
    written::{is_given, is_on},
};

pub const RULE: Rule = Rule {
    id: "aws/search-domain-open-to-anyone",
    level: Level::Error,
    severity: 85,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[DOMAINS[0], DOMAINS[1], POLICIES[0], POLICIES[1]],
    summary: "The access policy of an OpenSearch domain lets everybody on the internet in",
    page: include_str!("search_domain_open_to_anyone.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Project(check),
};

const DOMAINS: [&str; 2] = ["aws_elasticsearch_domain", "aws_opensearch_domain"];
const POLICIES: [&str; 2] = ["aws_elasticsearch_domain_policy", "aws_opensearch_domain_policy"];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for domain in managed(view, &DOMAINS) {
        judge(cx, domain, Some(domain));
    }
    for policy in managed(view, &POLICIES) {
        judge(cx, policy, domain_of(view, policy));
    }
}

fn judge(cx: &mut Context<'_>, owner: Resource<'_>, domain: Option<Resource<'_>>) {
    // A domain of another configuration may be in a VPC.
    let is_guarded = domain.map_or(Answer::Possible, is_guarded);
    if is_guarded == Answer::Yes {
        return;
    }
    let policy = policy::attached(owner, "access_policies");
    for statement in &policy.statements {
        let answer = match (statement.is_public(), is_guarded) {
            (Answer::Yes, Answer::Unknown) => Answer::Possible,
            (public, guarded) => public.and(guarded.not()),
        };
        let message = format!("`{}` lets anybody on the internet use the domain", owner.address());
        if let Some(report) = policy.report(cx, statement, answer, statement.place_of_anyone(), message) {
            report
                .because("the endpoint answers on the internet, and the principal `*` needs no signature: scanners find such domains within days, copy the documents and delete them for a ransom")
                .help("name the roles that use it in `Principal`, or limit the statement with `aws:SourceIp`; better, put the domain into a VPC, or switch on `advanced_security_options`, so that everybody has to log in");
        }
    }
    policy.report_unread(cx);
}

/// Whether something else decides who gets in: security groups in a VPC, or users with passwords and roles.
fn is_guarded(domain: Resource<'_>) -> Answer {
    let in_vpc = domain.setting("vpc_options.subnet_ids").value().judge(is_given);
    let security = domain.block("advanced_security_options");
    let has_users = is_on(security.attr("enabled")).and(is_on(security.attr("anonymous_auth_enabled")).not());
    in_vpc.or(has_users)
}

/// The domain to which a separate policy belongs.
fn domain_of<'a>(view: View<'a>, policy: Resource<'a>) -> Option<Resource<'a>> {
    let name = policy.attr("domain_name");
    let target = name.target().and_then(|target| target.resource()).filter(|domain| !domain.is_data());
    target.or_else(|| {
        let name = name.string().known()?;
        let is_named = |domain: &Resource<'_>| domain.attr("domain_name").string().known() == Some(name);
        managed(view, &DOMAINS).find(|domain| is_beside(*domain, policy) && is_named(domain))
    })
}
