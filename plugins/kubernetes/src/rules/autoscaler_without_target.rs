//! Autoscalers that scale nothing.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, View};

use crate::{
    pods::{WORKLOADS, is_workload, kind, with_workloads},
    relations::{are_together, same_namespace},
    scale::SCALERS,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/autoscaler-without-target",
    level: Level::Warning,
    severity: 35,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "An autoscaler names nothing that is there",
    page: include_str!("autoscaler_without_target.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R285"],
    check: Check::Project(check),
};

const VERTICAL: &str = "autoscaling.k8s.io/*/VerticalPodAutoscaler";
const TYPES: [&str; WORKLOADS.len() + 3] = with_workloads(&[SCALERS[0], SCALERS[1], VERTICAL]);

const WHY: &str = "it finds nothing to scale and says so only in its own status: the load grows, and the pods do not";

/// Groups of which each kind is in one only.
const GROUPS: [(&str, &str); 4] =
    [("Deployment", "apps"), ("StatefulSet", "apps"), ("ReplicaSet", "apps"), ("DaemonSet", "apps")];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for scaler in view.resources() {
        let field = match kind(scaler) {
            "HorizontalPodAutoscaler" | "ScaledObject" => "scaleTargetRef",
            "VerticalPodAutoscaler" => "targetRef",
            _ => continue,
        };
        judge(cx, view, scaler, field);
    }
}

fn judge(cx: &mut Context<'_>, view: View<'_>, scaler: Resource<'_>, field: &str) {
    let target = scaler.attr("spec").attr(field);
    let (name, version) = (target.attr("name"), target.attr("apiVersion"));
    // KEDA scales Deployments where nothing else is said.
    let is_of_keda = kind(scaler) == "ScaledObject";
    let wanted = if is_of_keda { target.attr("kind").string().or("Deployment") } else { target.attr("kind").string() };
    let (Read::Known(wanted), Read::Known(text)) = (wanted, name.string()) else {
        if target.is_unknown() || name.is_unknown() {
            cx.undecided(name);
        }
        return;
    };
    let group = GROUPS.iter().find(|(kind, _)| *kind == wanted).map(|(_, group)| *group);
    let written = version.string().map(|version| version.split_once('/').map_or("", |(group, _)| group));
    match (written, group) {
        (Read::Known(written), Some(group)) if written != group => {
            let said = version.string().known().unwrap_or_default();
            cx.report(version, format!("`{}` scales a {wanted} of `{said}`, which no server has", scaler.address()))
                .because(WHY)
                .help(format!("write `apiVersion: {group}/v1`"))
                .if_exists(scaler);
            return;
        }
        (Read::Absent | Read::Null, Some(group)) if !is_of_keda => {
            cx.report(name, format!("`{}` does not say of which group the {wanted} `{text}` is", scaler.address()))
                .because(WHY)
                .help(format!("write `apiVersion: {group}/v1` beside the name"))
                .if_exists(scaler);
            return;
        }
        _ => {}
    }
    if name.target().is_some_and(|target| target.resource().is_some()) {
        return;
    }
    let is_near = |one: &Resource<'_>| {
        is_workload(*one)
            && kind(*one) == wanted
            && are_together(*one, scaler)
            && same_namespace(*one, scaler) == Answer::Yes
    };
    // Where there are none of its kind, they are elsewhere.
    let near: Vec<String> = view.resources().filter(is_near).map(|one| format!("`{}`", one.name())).collect();
    if !near.is_empty() {
        let message =
            format!("`{}` scales the {wanted} `{text}`, which is not among those that are here", scaler.address());
        cx.report(name, message).because(WHY).help(format!("name one that is here: {}", near.join(", "))).possible();
    }
}
