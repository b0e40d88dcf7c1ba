//! Probes of ports that no container has.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{
    pods::{Container, Pod, WORKLOADS, each_container},
    ports::{Port, declares, listening, names},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/probe-on-unopened-port",
    level: Level::Error,
    severity: 40,
    precision: Precision::VeryHigh,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A probe asks a port that its container does not have",
    page: include_str!("probe_on_unopened_port.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"numbers":{"type":"boolean","default":false,"description":"Whether numbers count as well that no container of the pod declares, where its own declares ports."}}}"#,
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

/// Probes, and what follows when they cannot succeed.
const PROBES: [(&str, &str, &str); 3] = [
    ("livenessProbe", "liveness probe", "the kubelet restarts the container for ever"),
    ("readinessProbe", "readiness probe", "the pod is never ready: no Service sends it a request, and no rollout ends"),
    ("startupProbe", "startup probe", "the kubelet kills the container before it has started, again and again"),
];

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    each_container(cx, workload, |cx, pod, container| {
        for (field, name, effect) in PROBES {
            for handler in ["httpGet", "tcpSocket", "grpc"] {
                let asked = container.probe(field).attr(handler);
                let port = asked.attr("port");
                match Port::read(port) {
                    Read::Known(Port::Name(text)) => by_name(cx, pod, container, (name, effect), port, text),
                    Read::Known(Port::Number(number)) => by_number(cx, pod, container, name, asked, number),
                    Read::Unknown if asked.is_unknown() || port.is_unknown() => cx.undecided(port),
                    _ => {}
                }
            }
        }
    });
}

/// Names are looked up in the container itself, not in its neighbours.
fn by_name(
    cx: &mut Context<'_>,
    pod: &Pod<'_>,
    container: Container<'_>,
    (name, effect): (&str, &str),
    port: Value<'_>,
    text: &str,
) {
    match declares(container, Port::Name(text), None) {
        Answer::Yes => {}
        Answer::Unknown => cx.undecided(container.attr("ports")),
        answer @ (Answer::No | Answer::Possible) => {
            let help = match names(std::iter::once(container)) {
                Some(names) => format!("its ports are called {names}; name one of them, or write the number"),
                None => "give the port of the container this name, or write the number".to_owned(),
            };
            let message = format!(
                "the {name} of {} asks port `{text}`, which the container does not have",
                container.describe(pod)
            );
            let why = format!("the kubelet cannot tell which port is meant, and the probe fails each time: {effect}");
            settle(cx.report(port, message).because(why).help(help), answer);
        }
    }
}

fn by_number(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>, name: &str, asked: Value<'_>, number: i64) {
    let is_wanted = cx.options().attr("numbers").bool().test(|on| on) == Answer::Yes;
    // Another machine is asked, or nobody has said which ports there are.
    let is_silent = !asked.attr("host").is_unset() || container.attr("ports").each().next().is_none();
    if !is_wanted || is_silent {
        return;
    }
    let declared = listening(pod).map(|one| declares(one, Port::Number(number), None)).fold(Answer::No, Answer::or);
    if declared == Answer::No {
        let message = format!(
            "the {name} of {} asks port {number}, which no container of the pod declares",
            container.describe(pod)
        );
        cx.report(asked.attr("port"), message)
            .because("where nothing listens there, the probe fails each time, and the pod never works")
            .help("correct the number, or declare the port in `ports`: nothing needs that, but readers do")
            .possible();
    }
}
