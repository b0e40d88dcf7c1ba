//! Roles that allow nearly everything.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View};

use crate::iam::{self, grants, is_made};

pub const RULE: Rule = Rule {
    id: "gcp/basic-role",
    level: Level::Warning,
    severity: 65,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[iam::POLICY, "google_project_iam_*", "google_folder_iam_*", "google_organization_iam_*"],
    summary: "A grant gives the basic role owner or editor",
    page: include_str!("basic_role.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R165"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for resource in view.resources() {
        if resource.is_data() || resource.exists() == Existence::No || !iam::is_of_level(resource) {
            continue;
        }
        for grant in grants(resource) {
            judge(cx, resource, grant.role);
        }
    }
}

fn judge(cx: &mut Context<'_>, resource: Resource<'_>, role: Value<'_>) {
    // A role that is not wholly known may still begin as no basic role does.
    let begins = role.starts_with("roles/owner").or(role.starts_with("roles/editor"));
    if begins == Answer::No || is_made(role) {
        return;
    }
    let is_basic = role.judge(|role| role.string().test(|role| matches!(role, "roles/owner" | "roles/editor")));
    match is_basic {
        Answer::No => {}
        Answer::Unknown => cx.undecided(role),
        answer => {
            let name = role.string().known().unwrap_or("roles/editor");
            let found = cx
                .report(role, format!("`{}` grants the basic role `{name}`", resource.address()))
                .because("it holds thousands of permissions in all services: an attacker who steals one key of its holder controls the whole project")
                .help("grant roles of the services in use, such as `roles/run.developer`; the IAM role recommender suggests them")
                .if_exists(resource);
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}
