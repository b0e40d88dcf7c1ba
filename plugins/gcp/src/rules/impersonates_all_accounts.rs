//! Roles to act as every service account of a project, or of more.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View};

use crate::iam::{self, grants, is_made};

pub const RULE: Rule = Rule {
    id: "gcp/impersonates-all-accounts",
    level: Level::Warning,
    severity: 60,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[iam::POLICY, "google_project_iam_*", "google_folder_iam_*", "google_organization_iam_*"],
    summary: "A grant lets somebody act as every service account of a project",
    page: include_str!("impersonates_all_accounts.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"roles":{"type":"array","items":{"type":"string"},"default":["roles/iam.serviceAccountTokenCreator","roles/iam.serviceAccountKeyAdmin","roles/iam.serviceAccountAdmin","roles/iam.workloadIdentityUser"],"description":"Roles that must be granted on single service accounts only."}}}"#,
    fix: Fix::None,
    answers: &[],
    check: Check::Project(check),
};

const ROLES: &[&str] = &[
    "roles/iam.serviceAccountTokenCreator",
    "roles/iam.serviceAccountKeyAdmin",
    "roles/iam.serviceAccountAdmin",
    "roles/iam.workloadIdentityUser",
];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let option = cx.options().attr("roles");
    let roles: Vec<&str> = if option.is_absent() {
        ROLES.to_vec()
    } else {
        option.each().filter_map(|role| role.string().known()).collect()
    };
    for resource in view.resources() {
        if resource.is_data() || resource.exists() == Existence::No || !iam::is_of_level(resource) {
            continue;
        }
        for grant in grants(resource).into_iter().filter(|grant| !are_agents(grant.members)) {
            judge(cx, resource, grant.role, &roles);
        }
    }
}

/// Whether all members are service agents, with which services of Google act: some of these need such a role.
fn are_agents(members: Value<'_>) -> bool {
    let mut listed = members.one_or_more().peekable();
    let is_agent = |member: Value<'_>| member.starts_with("serviceAccount:service-") == Answer::Yes;
    listed.peek().is_some() && listed.all(is_agent) && !(members.is_list() && members.may_have_more())
}

fn judge(cx: &mut Context<'_>, resource: Resource<'_>, role: Value<'_>, roles: &[&str]) {
    // A role that is not wholly known may still begin as none of these does.
    let begins = roles.iter().map(|wanted| role.starts_with(wanted)).fold(Answer::No, Answer::or);
    if begins == Answer::No || is_made(role) {
        return;
    }
    let is_one = role.judge(|role| role.string().test(|text| roles.contains(&text)));
    match is_one {
        Answer::No => {}
        Answer::Unknown => cx.undecided(role),
        _ => {
            let level = resource.type_name().split('_').nth(1).unwrap_or("project");
            let found = cx
                .report(role, format!("`{}` lets its member act as every service account of the {level}", resource.address()))
                .because("the rights of all accounts become those of the member: an attacker who gets its token takes on the most powerful account and leaves that account's name in the logs")
                .help("grant the role on the one service account that is meant, with `google_service_account_iam_member`")
                .if_exists(resource);
            if is_one == Answer::Possible {
                found.possible();
            }
        }
    }
}
