//! Who is given which role, in whatever of the three ways it is written: a member, a binding, a whole policy.

use tollgate_sdk::{Answer, Resource, Value};

/// The data source that writes policies.
pub const POLICY: &str = "google_iam_policy";

/// A role, and whom it is given to: one or a list.
#[derive(Clone, Copy, Debug)]
pub struct Grant<'a> {
    pub role: Value<'a>,
    pub members: Value<'a>,
}

/// Whether a resource grants roles on a project, a folder or an organization.
pub fn is_of_level(resource: Resource<'_>) -> bool {
    const LEVELS: &[&str] = &["google_project", "google_folder", "google_organization"];
    let (level, kind) = resource.type_name().split_once("_iam_").unwrap_or_default();
    LEVELS.contains(&level) && matches!(kind, "member" | "binding" | "policy")
}

/// What a resource such as `google_project_iam_member`, `…_binding` or `…_policy` grants. A policy that is not known is
/// one grant of which nothing is known.
pub fn grants(resource: Resource<'_>) -> Vec<Grant<'_>> {
    if resource.type_name().ends_with("_iam_policy") {
        return grants_of_policy(resource.attr("policy_data"));
    }
    let name = if resource.type_name().ends_with("_iam_binding") { "members" } else { "member" };
    vec![Grant { role: resource.attr("role"), members: resource.attr(name) }]
}

fn grants_of_policy(policy: Value<'_>) -> Vec<Grant<'_>> {
    let source = policy.target().and_then(|target| target.resource()).filter(|source| source.type_name() == POLICY);
    let bindings = match source {
        Some(source) => source.attr("binding"),
        None => policy.document().attr("bindings"),
    };
    let listed = bindings.one_or_more().filter(|binding| !binding.is_unknown());
    let mut grants: Vec<_> =
        listed.map(|binding| Grant { role: binding.attr("role"), members: binding.attr("members") }).collect();
    if bindings.may_have_more() {
        grants.push(Grant { role: bindings, members: bindings });
    }
    grants
}

/// Whether one of the members is everybody, or everybody with an account at Google.
pub fn is_public(members: Value<'_>) -> Answer {
    members.judge(|members| {
        if members.is_unknown() {
            return is_everybody(members);
        }
        let rest = if members.may_have_more() { Answer::Unknown } else { Answer::No };
        members.one_or_more().map(is_everybody).fold(rest, Answer::or)
    })
}

/// The member that decides.
pub fn public_member(members: Value<'_>) -> Value<'_> {
    let is = |wanted: Answer| members.each().find(|member| is_everybody(*member) == wanted);
    is(Answer::Yes).or_else(|| is(Answer::Possible)).or_else(|| is(Answer::Unknown)).unwrap_or(members)
}

fn is_everybody(member: Value<'_>) -> Answer {
    // The `member` of a service account that is made in the same run.
    if is_made(member) {
        return Answer::No;
    }
    // A member that is not wholly known mostly says what it is: `serviceAccount:…`.
    if ["all", "specialGroup:", "iamMember:"].iter().all(|begin| member.starts_with(begin) == Answer::No) {
        return Answer::No;
    }
    member.judge(|member| member.string().test(names_everybody))
}

/// Datasets of BigQuery write what kind of member it is before it.
fn names_everybody(member: &str) -> bool {
    let name = ["specialGroup:", "iamMember:"].iter().find_map(|kind| member.strip_prefix(kind)).unwrap_or(member);
    matches!(name, "allUsers" | "allAuthenticatedUsers")
}

/// Whether the value is an attribute of a resource, such as the name of a role that is made in the same run: not known,
/// but none of those that Google has names for. That of a variable without a value may be any.
pub fn is_made(value: Value<'_>) -> bool {
    value.is_unknown() && value.target().is_some_and(|target| target.address().contains("google_"))
}
