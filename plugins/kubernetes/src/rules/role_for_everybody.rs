//! Roles of a whole team that everybody has.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{objects::kind, rbac::BINDINGS, security::settle};

pub const RULE: Rule = Rule {
    id: "kubernetes/role-for-everybody",
    level: Level::Warning,
    severity: 72,
    precision: Precision::VeryHigh,
    inputs: &["kubernetes"],
    types: BINDINGS,
    summary: "Every account of the cluster is bound to `admin`, `edit` or `view`",
    page: include_str!("role_for_everybody.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R296"],
    check: Check::Resource(check),
};

/// Groups, and who is in them. Those who show no credentials are the matter of `kubernetes/anonymous-access`.
const GROUPS: &[(&str, &str)] = &[
    ("system:authenticated", "everybody who logs in, every program of the cluster included"),
    ("system:serviceaccounts", "every program of the cluster"),
];

fn check(cx: &mut Context<'_>, binding: Resource<'_>) {
    let is_of_namespace = kind(binding) == "RoleBinding";
    let reference = binding.attr("roleRef");
    let name = reference.attr("name");
    let is_meant = |name: &str| match name {
        "admin" | "edit" => true,
        // What everybody may see of one namespace may well be meant for everybody.
        "view" => !is_of_namespace,
        // `cluster-admin` has a rule of its own, and roles that were written for all are for all.
        _ => false,
    };
    let of_role = name
        .judge(|name| name.string().test(is_meant))
        .and(reference.attr("kind").judge(|kind| kind.string().test(|kind| kind == "ClusterRole")));
    if of_role == Answer::No {
        return;
    }
    let subjects = binding.attr("subjects");
    for subject in subjects.each() {
        let group = subject.attr("name");
        let is_everybody = |text: &str| GROUPS.iter().any(|(known, _)| *known == text);
        let answer = group.judge(|group| group.string().test(is_everybody)).and(of_role);
        match answer {
            Answer::No => {}
            Answer::Unknown => cx.undecided(if group.is_unknown() { group } else { name }),
            Answer::Yes | Answer::Possible => {
                let known = group.string().known().unwrap_or_default();
                let who = GROUPS.iter().find(|(name, _)| *name == known).map_or("everybody", |(_, who)| *who);
                let what = name.string().known().unwrap_or("a role");
                let place = if is_of_namespace { "in its namespace" } else { "in all namespaces" };
                let why = if what == "view" {
                    "it shows what runs where, with all settings and variables, and the logs of all pods: a map for whoever breaks into any pod, or gets any account"
                } else {
                    "it reads the Secrets there and starts pods as any ServiceAccount: whoever breaks into one pod, wherever that is, goes on from there"
                };
                let finding = cx
                    .report(group, format!("`{}` gives `{what}` {place} to {who}", binding.address()))
                    .because(why)
                    .help("bind it to the group of people or to the ServiceAccount that needs it, with a RoleBinding in each namespace that is meant; on GKE `system:authenticated` is everybody with a Google account")
                    .if_exists(binding);
                settle(finding, answer);
            }
        }
    }
    if subjects.may_have_more() {
        cx.undecided(subjects);
    }
}
