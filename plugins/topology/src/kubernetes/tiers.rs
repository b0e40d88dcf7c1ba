//! Which tier pods belong to, and which tiers a selector means that selects nobody here.
//!
//! Labels of pods come first, then those of their namespace, a name pattern, the namespace itself, and what they run.
//! Whoever is somewhere else (the ingress controller, Prometheus) is known by the labels that the selector asks for.

use tollgate_sdk::{Read, Resource, Value};

use super::pods::Pods;
use crate::{
    compose::{
        images::Image,
        services::{Because, Belongs, Why},
    },
    policy::{ByImage, Claim, Policy, Runs, TierId},
};

/// The label that every namespace has with its name.
const NAME_OF_NAMESPACE: &str = "kubernetes.io/metadata.name";

/// What pods belong to.
pub fn of<'a>(policy: &Policy, pods: &Pods<'a>) -> Belongs<'a> {
    let workload = pods.workload;
    let claimed = |tier| Belongs::Tier(tier, Because { why: Why::Claimed, at: workload.body() });
    let mut unknown = None;
    let mut by_labels = |claim: Claim, at: Value<'a>| match claim {
        Claim::Yes(tier) => Some(claimed(tier)),
        Claim::Maybe(_) => {
            unknown = unknown.or(Some(at));
            None
        }
        Claim::No => None,
    };
    let own = policy.claim_by_labels(|key| pods.label(key).string());
    if let Some(belongs) = by_labels(own, pods.spec()) {
        return belongs;
    }
    let namespace = workload.attr("metadata").attr("namespace");
    if let Some(namespace) = namespace.target().and_then(|target| target.resource()) {
        let labels = namespace.attr("metadata").attr("labels");
        let claim = policy.claim_by_labels(|key| labels.attr(key).string());
        if let Some(belongs) = by_labels(claim, labels) {
            return belongs;
        }
    }
    if let Some(at) = unknown {
        return Belongs::Unknown(at);
    }
    let by_name = policy.claim_by_name(workload.name());
    let by_namespace = || namespace.string().known().and_then(|name| policy.claim_by_namespace(name));
    if let Some(tier) = by_name.or_else(by_namespace) {
        return claimed(tier);
    }
    let image = pods.main_container().attr("image");
    let runs = if image.is_absent() { Runs::Nothing } else { Runs::Image };
    match policy.by_what_runs(&Image::parse(image.string()), runs, workload.type_name()) {
        ByImage::Image(tier) => Belongs::Tier(tier, Because { why: Why::Image, at: image }),
        ByImage::Rest(tier) => Belongs::Tier(tier, Because { why: Why::Rest, at: workload.body() }),
        ByImage::Store => Belongs::Store(image),
        ByImage::None => Belongs::None,
        ByImage::Unknown => Belongs::Unknown(image),
    }
}

/// Whether the policy says of the pods of a workload itself where they belong, so that those beside it are held to
/// all flows.
pub fn is_named(policy: &Policy, pods: &Pods<'_>) -> bool {
    matches!(policy.claim_by_labels(|key| pods.label(key).string()), Claim::Yes(_))
        || policy.claim_by_name(pods.workload.name()).is_some()
}

/// Why pods are of their tier, for people, and the place that says so.
pub fn reason<'a>(policy: &Policy, workload: Resource<'a>, belongs: &Belongs<'a>) -> (Value<'a>, String) {
    let address = workload.address();
    match *belongs {
        Belongs::Tier(tier, Because { why, at }) => {
            let tier = policy.name(tier);
            let text = match (why, at.string().known()) {
                (Why::Image, Some(image)) => format!("`{address}` is in tier `{tier}` by its image `{image}`"),
                (Why::Rest, _) => format!("`{address}` is in tier `{tier}`, to which belongs what no other tier has"),
                _ => format!("`{address}` is in tier `{tier}` by its labels, its name or its namespace"),
            };
            (at, text)
        }
        Belongs::Store(at) => (at, format!("`{address}` runs a data store")),
        Belongs::None => (workload.body(), format!("`{address}` belongs to no tier of the policy")),
        Belongs::Unknown(at) => (at, format!("the tier of `{address}` is not known")),
    }
}

