//! Selectors that select nothing.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Place, Precision, Resource, Rule, Value, View};

use crate::{
    labels::{has_all, selects},
    pods::{Pod, WORKLOADS, is_workload, kind, with_workloads, workloads},
    relations::{BUDGETS, are_together, same_namespace},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/selector-matches-nothing",
    level: Level::Warning,
    severity: 40,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "A selector selects nothing",
    page: include_str!("selector_matches_nothing.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R289"],
    check: Check::Project(check),
};

const SERVICE: &str = "v1/Service";
const SERVICE_MONITOR: &str = "monitoring.coreos.com/v1/ServiceMonitor";
const POD_MONITOR: &str = "monitoring.coreos.com/v1/PodMonitor";
const POLICIES: [&str; 3] = [
    "networking.k8s.io/v1/NetworkPolicy",
    "extensions/v1beta1/NetworkPolicy",
    "networking.k8s.io/v1beta1/NetworkPolicy",
];

/// Whose objects make pods with labels that only an operator knows. Groups of the API server itself end in `k8s.io`,
/// so that there is no way to name all others at once.
const OPERATORS: [&str; 19] = [
    "*.com/*",
    "*.org/*",
    "*.dev/*",
    "*.net/*",
    "*.sh/*",
    "*.co/*",
    "*.cloud/*",
    "*.do/*",
    "*.eu/*",
    "*.ai/*",
    "*.tech/*",
    "*.app/*",
    "*.zone/*",
    "*.strimzi.io/*",
    "*.cnpg.io/*",
    "*.argoproj.io/*",
    "argoproj.io/*",
    "*.percona.io/*",
    "*.min.io/*",
];

const OTHERS: usize = 8 + OPERATORS.len();
const TYPES: [&str; WORKLOADS.len() + OTHERS] = with_workloads(&{
    let mut others = [SERVICE; OTHERS];
    let fixed = [SERVICE, SERVICE_MONITOR, POD_MONITOR, BUDGETS[0], BUDGETS[1], POLICIES[0], POLICIES[1], POLICIES[2]];
    let mut at = 0;
    while at < OTHERS {
        others[at] = if at < fixed.len() { fixed[at] } else { OPERATORS[at - fixed.len()] };
        at += 1;
    }
    others
});

/// Labels that pods get when they are made, from whoever makes them.
const GIVEN: [&str; 10] = [
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-completion-index",
    "batch.kubernetes.io/job-name",
    "controller-revision-hash",
    "controller-uid",
    "job-name",
    "pod-template-hash",
    "rollouts-pod-template-hash",
    "statefulset.kubernetes.io/pod-name",
];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for object in view.resources() {
        match object.type_name() {
            SERVICE => outside(cx, view, object, "selector", Selects::Pods),
            SERVICE_MONITOR => outside(cx, view, object, "selector", Selects::Services),
            POD_MONITOR => outside(cx, view, object, "selector", Selects::Pods),
            ty if BUDGETS.contains(&ty) => outside(cx, view, object, "selector", Selects::Pods),
            ty if POLICIES.contains(&ty) => outside(cx, view, object, "podSelector", Selects::Pods),
            _ if is_workload(object) => own(cx, object),
            _ => {}
        }
    }
}

/// The selector of a workload, by which it knows its own pods.
fn own(cx: &mut Context<'_>, workload: Resource<'_>) {
    let is_plain = match kind(workload) {
        "ReplicationController" => true,
        "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" | "Rollout" => false,
        _ => return,
    };
    let selector = workload.attr("spec").attr("selector");
    let pod = Pod::of(workload);
    if selector.is_unset() || !pod.is_written() {
        return;
    }
    let labels = pod.labels();
    match if is_plain { has_all(selector, labels) } else { selects(selector, labels) } {
        Answer::Yes => {}
        Answer::No => {
            let message = format!("the selector of `{}` does not select its own pods", workload.address());
            cx.report(smallest(selector, labels), message)
                .because(
                    "the server refuses it: the object is not made, and a release that was to bring it fails half way",
                )
                .help("give the template, in `metadata.labels`, every label that `selector` asks for")
                .if_exists(workload);
        }
        _ => cx.undecided(if labels.may_have_more() { labels } else { selector }),
    }
}

