//! Clusters whose version is past its standard support.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::support;

pub const RULE: Rule = Rule {
    id: "aws/unsupported-kubernetes-version",
    level: Level::Warning,
    severity: 45,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_eks_cluster"],
    summary: "The Kubernetes version of an EKS cluster is past its standard support",
    page: include_str!("unsupported_kubernetes_version.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R197"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cluster: Resource<'_>) {
    if cluster.is_data() {
        return;
    }
    let today = cx.today();
    let version = cluster.setting("version");
    // Where none is set, EKS takes a current one.
    let is_past = |value: Value<'_>| {
        value.string().test(|text| support::kubernetes(text).is_some_and(|ends| ends.standard <= today))
    };
    let text = version
        .value()
        .possibilities()
        .find_map(|value| value.string().known().filter(|_| is_past(value) == Answer::Yes));
    let ends = text.and_then(support::kubernetes);
    let (until, is_over) = ends.map_or(("", false), |ends| (ends.standard, ends.extended <= today));
    let text = text.unwrap_or_default();
    let message = format!("`{}` runs Kubernetes {text}, whose standard support ended on {until}", cluster.address());
    let why = match ends {
        Some(_) if is_over => "extended support has ended too: EKS may upgrade the cluster at any time, whether or not what runs in it is ready".to_owned(),
        Some(ends) => format!("extended support lasts until {} and costs six times as much per hour; then EKS upgrades the cluster by itself, whether or not what runs in it is ready", ends.extended),
        None => String::new(),
    };
    if let Some(found) = cx.reject(&version, is_past, message) {
        found.because(why).help("upgrade one minor version at a time: first look for removed APIs that are still used (`kubectl get --raw /metrics | grep requested_deprecated_apis`), then upgrade the cluster, its add-ons and its nodes");
    }
}