/// What decides the tier of pods that have none.
pub const DECIDES_TIER: &str = "a value for what is not known, or a label or a name pattern under `[topology.tiers]`";

/// What decides whom a selector means.
pub const DECIDES_PEER: &str =
    "a tier under `[topology.tiers]` with one of these labels, or with the namespace in `namespaces`";

/// The tiers of whom a selector means.
#[derive(Clone, Debug, Default)]
pub struct Meant {
    pub tiers: Vec<TierId>,
    /// For some of whom it means, no tier has the labels.
    pub others: bool,
}

/// Labels that a selector asks for: by key, one of some values.
type Wanted<'a> = Vec<(&'a str, Vec<Read<&'a str>>)>;

/// Combinations of values that are tried; who lists more is not followed.
const TRIED: usize = 64;

/// The tiers of whoever has the labels that a peer of a policy asks for.
pub fn meant(policy: &Policy, pods: Value<'_>, namespaces: Value<'_>) -> Meant {
    let (pods, namespaces) = (wanted(pods), wanted(namespaces));
    let mut meant = Meant::default();
    for namespace in combinations(&namespaces) {
        for pod in combinations(&pods) {
            match claim(policy, &pod, &namespace) {
                Some(tier) if meant.tiers.contains(&tier) => {}
                Some(tier) => meant.tiers.push(tier),
                None => meant.others = true,
            }
        }
    }
    meant
}

fn claim(policy: &Policy, pod: &[(&str, Read<&str>)], namespace: &[(&str, Read<&str>)]) -> Option<TierId> {
    for labels in [pod, namespace] {
        let label = |key: &str| labels.iter().find(|(name, _)| *name == key).map_or(Read::Absent, |(_, value)| *value);
        if let Claim::Yes(tier) = policy.claim_by_labels(label) {
            return Some(tier);
        }
    }
    let name = namespace.iter().find(|(key, _)| *key == NAME_OF_NAMESPACE)?.1.known()?;
    policy.claim_by_namespace(name)
}

fn wanted(selector: Value<'_>) -> Wanted<'_> {
    let equal = selector.attr("matchLabels").entries().map(|(key, value)| (key, vec![value.string()]));
    let mut all: Wanted<'_> = equal.collect();
    for expression in selector.attr("matchExpressions").each() {
        if let (Some(key), Some("In")) =
            (expression.attr("key").string().known(), expression.attr("operator").string().known())
        {
            all.push((key, expression.attr("values").each().map(|value| value.string()).collect()));
        }
    }
    all
}

/// Every way to choose one value for each key.
fn combinations<'a>(wanted: &Wanted<'a>) -> Vec<Vec<(&'a str, Read<&'a str>)>> {
    let mut all = vec![Vec::new()];
    for (key, values) in wanted {
        let longer = |start: &Vec<(&'a str, Read<&'a str>)>| {
            let start = start.clone();
            values.iter().map(move |value| start.iter().copied().chain([(*key, *value)]).collect::<Vec<_>>())
        };
        if all.len() * values.len() <= TRIED {
            all = all.iter().flat_map(longer).collect();
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use tollgate_sdk::Read;

    use super::combinations;

    #[test]
    fn one_value_for_each_key() {
        let check = |wanted: &[(&'static str, &[&'static str])], expected: &str| {
            let wanted = wanted.iter().map(|(key, values)| (*key, values.iter().map(|v| Read::Known(*v)).collect()));
            let all = combinations(&wanted.collect());
            let text = |one: &Vec<(&str, Read<&str>)>| {
                one.iter()
                    .map(|(key, value)| format!("{key}={}", value.known().unwrap_or("?")))
                    .collect::<Vec<_>>()
                    .join(",")
            };
            assert_eq!(all.iter().map(text).collect::<Vec<_>>().join(" "), expected);
        };
        check(&[], "");
        check(&[("a", &["x"])], "a=x");
        check(&[("a", &["x", "y"]), ("b", &["z"])], "a=x,b=z a=y,b=z");
    }
}
