//! Namespaces that are made here, with workloads, and without any NetworkPolicy.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, View};

use crate::{
    glob,
    objects::is_of_chart,
    pods::{Pod, is_workload},
    policies::{FOREIGN, POLICIES, WITH_WORKLOADS},
    relations::{are_together, namespace},
    rules::pod_without_network_policy,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/namespace-without-network-policy",
    level: Level::Info,
    severity: 40,
    precision: Precision::Medium,
    inputs: &["kubernetes"],
    types: &WITH_WORKLOADS,
    summary: "No NetworkPolicy guards a namespace that is made together with its workloads",
    page: include_str!("namespace_without_network_policy.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R290"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    // One finding for one mistake: then each pod is named.
    if cx.section("rules").attr(pod_without_network_policy::RULE.id).attr("everywhere").bool().known() == Some(true) {
        return;
    }
    let is_there = |one: &Resource<'_>| one.exists() != Existence::No;
    let is_any = |types: &[&str], one: Resource<'_>| types.iter().any(|ty| glob::matches(ty, one.type_name()));
    let all: Vec<Resource<'_>> = view.resources().filter(is_there).collect();
    // A chart says little about the cluster around it.
    for made in view.of("v1/Namespace").filter(is_there).filter(|made| !is_of_chart(*made)) {
        let name = made.attr("metadata").attr("name");
        let Some(written) = name.string().known() else { continue };
        let beside = || all.iter().copied().filter(|one| are_together(*one, made));
        let inside = |one: &Resource<'_>| namespace(*one).known() == Some(written);
        let mut workloads = beside().filter(inside).filter(|one| is_workload(*one) && has_pods_of_its_own(*one));
        let Some(first) = workloads.next() else { continue };
        let policies = || beside().filter(|one| is_any(POLICIES, *one));
        if policies().any(|policy| inside(&policy)) {
            continue;
        }
        let unplaced = policies().find(|policy| namespace(*policy).is_unknown());
        let foreign = beside().find(|one| is_any(&FOREIGN, *one));
        if unplaced.or(foreign).is_some() {
            let reason = "whether a network policy guards this namespace is not known";
            cx.undecided_because(name, reason, "the namespaces of policies, and policies of the network plugin");
            continue;
        }
        let _finding = cx
            .report(name, format!("no NetworkPolicy guards the namespace `{written}`"))
            .because("its pods take connections from every pod of the cluster and may open them to everybody: whoever breaks into any pod, in any namespace, has them in reach")
            .help("add policies for what the workloads need, DNS (port 53 of `kube-system`) included, and then one with `podSelector: {}` and both `policyTypes` that denies the rest; `Ingress` alone is a beginning that cuts nothing the pods ask for")
            .related(first, "a workload in it")
            .if_exists(made);
    }
}

/// What makes pods, other than those in the network of their node, where no policy holds.
fn has_pods_of_its_own(workload: Resource<'_>) -> bool {
    let spec = Pod::of(workload).spec();
    let is_on_host = spec.attr("hostNetwork").judge(|value| value.bool().test(|on| on));
    !spec.is_unset() && workload.type_name() != "v1/PodTemplate" && is_on_host != Answer::Yes
}
