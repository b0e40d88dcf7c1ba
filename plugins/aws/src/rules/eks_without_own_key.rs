//! Clusters whose objects are encrypted with a key of AWS.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "aws/eks-without-own-key",
    level: Level::Off,
    severity: 30,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_eks_cluster"],
    summary: "Secrets of an EKS cluster are not encrypted with a key of your own",
    page: include_str!("eks_without_own_key.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R196"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cluster: Resource<'_>) {
    if cluster.is_data() {
        return;
    }
    let key = cluster.setting("encryption_config.provider.key_arn");
    let message = format!("secrets of `{}` are not encrypted with a key of your own", cluster.address());
    // An unknown key is a key all the same.
    let is_missing = |key: Value<'_>| if key.is_unset() { Answer::Yes } else { Answer::No };
    let blocks = cluster.attr("encryption_config");
    if blocks.each().next().is_none() && blocks.may_have_more() {
        cx.undecided(blocks);
    } else if let Some(found) = cx.reject(&key, is_missing, message) {
        found
            .because("the key then belongs to AWS: you cannot see who used it, restrict it or disable it; before Kubernetes 1.28, secrets have no encryption beyond that of the disk")
            .help("add `encryption_config` with `resources = [\"secrets\"]` and the ARN of a KMS key; it cannot be removed later, and a cluster whose key is deleted cannot be recovered");
    }
}
