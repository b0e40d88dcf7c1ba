//! EKS clusters whose API the whole internet can reach.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::network::{admits_the_world, world_in};

pub const RULE: Rule = Rule {
    id: "aws/eks-endpoint-open-to-world",
    level: Level::Warning,
    severity: 65,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_eks_cluster"],
    summary: "The API of an EKS cluster is open to the whole internet",
    page: include_str!("eks_endpoint_open_to_world.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R026"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cluster: Resource<'_>) {
    // The API of a cluster on an Outpost is private.
    if cluster.is_data() || !cluster.block("outpost_config").is_unset() {
        return;
    }
    let public = cluster.setting("vpc_config.endpoint_public_access").value();
    let ranges = cluster.setting("vpc_config.public_access_cidrs").value();
    let is_public = public.judge(|public| public.bool().or(true).test(|on| on));
    let is_open = ranges.judge(|ranges| if is_nothing(ranges) { Answer::Yes } else { admits_the_world(ranges) });
    let answer = is_public.and(is_open);
    match answer {
        Answer::No => {}
        Answer::Unknown if is_public == Answer::Unknown => cx.undecided(public),
        Answer::Unknown => cx.undecided(ranges),
        Answer::Yes | Answer::Possible => {
            let place = if ranges.is_unset() { public } else { world_in(ranges) };
            let found = cx
                .report(place, format!("the API of `{}` is open to the whole internet", cluster.address()))
                .because("a stolen token works from anywhere, and the next vulnerability in the API server can be exploited before the cluster is patched")
                .help("list the ranges that administrators and pipelines come from in `public_access_cidrs`, or set `endpoint_public_access = false` together with `endpoint_private_access = true`");
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}

/// Not written, or an empty list: EKS then admits everybody.
fn is_nothing(list: Value<'_>) -> bool {
    list.is_unset() || (!list.may_have_more() && list.each().next().is_none())
}
