//! Who may do everything.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{
    glob::matches_one,
    objects::{kind, listed},
    rbac::{BINDINGS, subject_name},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/cluster-admin-binding",
    level: Level::Warning,
    severity: 75,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: BINDINGS,
    summary: "Somebody is bound to cluster-admin",
    page: include_str!("cluster_admin_binding.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"allowed_subjects":{"type":"array","items":{"type":"string"},"default":[],"description":"Who may be cluster-admin: `namespace/name` of a ServiceAccount, or the name of a user or group; `*` stands for any run of characters."},"groups":{"type":"boolean","default":false,"description":"Also report groups of people."}}}"#,
    fix: Fix::None,
    answers: &["R296"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, binding: Resource<'_>) {
    let role = binding.attr("roleRef");
    let name = role.attr("name");
    let is_admin = name.judge(|name| name.string().test(|name| name == "cluster-admin"));
    let is_of_cluster = role.attr("kind").judge(|kind| kind.string().test(|kind| kind == "ClusterRole"));
    match is_admin.and(is_of_cluster) {
        Answer::No => return,
        Answer::Unknown | Answer::Possible => return cx.undecided(if name.is_unknown() { name } else { role }),
        Answer::Yes => {}
    }
    let subjects = binding.attr("subjects");
    let meant: Vec<String> = subjects
        .each()
        .filter(|subject| !is_fine(cx.options(), *subject))
        .map(|subject| subject_name(subject))
        .collect();
    if meant.is_empty() {
        if subjects.may_have_more() {
            cx.undecided(subjects);
        }
        return;
    }
    let who = listed(&meant.iter().map(String::as_str).collect::<Vec<_>>());
    let (what, why) = if kind(binding) == "RoleBinding" {
        (
            "may do everything in the namespace of",
            "whoever breaks into a pod with that account reads the Secrets of the namespace, starts what he likes there and gives rights to others",
        )
    } else {
        (
            "may do everything in the cluster, by",
            "whoever breaks into a pod with that account, or finds its token in a log of the build, owns all namespaces and nodes",
        )
    };
    let _finding = cx
        .report(name, format!("{who} {what} `{}`", binding.address()))
        .because(why)
        .help("bind a role that lists what is needed, in the namespaces where it is needed; name those that must be admins in the option `allowed_subjects`")
        .if_exists(binding);
}

/// Those who are meant to be admins: groups of people, whose members are somebody else's business, and `system:masters`.
fn is_fine(options: Value<'_>, subject: Value<'_>) -> bool {
    let name = subject_name(subject);
    let is_group = subject.attr("kind").string() == Read::Known("Group");
    let is_of_people = is_group && !name.starts_with("system:");
    let groups = options.attr("groups").bool().known() == Some(true);
    subject.is_unknown()
        || name == "system:masters"
        || is_of_people && !groups
        || matches_one(options.attr("allowed_subjects"), &name)
}
