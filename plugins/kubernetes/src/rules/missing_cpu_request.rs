//! Containers that ask for no processor time.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View};

use crate::{
    limits::{Ranges, Share, Side, TYPES, each_share},
    pods::{Container, Pod},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/missing-cpu-request",
    level: Level::Info,
    severity: 20,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "A container asks for no processor time",
    page: include_str!("missing_cpu_request.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R279"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    each_share(cx, view, judge);
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>, ranges: &Ranges<'_>) {
    // Those that end before the others start use what these ask for.
    let lasting = container.keeps_running();
    let request = Share::of(pod, container, Side::Requests, "cpu", ranges);
    match lasting.and(request.answer.not()) {
        Answer::No => {}
        Answer::Unknown => {
            cx.undecided(if lasting == Answer::Yes { request.open } else { container.attr("restartPolicy") })
        }
        answer @ (Answer::Yes | Answer::Possible) => {
            let finding = cx
                .report(container.place_of(request.own), format!("{} asks for no processor time", container.describe(pod)))
                .because("the scheduler takes it for one that needs nothing and puts it on nodes that are full; when they are busy, it gets what those that did ask leave, and its probes fail")
                .help("set `resources.requests.cpu` to what it uses on an ordinary day; `kubectl top pod --containers` shows it")
                .if_exists(pod.workload);
            settle(finding, answer);
        }
    }
}
