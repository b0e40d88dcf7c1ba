//! Autoscalers that go down to a single pod.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    scale::{SCALERS, Scaler},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/autoscaler-of-one",
    level: Level::Info,
    severity: 15,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &[SCALERS[0]],
    summary: "An autoscaler goes down to a single pod",
    page: include_str!("autoscaler_of_one.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R285"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, object: Resource<'_>) {
    let Some(scaler) = Scaler::of(object) else { return };
    let min = scaler.min_value();
    match min.judge(|value| value.int().or(1).test(|min| min == 1)) {
        Answer::No => {}
        Answer::Unknown => cx.undecided(min),
        answer @ (Answer::Yes | Answer::Possible) => {
            let name = object.address();
            let (finding, is_written) = if min.is_absent() {
                (
                    cx.report(object, format!("`{name}` may leave a single pod: without `minReplicas` one is enough")),
                    false,
                )
            } else {
                (cx.report(min, format!("`{name}` may leave a single pod")), true)
            };
            let finding = finding
                .because("when load is low one pod is all there is: an eviction, a crash or a lost node is an outage, and the pods that a sudden load needs start only while the one is overrun")
                .help("set `minReplicas` to 2 or more");
            let has_room = scaler.max().test(|max| max >= 2) == Answer::Yes;
            let finding = match (has_room, is_written) {
                (false, _) => finding,
                (true, true) => finding.fix_set(min, 2).fix_is_unsafe(),
                (true, false) => finding.fix_insert(object.attr("spec"), "minReplicas", 2).fix_is_unsafe(),
            };
            settle(finding, answer);
        }
    }
}
