//! Parts of the host in a container that no container should have.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule};

use crate::{
    hosts::settle,
    mounts::{MOUNTING, Mount, engine_of_socket, harm, harm_of_unknown, host_mounts, is_for_credentials},
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
}

fn judge(cx: &mut Context<'_>, resource: Resource<'_>, mount: Mount<'_>) {
    let address = resource.address();
    match mount.source.string() {
        Read::Absent | Read::Null => {}
        // The socket is the business of `compose/docker-socket`.
        Read::Known(path) if engine_of_socket(path).is_some() => {}
        Read::Known(path) => {
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
