//! Objects without the labels that everything must carry.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::{
    glob::matches_one,
    objects::listed,
    pods::{Pod, WORKLOADS},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/missing-label",
    level: Level::Error,
    severity: 20,
    precision: Precision::VeryHigh,
    inputs: &["kubernetes"],
    types: &["v1/*", "*/*/*"],
    summary: "An object lacks a required label",
    page: include_str!("missing_label.md"),
    options: r#"{"x-silent-without":["required"],"type":"object","additionalProperties":false,"properties":{"required":{"type":"array","items":{"type":"string"},"default":[],"description":"Labels that every object must have."},"types":{"type":"array","items":{"type":"string"},"default":["*"],"description":"Types of objects that must have them, such as `apps/*/Deployment`; `*` stands for any run of characters."},"exempt_types":{"type":"array","items":{"type":"string"},"default":[],"description":"Types of objects that need none of them."},"pod_templates":{"type":"boolean","default":false,"description":"Pods that workloads make must have them as well."}}}"#,
    fix: Fix::None,
    answers: &["R300"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, object: Resource<'_>) {
    let (types, ty) = (cx.options().attr("types"), object.type_name());
    let is_meant = types.is_absent() || matches_one(types, ty);
    if !is_meant || matches_one(cx.options().attr("exempt_types"), ty) {
        return;
    }
    let labels = object.attr("metadata").attr("labels");
    judge(cx, object, labels, &format!("`{}` lacks", object.address()));
    let makes_pods = WORKLOADS.iter().any(|workload| crate::glob::matches(workload, ty)) && ty != "v1/Pod";
    if makes_pods && cx.options().attr("pod_templates").bool().known() == Some(true) {
        let pod = Pod::of(object);
        if !pod.spec().is_unset() {
            judge(cx, object, pod.labels(), &format!("pods of `{}` lack", object.address()));
        }
    }
}

fn judge(cx: &mut Context<'_>, object: Resource<'_>, labels: Value<'_>, lacks: &str) {
    let required: Vec<&str> = cx.options().attr("required").each().filter_map(|key| key.string().known()).collect();
    let (missing, unknown): (Vec<&str>, Vec<&str>) = required
        .into_iter()
        .filter(|key| {
            let label = labels.attr(key);
            // One whose value is not known is there, one that may be there is not known.
            label.is_unset() || label.is_unknown() && !labels.entries().any(|(name, _)| name == *key)
        })
        .partition(|key| labels.attr(key).is_unset());
    if !missing.is_empty() {
        let noun = if missing.len() == 1 { "label" } else { "labels" };
        let text = format!("{lacks} the {noun} {}", listed(&missing));
        let finding = if labels.is_absent() { cx.report(object, text) } else { cx.report(labels, text) };
        let _finding = finding
            .because("bills, alerts and clean-up jobs find things by their labels: what has none belongs to nobody when it breaks")
            .help("add them under `metadata.labels`, or for all objects at once: `labels` of a kustomization, the helper for labels of a chart")
            .detail("missing", missing.join(","))
            .if_exists(object);
    } else if !unknown.is_empty() {
        cx.undecided(labels);
    }
}
