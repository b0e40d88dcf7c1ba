//! Budgets that let no pod go.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value, View};

use crate::{
    pods::{WORKLOADS, kind, with_workloads},
    relations::BUDGETS,
    scale::{Replicas, SCALERS},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/disruption-budget-blocks-drains",
    level: Level::Warning,
    severity: 35,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "A disruption budget lets no pod go, and no node be drained",
    page: include_str!("disruption_budget_blocks_drains.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R284"],
    check: Check::Linked(check),
};

const TYPES: [&str; WORKLOADS.len() + 4] = with_workloads(&[BUDGETS[0], BUDGETS[1], SCALERS[0], SCALERS[1]]);

const WHY: &str = "`kubectl drain` and upgrades of nodes ask for each pod and are refused for ever: the node keeps its old version, or somebody deletes the pod by force, which is the outage that the budget was to prevent";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for budget in BUDGETS.into_iter().flat_map(|ty| view.of(ty)) {
        let (most, least) = (budget.attr("spec").attr("maxUnavailable"), budget.attr("spec").attr("minAvailable"));
        // Without a selector it is about nobody; with both the server refuses it.
        let Some(selected) = budget.attr("spec").selected() else { continue };
        let selected: Vec<_> = selected.collect();
        match (most.is_unset(), least.is_unset()) {
            (false, true) => at_most(cx, budget, most),
            (true, false) => at_least(cx, budget, least, &selected),
            _ => {}
        }
    }
}

/// How many pods a field speaks of.
enum Amount {
    Number(i64),
    Percent(i64),
}

impl Amount {
    fn read(value: Value<'_>) -> Read<Self> {
        let parse = |text: &str| match text.strip_suffix('%') {
            Some(percent) => percent.parse().ok().map(Self::Percent),
            None => text.parse().ok().map(Self::Number),
        };
        match value.string() {
            Read::Known(text) => parse(text).map_or(Read::Unknown, Read::Known),
            Read::Absent => Read::Absent,
            Read::Null => Read::Null,
            Read::Unknown => Read::Unknown,
        }
    }
}

fn at_most(cx: &mut Context<'_>, budget: Resource<'_>, most: Value<'_>) {
    match Amount::read(most) {
        // A part of a pod counts as a whole one, so that only nothing is nothing.
        Read::Known(Amount::Number(0) | Amount::Percent(0)) => {
            let _finding = cx
                .report(most, format!("`{}` lets no pod go", budget.address()))
                .because(WHY)
                .help("write `maxUnavailable: 1`")
                .fix_set(most, 1)
                .fix_is_unsafe()
                .if_exists(budget);
        }
        Read::Unknown => cx.undecided(most),
        _ => {}
    }
}

fn at_least(cx: &mut Context<'_>, budget: Resource<'_>, least: Value<'_>, selected: &[(Resource<'_>, Answer)]) {
    let help = "write `maxUnavailable: 1` instead of `minAvailable`: it lets one pod go at a time, however many run";
    let amount = match Amount::read(least) {
        Read::Unknown => return cx.undecided(least),
        Read::Known(Amount::Percent(percent)) if percent >= 100 => {
            let message = format!("`{}` lets no pod go", budget.address());
            let _finding = cx.report(least, message).because(WHY).help(help).if_exists(budget);
            return;
        }
        Read::Known(amount @ (Amount::Number(1..) | Amount::Percent(1..))) => amount,
        _ => return,
    };
    let Expected { count, is_assumed, open } = Expected::of(selected);
    if let Some(reason) = open {
        return cx.undecided_because(least, reason, "");
    }
    let kept = match amount {
        Amount::Number(number) => number,
        Amount::Percent(percent) => percent.saturating_mul(count).saturating_add(99) / 100,
    };
    // Where none run there is nothing to evict.
    if count == 0 || kept < count {
        return;
    }
    let whose: Vec<String> = selected.iter().map(|(one, _)| format!("`{}`", one.address())).collect();
    let runs = if count == 1 { "1 runs" } else { &format!("{count} run") };
    let message =
        format!("`{}` lets no pod of {} go: {kept} must stay, and {runs}", budget.address(), whose.join(" and "));
    let help = match count {
        1 => "run two at least, or write `maxUnavailable: 1` instead of `minAvailable`: then a drain is a short outage",
        _ => help,
    };
    let mut finding = cx.report(least, message).because(WHY).help(help).if_exists(budget);
    for (workload, _) in selected {
        if let Some(replicas) = Replicas::of(*workload) {
            finding = match replicas.scaler {
                Some(_) => finding.related(replicas.said, "the fewest that its autoscaler leaves"),
                None if replicas.said.is_unset() => finding.related(*workload, "one runs, as nothing is written"),
                None => finding.related(replicas.said, "this many run"),
            };
        }
    }
    if is_assumed {
        finding.possible();
    }
}

/// How many pods a budget is about.
struct Expected {
    count: i64,
    /// Nothing is written somewhere: something else may scale it.
    is_assumed: bool,
    /// Why that is not known.
    open: Option<&'static str>,
}

impl Expected {
    fn of(selected: &[(Resource<'_>, Answer)]) -> Self {
        let mut all = Self { count: 0, is_assumed: false, open: None };
        for (workload, answer) in selected {
            if *answer != Answer::Yes {
                all.open = Some("which pods it selects depends on labels or namespaces that are not known");
            }
            match Replicas::of(*workload) {
                Some(replicas) => {
                    all.is_assumed |= replicas.is_assumed();
                    match replicas.count {
                        Read::Known(count) => all.count = all.count.saturating_add(count),
                        _ => all.open = Some("how many pods it is about is not known"),
                    }
                }
                None if kind(*workload) == "Pod" => all.count = all.count.saturating_add(1),
                None => all.open = Some("how many pods run depends on how many nodes or jobs there are"),
            }
        }
        all
    }
}