/// What a selector of another object looks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Selects {
    Pods,
    Services,
}

fn outside<'a>(cx: &mut Context<'_>, view: View<'a>, object: Resource<'a>, field: &str, what: Selects) {
    const LISTED: &str = "$selects";
    let spec = object.attr("spec");
    let (selector, listed) = (spec.attr(field), spec.attr(LISTED));
    if listed.is_unknown() {
        return cx.undecided(selector);
    }
    // A Service without a selector is led elsewhere, and so is one that only gives a name to something.
    if listed.is_unset() || listed.each().next().is_some() || spec.attr("type").string().known() == Some("ExternalName")
    {
        return;
    }
    // Monitors look into namespaces that are not here.
    if !spec.attr("namespaceSelector").is_unset() {
        return;
    }
    let near = |one: &Resource<'_>| are_together(*one, object) && same_namespace(*one, object) == Answer::Yes;
    let labels_of = |one: Resource<'a>| match what {
        Selects::Pods => Pod::of(one).labels(),
        Selects::Services => one.attr("metadata").attr("labels"),
    };
    let there: Vec<Resource<'a>> = match what {
        Selects::Pods => workloads(view).filter(near).collect(),
        Selects::Services => view.of(SERVICE).filter(near).collect(),
    };
    let wanted = required(selector);
    if what == Selects::Pods && wanted.iter().any(|(key, _)| GIVEN.contains(key)) {
        return;
    }
    // Without anything like what it looks for, that is elsewhere.
    let is_meant = |one: &Resource<'a>| one.name() == object.name() || resembles(&wanted, labels_of(*one));
    let is_of_it = |one: &Resource<'a>| is_of_release(&wanted, labels_of(*one));
    let meant = there.iter().copied().find(is_meant).or_else(|| there.iter().copied().find(is_of_it));
    let Some(meant) = meant else { return };
    let made_elsewhere = what == Selects::Pods && view.resources().any(|one| near(&one) && is_operated(one));
    if made_elsewhere || there.iter().any(|one| lacks_only_labels(&wanted, labels_of(*one))) {
        let reason = "pods may get labels that are written nowhere here";
        return cx.undecided_because(selector, reason, "an operator, or the pods themselves, at run time");
    }
    let (whom, effect) = match (what, kind(object)) {
        (Selects::Services, _) => {
            ("no Service", "nothing is scraped, and the alarms that would tell never have any data")
        }
        (_, "Service") => ("no pod", "it has no endpoints: whoever connects is refused"),
        (_, "PodDisruptionBudget") => ("no pod", "the pods that it was to keep may all be evicted at once"),
        (_, "NetworkPolicy") => ("no pod", "the pods that it was to protect are open to everybody"),
        _ => ("no pod", "nothing is scraped, and the alarms that would tell never have any data"),
    };
    let message = format!("`{}` selects {whom} among those that are here", object.address());
    let finding = cx.report(smallest(selector, labels_of(meant)), message).because(effect);
    let finding = finding.help("compare the selector, letter by letter, with the labels of what it is to select");
    finding.related(place_of_labels(meant, labels_of(meant)), "is this meant?").possible();
}

/// Labels where they are written, else who has none.
fn place_of_labels(object: Resource<'_>, labels: Value<'_>) -> Place {
    if labels.is_unset() { object.into() } else { labels.into() }
}

/// The labels that a selector asks for.
fn required(selector: Value<'_>) -> Vec<(&str, Value<'_>)> {
    let by_name = selector.attr("matchLabels");
    if !by_name.is_unset() || !selector.attr("matchExpressions").is_unset() {
        return by_name.entries().collect();
    }
    selector.entries().collect()
}

/// Labels that everything of a release has, and that tell nothing of what is meant.
const COMMON: [&str; 8] = [
    "app.kubernetes.io/instance",
    "app.kubernetes.io/managed-by",
    "app.kubernetes.io/part-of",
    "app.kubernetes.io/version",
    "chart",
    "helm.sh/chart",
    "heritage",
    "release",
];

/// Labels of all that one release of a chart installs, and of no other.
const OF_RELEASE: [&str; 2] = ["app.kubernetes.io/instance", "release"];

