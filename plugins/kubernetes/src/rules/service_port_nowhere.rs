//! Ports of Services that lead to no port of a pod.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value, View};

use crate::{
    pods::{Pod, WORKLOADS, with_workloads},
    ports::{Port, declares, listening, names, of_service},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/service-port-nowhere",
    level: Level::Error,
    severity: 45,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "A Service leads to a port that its pods do not have",
    page: include_str!("service_port_nowhere.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R289"],
    check: Check::Linked(check),
};

const SERVICE: &str = "v1/Service";
const TYPES: [&str; WORKLOADS.len() + 1] = with_workloads(&[SERVICE]);

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for service in view.of(SERVICE) {
        let Some(selected) = service.attr("spec").selected() else { continue };
        let selected: Vec<_> = selected.collect();
        // Whether a number is declared says nothing about who listens there.
        for port in of_service(service).each() {
            match Port::target(port) {
                Read::Known(Port::Name(name)) if !selected.is_empty() => judge(cx, service, &selected, port, name),
                Read::Unknown => cx.undecided(port.attr("targetPort")),
                _ => {}
            }
        }
    }
}

fn judge(
    cx: &mut Context<'_>,
    service: Resource<'_>,
    selected: &[(Resource<'_>, Answer)],
    port: Value<'_>,
    name: &str,
) {
    let protocol = port.attr("protocol").string().or("TCP").known();
    let has = |workload: &Resource<'_>, protocol: Option<&str>| {
        let pod = Pod::of(*workload);
        let found = listening(&pod).map(|one| declares(one, Port::Name(name), protocol)).fold(Answer::No, Answer::or);
        if pod.may_have_more().is_some() { found.or(Answer::Unknown) } else { found }
    };
    let reached = selected.iter().map(|(workload, _)| has(workload, protocol)).fold(Answer::No, Answer::or);
    let certain = selected.iter().map(|(_, answer)| *answer).fold(Answer::No, Answer::or);
    let target = port.attr("targetPort");
    match reached {
        Answer::Yes => {}
        Answer::Unknown => cx.undecided_because(target, "the ports of the pods are not all known", ""),
        answer @ (Answer::No | Answer::Possible) => {
            let whose: Vec<String> = selected.iter().map(|(one, _)| format!("`{}`", one.address())).collect();
            let other = selected.iter().map(|(workload, _)| has(workload, None)).fold(Answer::No, Answer::or);
            let message = if other == Answer::Yes {
                let protocol = protocol.unwrap_or_default();
                format!(
                    "`{}` leads to port `{name}` over {protocol}, which {} has over another protocol",
                    service.address(),
                    whose.join(" and ")
                )
            } else {
                format!("`{}` leads to port `{name}`, which {} does not have", service.address(), whose.join(" and "))
            };
            let pods: Vec<Pod<'_>> = selected.iter().map(|(workload, _)| Pod::of(*workload)).collect();
            let help = match names(pods.iter().flat_map(listening)) {
                _ if other == Answer::Yes => "write the `protocol` that the port of the container has".to_owned(),
                Some(names) => format!("name a port that is there: {names}"),
                None => format!("call the port of the container `{name}`, or write its number"),
            };
            let finding = cx
                .report(target, message)
                .because("a pod without that port is no endpoint for it: whoever connects is refused, and the Service looks as if nothing ran")
                .help(help)
                .if_exists(service);
            settle(finding, if certain == Answer::Yes { answer.not() } else { Answer::Possible });
        }
    }
}
