//! Objects that are put into the namespace `default`.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Read, Resource, Rule};

use crate::objects::{is_of_chart, is_of_cluster, kind};

pub const RULE: Rule = Rule {
    id: "kubernetes/default-namespace",
    level: Level::Off,
    severity: 20,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &["v1/*", "*/*/*"],
    summary: "An object is put into the namespace `default`",
    page: include_str!("default_namespace.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R298"],
    check: Check::Resource(check),
};

/// Kinds that are there to guard the namespace they are in.
const GUARDS: &[&str] =
    &["NetworkPolicy", "CiliumNetworkPolicy", "LimitRange", "ResourceQuota", "Role", "RoleBinding", "EndpointSlice"];

fn check(cx: &mut Context<'_>, object: Resource<'_>) {
    let namespace = object.attr("metadata").attr("namespace");
    let is_guard =
        GUARDS.contains(&kind(object)) || object.type_name() == "v1/ServiceAccount" && object.name() == "default";
    // Rendered without a release, a chart says the namespace that releases have when nobody chooses one.
    if is_guard || is_of_cluster(object) || is_of_chart(object) {
        return;
    }
    match namespace.string() {
        Read::Known("default") => {
            let _finding = cx
                .report(namespace, format!("`{}` is put into the namespace `default`", object.address()))
                .because("everybody's forgotten objects are there: roles, quotas and network policies are given to namespaces, and nobody can restrict one in which anything may be")
                .help("name a namespace of its own, or leave it out and let whoever applies it choose")
                .if_exists(object);
        }
        Read::Unknown => cx.undecided(namespace),
        _ => {}
    }
}
