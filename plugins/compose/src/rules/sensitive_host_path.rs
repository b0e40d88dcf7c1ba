//! Parts of the host in a container that no container should have.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule};

use crate::{
    hosts::settle,
    mounts::{
        MOUNTING, Mount, devices, engine_of_socket, harm, harm_of_device_rule, harm_of_unknown, host_mounts,
        is_for_credentials, is_watched,
    },
};

pub const RULE: Rule = Rule {
    id: "compose/sensitive-host-path",
    level: Level::Error,
    severity: 82,
    precision: Precision::High,
    inputs: &["compose"],
    types: MOUNTING,
    summary: "A container gets a path that gives the host away",
    page: include_str!("sensitive_host_path.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R243"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    for mount in host_mounts(resource) {
        judge(cx, resource, mount);
    }
    let volumes = resource.attr("volumes");
    if volumes.may_have_more() {
        cx.undecided(volumes);
    }
    if resource.type_name() == "compose/service" {
        look_at_devices(cx, resource);
    }
}

fn look_at_devices(cx: &mut Context<'_>, service: Resource<'_>) {
    let address = service.address();
    let rules = service.attr("device_cgroup_rules");
    for (place, path) in devices(service) {
        if let Some((path, (why, _))) = path.and_then(|path| Some((path, harm(path, Answer::No)?))) {
            let _finding = cx
                .report(place, format!("`{address}` gets the device `{path}` of the host"))
                .because(format!("{why}; whoever takes over the process reads and writes it past all permissions of files"))
                .help("remove it, or name the one device that is needed; what only asks disks for their health gets on with a program on the host that writes it to a file");
        }
    }
    for rule in rules.each() {
        if let Some(why) = rule.string().known().and_then(harm_of_device_rule) {
            let _finding = cx
                .report(rule, format!("`{address}` may use devices of the host that are not its own"))
                .because(format!("{why}: containers may make the file of a device (`mknod`), and with this rule it works"))
                .help("name the numbers of the one device that is needed, as in `c 188:* rw` for serial ports, or list it under `devices`");
        }
    }
    for list in [service.attr("devices"), rules].iter().filter(|list| list.may_have_more()) {
        cx.undecided(*list);
    }
}

fn judge(cx: &mut Context<'_>, resource: Resource<'_>, mount: Mount<'_>) {
    let address = resource.address();
    match mount.source.string() {
        Read::Absent | Read::Null => {}
        // The socket is the business of `compose/docker-socket`.
        Read::Known(path) if engine_of_socket(path).is_some() => {}
        Read::Known(path) => {
            // What the image is made for, and does no more than read.
            if mount.is_read_only == Answer::Yes && is_watched(resource, path) {
                return watched(cx, resource, mount, path);
            }
            if let Some((why, answer)) = harm(path, mount.is_read_only) {
                report(cx, mount, format!("`{address}` gets `{path}` of the host"), why, answer);
            }
        }
        Read::Unknown => {
            let (why, answer) = harm_of_unknown(mount.source, mount.is_read_only);
            match (answer, mount.target.and_then(|target| Some((target, is_for_credentials(target)?)))) {
                (Answer::No, _) => {}
                // What is mounted where programs look for credentials is most likely just that.
                (Answer::Unknown, Some((target, why))) => {
                    let message = format!("`{address}` gets what is mounted at `{target}` from the host");
                    report(cx, mount, message, why, Answer::Possible);
                }
                (Answer::Unknown, None) => cx.undecided(mount.source),
                (Answer::Yes | Answer::Possible, _) => {
                    report(cx, mount, format!("`{address}` gets a sensitive path of the host"), why, answer);
                }
            }
        }
    }
}

/// What an agent reads of its host, as its documentation says: somebody should know, and nothing has to be done.
fn watched(cx: &mut Context<'_>, service: Resource<'_>, mount: Mount<'_>, path: &str) {
    let Some((why, _)) = harm(path, mount.is_read_only) else { return };
    cx.report(mount.source, format!("`{}` reads `{path}` of the host, as its image is made to", service.address()))
        .because(format!("{why}: what watches the host knows its secrets, those in the environment of processes (`/proc/*/environ`) included, as far as its user may read them"))
        .help("keep its ports away from strangers and its image up to date, and run it as a user without rights where the metrics you need allow it; then say so with a `tollgate: ignore` and its reason")
        .possible();
}

fn report(cx: &mut Context<'_>, mount: Mount<'_>, message: String, why: &str, answer: Answer) {
    if answer == Answer::Unknown {
        let reason = "whether the mount is read-only is not known, and only writing to it does harm";
        cx.undecided_because(mount.source, reason, "`read_only`");
        return;
    }
    let finding = cx
        .report(mount.source, message)
        .because(format!("{why}; all of that is in the hands of whoever takes over the process"))
        .help("mount the single file or folder that is needed, read-only where possible, or a volume");
    settle(finding, answer);
}
