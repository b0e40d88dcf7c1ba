//! Deployments that end all old pods before new ones start.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value, View};

use crate::{
    pods::{Pod, WORKLOADS, kind, with_workloads, workloads},
    scale::{Replicas, SCALERS},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/recreate-strategy",
    level: Level::Info,
    severity: 20,
    precision: Precision::Medium,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "Each rollout ends all pods before it starts new ones",
    page: include_str!("recreate_strategy.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"single":{"type":"boolean","default":false,"description":"Whether Deployments of a single pod count as well."}}}"#,
    fix: Fix::None,
    answers: &["R288"],
    check: Check::Linked(check),
};

const CLAIM: &str = "v1/PersistentVolumeClaim";
const TYPES: [&str; WORKLOADS.len() + 3] = with_workloads(&[CLAIM, SCALERS[0], SCALERS[1]]);

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let fewest = if cx.options().attr("single").bool() == Read::Known(true) { 1 } else { 2 };
    for workload in workloads(view).filter(|one| kind(*one) == "Deployment") {
        let Some(replicas) = Replicas::of(workload) else { continue };
        let Some((value, all)) = ends_all(workload, &replicas) else { continue };
        let enough = replicas.at_least(fewest);
        match all.and(enough).and(needs_it(&Pod::of(workload)).not()) {
            Answer::No => {}
            Answer::Unknown => cx.undecided(if all == Answer::Yes { replicas.said } else { value }),
            answer @ (Answer::Yes | Answer::Possible) => {
                let finding = cx
                    .report(value, format!("each rollout of `{}` ends all its pods at once", workload.address()))
                    .because("from then until new pods have been scheduled, have pulled their image and have started, nothing answers; a version that does not start keeps it so")
                    .help("use `RollingUpdate`, with a `maxUnavailable` that leaves some; where two versions must never run at once, say so in a suppression")
                    .if_exists(workload);
                settle(finding, answer);
            }
        }
    }
}

/// What of the strategy may end all pods at once, and whether it does.
fn ends_all<'a>(workload: Resource<'a>, replicas: &Replicas<'_>) -> Option<(Value<'a>, Answer)> {
    let strategy = workload.attr("spec").attr("strategy");
    let ty = strategy.attr("type");
    let recreates = ty.judge(|value| value.string().test(|ty| ty == "Recreate"));
    if recreates != Answer::No {
        return Some((ty, recreates));
    }
    let gone = strategy.attr("rollingUpdate").attr("maxUnavailable");
    let is_all = |text: &str| match (text.strip_suffix('%'), replicas.count) {
        (Some(percent), _) => percent.parse().is_ok_and(|percent: u32| percent >= 100),
        // Of one pod, one is what is gone when it is replaced first.
        (None, Read::Known(count)) => text.parse().is_ok_and(|gone: i64| gone >= count && count > 1),
        (None, _) => false,
    };
    let all = gone.judge(|value| value.string().test(is_all));
    (!gone.is_unset()).then_some((gone, all))
}

/// Whether two of its pods cannot run at once: they have a volume that one node, or one pod, holds, or a port of the
/// node. `No` only where all of that is known.
fn needs_it(pod: &Pod<'_>) -> Answer {
    let of_node = pod.spec().attr("hostNetwork").judge(|value| value.bool().test(|on| on));
    let ports = pod.containers().flat_map(|container| container.attr("ports").each());
    let host_ports = ports.map(|port| port.attr("hostPort").judge(|value| value.int().test(|port| port > 0)));
    let volumes = pod.spec().attr("volumes");
    let held = volumes.each().map(is_held).fold(Answer::No, Answer::or);
    let held = if volumes.may_have_more() { held.or(Answer::Unknown) } else { held };
    host_ports.fold(of_node, Answer::or).or(held)
}

/// Volumes that any number of pods may have at once.
const SHARED: [&str; 11] = [
    "cephfs",
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "glusterfs",
    "image",
    "nfs",
    "projected",
    "secret",
];

fn is_held(volume: Value<'_>) -> Answer {
    let claim = volume.attr("persistentVolumeClaim").attr("claimName");
    if claim.is_absent() {
        let kinds = volume.entries().filter(|(kind, value)| *kind != "name" && !value.is_unset());
        return kinds.fold(Answer::No, |held, (kind, _)| held.or(Answer::from(!SHARED.contains(&kind))));
    }
    // One that is not here is probably held by one, as most are.
    let Some(claim) = claim.target().and_then(|target| target.resource()) else { return Answer::Yes };
    let modes = claim.attr("spec").attr("accessModes");
    let many = modes.each().map(|mode| mode.string().test(|mode| matches!(mode, "ReadWriteMany" | "ReadOnlyMany")));
    many.fold(Answer::No, Answer::or).not()
}
