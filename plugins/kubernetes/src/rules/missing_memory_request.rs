//! Containers that ask for no memory.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View};

use crate::{
    limits::{Ranges, Share, Side, TYPES, each_share},
    pods::{Container, Pod},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/missing-memory-request",
    level: Level::Info,
    severity: 25,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "A container asks for no memory",
    page: include_str!("missing_memory_request.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R281"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    each_share(cx, view, judge);
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>, ranges: &Ranges<'_>) {
    // Those that end before the others start use what these ask for.
    let lasting = container.keeps_running();
    let request = Share::of(pod, container, Side::Requests, "memory", ranges);
    match lasting.and(request.answer.not()) {
        Answer::No => {}
        Answer::Unknown => {
            cx.undecided(if lasting == Answer::Yes { request.open } else { container.attr("restartPolicy") })
        }
        answer @ (Answer::Yes | Answer::Possible) => {
            let finding = cx
                .report(container.place_of(request.own), format!("{} asks for no memory", container.describe(pod)))
                .because("the scheduler takes it for one that needs nothing and puts it on nodes that are full; when memory runs short there, it is among the first that are evicted")
                .help("set `resources.requests.memory` to what it uses on an ordinary day; `kubectl top pod --containers` shows it")
                .if_exists(pod.workload);
            settle(finding, answer);
        }
    }
}