/// Whether labels are of the release that is wanted, and of the same part of it by another label: what is looked for
/// then is installed with it, or not at all.
fn is_of_release(wanted: &[(&str, Value<'_>)], labels: Value<'_>) -> bool {
    let is_same = |(key, value): &&(&str, Value<'_>)| {
        let value = value.string().known();
        value.is_some() && labels.attr(key).string().known() == value
    };
    let shared: Vec<&str> = wanted.iter().filter(is_same).map(|(key, _)| *key).collect();
    shared.iter().any(|key| OF_RELEASE.contains(key)) && shared.iter().any(|key| !COMMON.contains(key))
}

/// Whether labels are nearly those that are wanted: they have one of the values, under whatever name, or one that
/// differs by a slip under the same name; and nothing else under any of the names, as a sibling of what is meant has.
fn resembles(wanted: &[(&str, Value<'_>)], labels: Value<'_>) -> bool {
    // What is of another release is not meant.
    let own: Vec<_> = wanted.iter().filter(|(key, _)| !COMMON.contains(key) || OF_RELEASE.contains(key)).collect();
    let text = |value: Value<'_>| value.string().known().unwrap_or_default().to_owned();
    let is_sibling = own.iter().any(|(key, value)| {
        let label = labels.attr(key);
        !label.is_unset() && text(label) != text(*value) && !is_slip(&text(label), &text(*value))
    });
    let is_near = |(key, value): &&(&str, Value<'_>)| {
        let mut same = labels.entries().map(|(other, label)| (*key == other, text(label)));
        let value = text(*value);
        same.any(|(is_same_key, label)| label == value || is_same_key && is_slip(&value, &label))
    };
    !is_sibling && own.iter().copied().any(|pair| is_near(&pair))
}

/// Whether two texts differ in case, or in one letter of four and more, or in two of eight and more.
fn is_slip(a: &str, b: &str) -> bool {
    let allowed = match a.len().min(b.len()) {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    };
    a.eq_ignore_ascii_case(b) || a.len().abs_diff(b.len()) <= allowed && distance(a, b) <= allowed
}

/// How many letters have to be changed, added or removed to get from one to the other.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, one) in a.bytes().enumerate() {
        let mut before = row[0];
        row[0] = at + 1;
        for (column, other) in b.bytes().enumerate() {
            let replaced = before + usize::from(one != other);
            before = row[column + 1];
            row[column + 1] = replaced.min(before + 1).min(row[column] + 1);
        }
    }
    row[b.len()]
}

/// Whether something has all labels that are wanted and that it has at all, one at least: the others may come later,
/// as the ones by which a database marks its primary.
fn lacks_only_labels(wanted: &[(&str, Value<'_>)], labels: Value<'_>) -> bool {
    let mut there = wanted.iter().filter(|(key, _)| !labels.attr(key).is_unset()).peekable();
    there.peek().is_some() && there.all(|(key, value)| labels.attr(key).string() == value.string())
}

/// The entry of a selector that `labels` do not have, where it is one of its labels.
fn smallest<'a>(selector: Value<'a>, labels: Value<'_>) -> Value<'a> {
    let is_wrong = |(key, value): &(&str, Value<'a>)| labels.attr(key).string() != value.string();
    required(selector).into_iter().find(is_wrong).map_or(selector, |(_, value)| value)
}

/// Whether an operator may make pods of it.
fn is_operated(object: Resource<'_>) -> bool {
    /// Widespread ones that make none.
    const WITHOUT_PODS: [&str; 9] = [
        "AlertmanagerConfig",
        "PodMonitor",
        "Probe",
        "PrometheusRule",
        "ScaledObject",
        "ScrapeConfig",
        "SealedSecret",
        "ServiceMonitor",
        "TriggerAuthentication",
    ];
    let group = object.type_name().split_once('/').map_or("", |(group, _)| group);
    group.contains('.') && !group.ends_with("k8s.io") && !is_workload(object) && !WITHOUT_PODS.contains(&kind(object))
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn slips() {
        let slips = [("Web", "web"), ("fronted", "frontend"), ("web-server", "web-servr")];
        let others = [("api", "app"), ("web", "website"), ("loki-read", "loki-write"), ("db", "database")];
        assert!(slips.iter().all(|(a, b)| is_slip(a, b) && is_slip(b, a)));
        assert!(others.iter().all(|(a, b)| !is_slip(a, b)));
    }
}
