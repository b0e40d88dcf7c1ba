//! Pods that the NetworkPolicies beside them leave out.

use std::collections::{BTreeMap, BTreeSet};

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Read, Resource, Rule, View};

use crate::{
    glob,
    pods::{Pod, WORKLOADS},
    policies::{FOREIGN, POLICIES, WITH_WORKLOADS},
    relations::namespace,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/pod-without-network-policy",
    level: Level::Info,
    severity: 40,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &WITH_WORKLOADS,
    summary: "The NetworkPolicies of a namespace leave out a pod",
    page: include_str!("pod_without_network_policy.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"everywhere":{"type":"boolean","default":false,"description":"Also report pods of namespaces for which there is no NetworkPolicy here at all."}}}"#,
    fix: Fix::None,
    answers: &["R290"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let all: Vec<Resource<'_>> = view.resources().filter(|one| one.exists() != Existence::No).collect();
    let of = |types: &[&str]| -> Vec<Resource<'_>> {
        let is_one = |one: &&Resource<'_>| types.iter().any(|ty| glob::matches(ty, one.type_name()));
        all.iter().filter(is_one).copied().collect()
    };
    let policies = of(POLICIES);
    let mut selected: BTreeMap<u32, Answer> = BTreeMap::new();
    for (one, answer) in policies.iter().filter_map(|policy| policy.attr("spec").selected()).flatten() {
        let so_far = selected.entry(one.index()).or_insert(Answer::No);
        *so_far = so_far.or(answer);
    }
    let guarded: BTreeMap<Place<'_>, Resource<'_>> =
        policies.iter().filter_map(|policy| Some((place(*policy)?, *policy))).collect();
    let unread: BTreeSet<(&str, &str)> = of(&FOREIGN).iter().map(|one| (one.root(), one.variant())).collect();
    let is_everywhere = cx.options().attr("everywhere").bool().known() == Some(true);
    for workload in of(WORKLOADS) {
        let pod = Pod::of(workload);
        // What makes no pod, and what is in the network of its node, where no policy holds.
        let is_on_host = pod.spec().attr("hostNetwork").judge(|value| value.bool().test(|on| on));
        if pod.spec().is_unset() || workload.type_name() == "v1/PodTemplate" || is_on_host == Answer::Yes {
            continue;
        }
        let beside = place(workload).and_then(|place| guarded.get(&place)).copied();
        if beside.is_none() && !is_everywhere {
            continue;
        }
        let is_read = !unread.contains(&(workload.root(), workload.variant()));
        match selected.get(&workload.index()).copied().unwrap_or(Answer::No) {
            Answer::Yes => {}
            Answer::No if is_read => report(cx, &pod, beside),
            _ => {
                let reason = "whether a network policy selects these pods is not known";
                cx.undecided_because(workload, reason, "their labels, and policies of the network plugin");
            }
        }
    }
}

fn report(cx: &mut Context<'_>, pod: &Pod<'_>, beside: Option<Resource<'_>>) {
    let others = if beside.is_some() { ", and others in its namespace are selected" } else { "" };
    let message = format!("no NetworkPolicy selects the pods of `{}`{others}", pod.address());
    let finding = cx
        .report(pod.workload, message)
        .because("a pod that no policy selects takes connections from every pod of the cluster and may open them to everybody: whoever breaks into one has the rest in reach")
        .help("select its labels in a policy, or add one with `podSelector: {}` that denies for the whole namespace what no other allows")
        .if_exists(pod.workload);
    if let Some(policy) = beside {
        let _finding = finding.related(policy, "one of the policies that leave it out");
    }
}

/// What is applied together, and the namespace; `None` for that of whoever applies it.
type Place<'a> = (&'a str, &'a str, Option<&'a str>);

fn place(object: Resource<'_>) -> Option<Place<'_>> {
    let namespace = match namespace(object) {
        Read::Known(namespace) => Some(namespace),
        Read::Absent | Read::Null => None,
        Read::Unknown => return None,
    };
    Some((object.root(), object.variant(), namespace))
}
