//! Pods that command the container runtime of their node.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{
    pods::{Pod, WORKLOADS, kind, with_workloads},
    volumes::{RUNTIME_PATHS, RuntimePath, mounts},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/container-runtime-socket",
    level: Level::Error,
    severity: 88,
    precision: Precision::VeryHigh,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "A pod gets the socket of the container runtime of its node",
    page: include_str!("container_runtime_socket.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R266"],
    check: Check::Resource(check),
};

const TYPES: [&str; WORKLOADS.len() + 1] = with_workloads(&["v1/PersistentVolume"]);

fn check(cx: &mut Context<'_>, object: Resource<'_>) {
    if kind(object) == "PersistentVolume" {
        let spec = object.attr("spec");
        for source in ["hostPath", "local"] {
            let what = format!("`{}` is", object.address());
            judge(cx, spec.attr(source).attr("path"), &what, Vec::new());
        }
        return;
    }
    let pod = Pod::of(object);
    let volumes = pod.spec().attr("volumes");
    for volume in volumes.each() {
        let what = format!("pods of `{}` get", pod.address());
        judge(cx, volume.attr("hostPath").attr("path"), &what, mounts(&pod, volume));
    }
    if volumes.may_have_more() {
        cx.undecided(volumes);
    }
}

/// `what` is how the message begins.
fn judge(cx: &mut Context<'_>, path: Value<'_>, what: &str, uses: Vec<Value<'_>>) {
    let found = match path.string() {
        Read::Absent | Read::Null => return,
        Read::Unknown => {
            if RUNTIME_PATHS.iter().any(|begin| path.starts_with(begin) != Answer::No) {
                cx.undecided(path);
            }
            return;
        }
        Read::Known(text) => RuntimePath::of(text),
    };
    let message = match found {
        None => return,
        Some(RuntimePath::Socket(runtime)) => format!("{what} the socket of {runtime} on the node"),
        Some(RuntimePath::Folder(runtime)) => format!("{what} a folder of the node with the socket of {runtime} in it"),
    };
    let mut finding = cx
        .report(path, message)
        .because("who can talk to the runtime starts a container that has all of the node mounted, and is root there, with the credentials of every pod on it; `readOnly` protects the file, not what is sent through it")
        .help("do without: build images with BuildKit or Kaniko in a pod of their own, read logs and metrics from the kubelet, and debug with `kubectl debug`; what needs other files from there mounts just these");
    for mount in uses {
        finding = finding.related(mount.attr("name"), "mounted here");
    }
}
