//! Containers that may forge packets.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    pods::{Container, Pod, WORKLOADS},
    security::{each_confined, has_capability, own, unknown_of},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/net-raw-capability",
    level: Level::Info,
    severity: 40,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A container may forge packets",
    page: include_str!("net_raw_capability.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R256"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    each_confined(cx, workload, judge);
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>) {
    let capabilities = own(container, "capabilities");
    let (added, dropped) = (capabilities.attr("add"), capabilities.attr("drop"));
    let is_added = has_capability(added, "NET_RAW").or(has_capability(added, "ALL"));
    let is_dropped = has_capability(dropped, "NET_RAW").or(has_capability(dropped, "ALL"));
    // What is added counts, whatever is dropped.
    let (answer, at) = match is_added {
        Answer::No => (is_dropped.not(), dropped),
        other => (other.or(is_dropped.not()), added),
    };
    match answer {
        Answer::No | Answer::Possible => {}
        Answer::Unknown => cx.undecided(unknown_of(at)),
        Answer::Yes => {
            let _finding = cx
                .report(container.place_of(at), format!("{} may forge packets", container.describe(pod)))
                .because("with `NET_RAW`, which containers have unless it is dropped, a process answers for other addresses of its network (ARP and DNS spoofing) and reads what was meant for the pods beside it")
                .help("write `drop: [ALL]`, or at least `drop: [NET_RAW]`, under `securityContext.capabilities`; `ping` does without it on nodes with `net.ipv4.ping_group_range`");
        }
    }
}
