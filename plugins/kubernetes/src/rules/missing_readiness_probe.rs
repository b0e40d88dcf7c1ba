//! Containers that get requests before they can answer them.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value, View};

use crate::{
    pods::{Container, ContainerKind, Pod, WORKLOADS, kind, with_workloads, workloads},
    ports::{Port, declares, of_service},
    probes::{is_excepted, is_missing},
    relations::selecting,
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/missing-readiness-probe",
    level: Level::Info,
    severity: 25,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "A container gets requests before it can answer them",
    page: include_str!("missing_readiness_probe.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"all":{"type":"boolean","default":false,"description":"Whether pods count that no Service here selects."},"except":{"type":"array","items":{"type":"string"},"default":[],"description":"Names of containers that need none, such as `istio-proxy`."}}}"#,
    fix: Fix::None,
    answers: &["R277"],
    check: Check::Linked(check),
};

const SERVICE: &str = "v1/Service";
const TYPES: [&str; WORKLOADS.len() + 1] = with_workloads(&[SERVICE]);

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for workload in workloads(view) {
        // Knative asks the port where nothing is written.
        if kind(workload) != "Service" && kind(workload) != "PodTemplate" {
            of_workload(cx, &Pod::of(workload));
        }
    }
}

fn of_workload(cx: &mut Context<'_>, pod: &Pod<'_>) {
    let services: Vec<_> = selecting(pod.workload, |ty| ty == SERVICE).filter(|(one, _)| awaits(*one)).collect();
    let all = cx.options().attr("all").bool().test(|all| all) == Answer::Yes;
    let selected = services.iter().fold(Answer::from(all), |answer, (_, one)| answer.or(*one));
    // Whoever looks at the pod from outside decides as well.
    let gated = Answer::from(pod.spec().attr("readinessGates").each().next().is_some());
    let concerned = selected.and(pod.is_job().not()).and(gated.not());
    if concerned == Answer::No {
        return;
    }
    for container in asked(pod, &services, all) {
        if !is_excepted(cx, container) {
            judge(cx, pod, container, concerned);
        }
    }
    if let Some(list) = pod.may_have_more() {
        cx.undecided(list);
    }
}

/// Whether it matters to a Service that pods are ready.
fn awaits(service: Resource<'_>) -> bool {
    let mut ports = of_service(service).each().peekable();
    if ports.peek().is_some() && ports.all(is_for_metrics) {
        return false;
    }
    let anyway = service.attr("spec").attr("publishNotReadyAddresses");
    anyway.judge(|value| value.bool().test(|on| on)) != Answer::Yes
}

/// The containers that answer: those with a port that a Service leads to, other than for metrics, else the only one.
/// Where that cannot be told, one that is asked is enough for the pod.
fn asked<'a>(pod: &Pod<'a>, services: &[(Resource<'a>, Answer)], all: bool) -> Vec<Container<'a>> {
    let main: Vec<Container<'a>> = pod.containers().filter(|one| one.kind == ContainerKind::Main).collect();
    if all || main.len() == 1 {
        return main;
    }
    let ports: Vec<Port<'_>> = services
        .iter()
        .flat_map(|(service, _)| of_service(*service).each())
        .filter(|port| !is_for_metrics(*port))
        .filter_map(|port| Port::target(port).known())
        .collect();
    let listens = |one: &&Container<'a>| ports.iter().any(|port| declares(**one, *port, None) == Answer::Yes);
    let listening: Vec<Container<'a>> = main.iter().filter(listens).copied().collect();
    let is_asked = |one: &Container<'a>| is_missing(one.probe("readinessProbe")) != Answer::Yes;
    match listening.is_empty() {
        false => listening,
        true if main.iter().any(is_asked) => Vec::new(),
        true => main.into_iter().take(1).collect(),
    }
}

/// Who collects metrics asks each pod, whether it is ready or not.
fn is_for_metrics(port: Value<'_>) -> bool {
    ["name", "targetPort"]
        .iter()
        .any(|field| port.attr(field).string().test(|name| name.contains("metrics")) == Answer::Yes)
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>, concerned: Answer) {
    let probe = container.probe("readinessProbe");
    // Until it has started it is not ready either.
    let startup = container.probe("startupProbe");
    let missing = is_missing(probe).and(is_missing(startup));
    match missing.and(concerned) {
        Answer::No => {}
        Answer::Unknown if missing == Answer::Yes => {
            let reason = "whether a Service selects it depends on labels or namespaces that are not known";
            cx.undecided_because(container.place(), reason, "");
        }
        Answer::Unknown => cx.undecided(if probe.is_unknown() { probe } else { startup }),
        answer @ (Answer::Yes | Answer::Possible) => {
            let finding = cx
                .report(container.place_of(probe), format!("{} has no readiness probe", container.describe(pod)))
                .because("it counts as ready the moment its process runs: Services send requests to it while it still starts, at every rollout and after every crash, and go on sending them when it cannot answer any more")
                .help("add a `readinessProbe` that succeeds once it answers, such as `httpGet` on a path that needs no login, or `tcpSocket`")
                .if_exists(pod.workload);
            settle(finding, answer);
        }
    }
}
