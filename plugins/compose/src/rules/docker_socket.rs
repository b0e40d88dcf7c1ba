//! Containers that command the engine they run on.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{
    hosts::settle,
    mounts::{MOUNTING, Mount, engine_of_socket, host_mounts, may_be_socket},
};

pub const RULE: Rule = Rule {
    id: "compose/docker-socket",
    level: Level::Error,
    severity: 88,
    precision: Precision::VeryHigh,
    inputs: &["compose"],
    types: MOUNTING,
    summary: "A container gets the socket of the container engine",
    page: include_str!("docker_socket.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R224"],
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
    let api = resource.attr("use_api_socket");
    let given = api.judge(|api| api.bool().test(|on| on));
    match given {
        Answer::No => {}
        Answer::Unknown => cx.undecided(api),
        Answer::Yes | Answer::Possible => report(cx, resource, api, "Docker", given),
    }
}

fn judge(cx: &mut Context<'_>, resource: Resource<'_>, mount: Mount<'_>) {
    match mount.source.string() {
        Read::Known(path) => {
            if let Some(engine) = engine_of_socket(path) {
                report(cx, resource, mount.source, engine, Answer::Yes);
            }
        }
        Read::Absent | Read::Null => {}
        // What is mounted where clients look for the socket is most likely that.
        Read::Unknown => match mount.target.and_then(engine_of_socket) {
            Some(engine) => report(cx, resource, mount.source, engine, Answer::Possible),
            None if may_be_socket(mount.source) => cx.undecided(mount.source),
            None => {}
        },
    }
}

fn report(cx: &mut Context<'_>, resource: Resource<'_>, value: Value<'_>, engine: &str, answer: Answer) {
    let finding = cx
        .report(value, format!("`{}` gets the socket of {engine}", resource.address()))
        .because("who can talk to the engine starts a container that has all of the host mounted, and is root there; `:ro` protects the file, not what is sent through it")
        .help("do without, or put a proxy that lets through only the calls needed between both, on a network of their own");
    settle(finding, answer);
}
