//! Control planes of Kubernetes with an address on the internet, whoever may use it.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::is_on;

pub const RULE: Rule = Rule {
    id: "aws/public-eks-endpoint",
    level: Level::Off,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_eks_cluster"],
    summary: "The API of an EKS cluster has an address on the internet",
    page: include_str!("public_eks_endpoint.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R027"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cluster: Resource<'_>) {
    // The API of a cluster on an Outpost is private.
    if cluster.is_data() || !cluster.block("outpost_config").is_unset() {
        return;
    }
    let public = cluster.setting("vpc_config.endpoint_public_access");
    let message = format!("the API of `{}` has an address on the internet", cluster.address());
    if let Some(found) = cx.reject(&public, |value| value.bool().or(true).test(|on| on), message) {
        let found = found
            .because("stolen credentials of the cluster can be used from outside your network")
            .help("set `endpoint_public_access = false` and `endpoint_private_access = true`, and reach the API through a VPN or a host in the VPC");
        // A cluster needs one of the two endpoints, so the fix looks at both.
        let private = cluster.setting("vpc_config.endpoint_private_access");
        match (public.value().is_absent(), private.value().judge(is_on)) {
            (_, Answer::Yes) => {
                found.fix_setting(&public, false).fix_is_unsafe();
            }
            (false, Answer::No) => {
                found.fix_setting(&public, false).fix_setting(&private, true).fix_is_unsafe();
            }
            _ => {}
        }
    }
}
