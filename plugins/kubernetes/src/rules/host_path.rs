//! Pods that mount a path of their node.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{
    objects::kind,
    pods::{Pod, WORKLOADS, with_workloads},
    rules::container_runtime_socket,
    volumes::{RuntimePath, mounts},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/host-path",
    level: Level::Warning,
    severity: 65,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &WITH_VOLUMES,
    summary: "A pod mounts a path of its node",
    page: include_str!("host_path.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"allowed":{"type":"array","items":{"type":"string"},"default":[],"description":"Paths that may be mounted, with what is below them, such as `/var/log`."}}}"#,
    fix: Fix::None,
    answers: &["R265"],
    check: Check::Resource(check),
};

const WITH_VOLUMES: [&str; WORKLOADS.len() + 1] = with_workloads(&["v1/PersistentVolume"]);

fn check(cx: &mut Context<'_>, object: Resource<'_>) {
    if kind(object) == "PersistentVolume" { check_volume(cx, object) } else { check_pods(cx, object) }
}

fn check_pods(cx: &mut Context<'_>, workload: Resource<'_>) {
    let pod = Pod::of(workload);
    let volumes = pod.spec().attr("volumes");
    let allowed = allowed(cx.options());
    for volume in volumes.each() {
        let source = volume.attr("hostPath");
        if source.is_unknown() {
            cx.undecided(source);
        } else if !source.is_unset() {
            judge(cx, &pod, volume, source.attr("path"), &allowed);
        }
    }
    if volumes.may_have_more() {
        cx.undecided(volumes);
    }
}

fn allowed(options: Value<'_>) -> Vec<&str> {
    options.attr("allowed").each().filter_map(|path| path.string().known()).collect()
}

/// A volume of the cluster that is a path of whichever node the pod runs on.
fn check_volume(cx: &mut Context<'_>, volume: Resource<'_>) {
    let source = volume.attr("spec").attr("hostPath");
    if source.is_unset() {
        return;
    }
    let path = source.attr("path");
    let allowed = allowed(cx.options());
    let shown = match path.string() {
        Read::Known(text) if allowed.iter().any(|allowed| is_below(text, allowed)) => return,
        Read::Known(text) => format!("`{text}`"),
        _ if source.is_unknown() || path.is_unknown() && !allowed.is_empty() => {
            return cx.undecided(if source.is_unknown() { source } else { path });
        }
        _ => "a path".to_owned(),
    };
    let _finding = cx
        .report(if path.is_absent() { source } else { path }, format!("`{}` is {shown} of a node", volume.address()))
        .because("whoever may claim the volume reads and writes that path of the node, in namespaces where pods may mount none themselves; and its data is another on each node")
        .help("use a driver (CSI) for data that pods are to find again; for disks of a node `local`, with the `nodeAffinity` that says which node")
        .if_exists(volume);
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, volume: Value<'_>, path: Value<'_>, allowed: &[&str]) {
    // One finding for one mistake: that rule says more.
    let other_is_on = !cx.section("rules").attr(container_runtime_socket::RULE.id).is_absent();
    let shown = match path.string() {
        Read::Known(text) if other_is_on && RuntimePath::of(text).is_some() => return,
        Read::Known(text) if allowed.iter().any(|allowed| is_below(text, allowed)) => return,
        Read::Known(text) => format!("`{text}`"),
        Read::Unknown if !allowed.is_empty() => return cx.undecided(path),
        _ => "a path".to_owned(),
    };
    let at = if path.is_absent() { volume } else { path };
    let uses = mounts(pod, volume);
    let is_writable = uses.iter().map(|mount| mount.attr("readOnly").judge(|on| on.bool().or(false).test(|on| !on)));
    let why = match is_writable.fold(Answer::No, Answer::or) {
        Answer::No if !uses.is_empty() => {
            "it reads files of the node and of whatever else runs there, and its data is another on each node"
        }
        _ => {
            "what it writes there is written on the node: a program that is started by the node, a key, a link that leads somewhere else, are ways to own it; and its data is another on each node"
        }
    };
    let mut finding = cx
        .report(at, format!("pods of `{}` mount {shown} of their node", pod.address()))
        .because(why)
        .help("use a PersistentVolumeClaim for data, `emptyDir` for what may be lost, and a ConfigMap for configuration; what belongs to the node, such as agents, mounts the narrowest path `readOnly`");
    for mount in uses {
        finding = finding.related(mount.attr("name"), "mounted here");
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    let folder = folder.trim_end_matches('/');
    path.trim_end_matches('/') == folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
