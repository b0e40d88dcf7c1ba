//! Replicas that may all be on one node.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, Value, View};

use crate::{
    labels::selects,
    pods::{Pod, WORKLOADS, kind, with_workloads, workloads},
    scale::{Replicas, SCALERS},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/replicas-on-one-node",
    level: Level::Off,
    severity: 15,
    precision: Precision::Medium,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "All replicas may be on one node",
    page: include_str!("replicas_on_one_node.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R287"],
    check: Check::Linked(check),
};

const TYPES: [&str; WORKLOADS.len() + 2] = with_workloads(&SCALERS);

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let kinds = ["Deployment", "StatefulSet", "Rollout"];
    for workload in workloads(view).filter(|one| kinds.contains(&kind(*one)) && Pod::of(*one).is_written()) {
        let Some(replicas) = Replicas::of(workload) else { continue };
        let pod = Pod::of(workload);
        let (several, spread) = (replicas.at_least(2), is_spread(&pod));
        match several.and(spread.not()) {
            Answer::No => {}
            Answer::Unknown if several == Answer::Unknown => cx.undecided(replicas.said),
            Answer::Unknown => cx.undecided(open(&pod)),
            answer @ (Answer::Yes | Answer::Possible) => {
                let finding = cx
                    .report(workload, format!("nothing keeps the pods of `{}` from one node", workload.address()))
                    .because("they were to survive the loss of one: the scheduler only prefers to spread them, and where one node has room and the others have little, all of them go there")
                    .help("add `topologySpreadConstraints` with `topologyKey: kubernetes.io/hostname` and its own labels, or a `podAntiAffinity`")
                    .related(replicas.said, "several run")
                    .if_exists(workload);
                settle(finding, answer);
            }
        }
    }
}

/// Whether the pod says anything that keeps it from others like it, or that prefers it.
fn is_spread(pod: &Pod<'_>) -> Answer {
    let is_own = |selector: Value<'_>| {
        // Without a selector it is about nobody.
        selector.judge(|value| if value.is_unset() { Answer::No } else { selects(value, pod.labels()) })
    };
    let any = |list: Value<'_>, selector: fn(Value<'_>) -> Value<'_>| {
        let found = list.each().map(|one| is_own(selector(one))).fold(Answer::No, Answer::or);
        if list.may_have_more() { found.or(Answer::Unknown) } else { found }
    };
    let affinity = pod.spec().attr("affinity").attr("podAntiAffinity");
    let required =
        any(affinity.attr("requiredDuringSchedulingIgnoredDuringExecution"), |term| term.attr("labelSelector"));
    let preferred = any(affinity.attr("preferredDuringSchedulingIgnoredDuringExecution"), |term| {
        term.attr("podAffinityTerm").attr("labelSelector")
    });
    let constraints = any(pod.spec().attr("topologySpreadConstraints"), |one| one.attr("labelSelector"));
    required.or(preferred).or(constraints)
}

/// What is in the way of an answer.
fn open<'a>(pod: &Pod<'a>) -> Value<'a> {
    let affinity = pod.spec().attr("affinity").attr("podAntiAffinity");
    let all = [pod.spec().attr("topologySpreadConstraints"), affinity, pod.labels()];
    all.into_iter().find(Value::may_have_more).unwrap_or(pod.spec())
}
