//! Roles that allow more than anybody listed.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    objects::{kind, listed, names_one},
    rbac::{Grant, ROLES, item, texts},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/wildcard-role",
    level: Level::Warning,
    severity: 65,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: ROLES,
    summary: "A role allows everything, or everything with some kinds",
    page: include_str!("wildcard_role.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R295"],
    check: Check::Resource(check),
};

/// Groups whose kinds decide what runs, who may do what, and what is secret: with these, `*` is more than meant.
const POWERFUL: &[&str] =
    &["", "apps", "batch", "extensions", "rbac.authorization.k8s.io", "admissionregistration.k8s.io"];

fn check(cx: &mut Context<'_>, role: Resource<'_>) {
    for grant in Grant::all(role) {
        if grant.is_of_names() {
            continue;
        }
        if grant.rule.is_unknown() {
            cx.undecided(grant.rule);
            continue;
        }
        judge(cx, role, grant);
    }
    if role.attr("rules").may_have_more() {
        cx.undecided(role.attr("rules"));
    }
}

fn judge(cx: &mut Context<'_>, role: Resource<'_>, grant: Grant<'_>) {
    let is_of_cluster = kind(role) == "ClusterRole";
    let every_group = names_one(grant.groups(), &["*"]);
    let every_resource = names_one(grant.resources(), &["*"]);
    let every_verb = names_one(grant.verbs(), &["*"]);
    let all_kinds = every_resource.and(every_group.or(names_one(grant.groups(), &["", "rbac.authorization.k8s.io"])));
    // In one namespace, everything with a few kinds is what many controllers need.
    let all_verbs = every_verb.and(names_one(grant.groups(), POWERFUL)).and(Answer::from(is_of_cluster));
    match (all_kinds, all_verbs) {
        (Answer::Yes | Answer::Possible, _) => {
            let what = match every_verb {
                Answer::Yes => "everything".to_owned(),
                _ => listed(&texts(grant.verbs())),
            };
            let kinds = match (every_group, texts(grant.groups()).as_slice()) {
                (Answer::Yes, _) => "every kind".to_owned(),
                (_, [""]) => "every kind of the core API group, Secrets included".to_owned(),
                (_, groups) => format!("every kind of the API groups {}", listed(groups)),
            };
            let place = if is_of_cluster { "" } else { " in its namespace" };
            let finding = cx
                .report(item(grant.resources(), "*"), format!("`{}` allows {what} with {kinds}{place}", role.address()))
                .because("whoever has it, or breaks into a pod that has it, reads Secrets, starts pods on any node and gives itself the rest; kinds that are installed later are included")
                .help("list the kinds and verbs that are needed; the audit log shows which are used")
                .if_exists(role);
            settle(finding, all_kinds);
        }
        (_, Answer::Yes | Answer::Possible) => {
            let resources = listed(&texts(grant.resources()));
            let finding = cx
                .report(item(grant.verbs(), "*"), format!("`{}` allows everything with {resources} in all namespaces", role.address()))
                .because("`*` includes what nobody thinks of: `deletecollection`, `escalate`, `bind`, `impersonate`, and verbs that later versions add")
                .help("list the verbs that are needed, e.g. `[get, list, watch, create, update, patch, delete]`")
                .if_exists(role);
            settle(finding, all_verbs);
        }
        (Answer::Unknown, _) | (_, Answer::Unknown) => cx.undecided(grant.unknown()),
        (Answer::No, Answer::No) => {}
    }
}
