//! Containers that keep the capabilities nobody asked for.

use tollgate_sdk::{Answer, Check, Context, Fix, Json, Level, Precision, Resource, Rule};

use crate::{
    pods::{Container, Pod, WORKLOADS},
    security::{each_confined, has_capability, own, unknown_of},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/capabilities-not-dropped",
    level: Level::Info,
    severity: 35,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A container keeps the default capabilities",
    page: include_str!("capabilities_not_dropped.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R255"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    each_confined(cx, workload, judge);
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>) {
    let capabilities = own(container, "capabilities");
    let dropped = capabilities.attr("drop");
    match has_capability(dropped, "ALL") {
        Answer::Yes | Answer::Possible => {}
        Answer::Unknown => cx.undecided(unknown_of(dropped)),
        Answer::No => {
            let finding = cx
                .report(container.place_of(dropped), format!("{} keeps the default capabilities", container.describe(pod)))
                .because("root in the container may change owners of files, forge packets and become other users, which most programs never do and attackers do first")
                .help("write `drop: [ALL]` under `securityContext.capabilities`, and `add` what the program then misses");
            let all = || Json::List(vec![Json::from("ALL")]);
            let context = container.attr("securityContext");
            let finding = if !dropped.is_unset() {
                finding.fix_insert(dropped, "", "ALL")
            } else if !dropped.is_absent() {
                finding.fix_set(dropped, all())
            } else if !capabilities.is_unset() {
                finding.fix_insert(capabilities, "drop", all())
            } else if !context.is_unset() {
                finding.fix_insert(context, "capabilities", Json::object([("drop", all())]))
            } else {
                let inserted = Json::object([("capabilities", Json::object([("drop", all())]))]);
                finding.fix_insert(container.value, "securityContext", inserted)
            };
            let _finding = finding.fix_is_unsafe();
        }
    }
}
