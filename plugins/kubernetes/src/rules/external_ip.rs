//! Services that take traffic for addresses of their own choice.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::objects::{is_empty, listed};

pub const RULE: Rule = Rule {
    id: "kubernetes/external-ip",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &["v1/Service"],
    summary: "A Service takes traffic for addresses of its own choice",
    page: include_str!("external_ip.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R294"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    let spec = service.attr("spec");
    let addresses = spec.attr("externalIPs");
    let is_alias = spec.attr("type").judge(|value| value.string().test(|text| text == "ExternalName"));
    if is_empty(addresses) || is_alias == Answer::Yes {
        return;
    }
    let known: Vec<&str> = addresses.each().filter_map(|one| one.string().known()).collect();
    if known.is_empty() && addresses.may_have_more() {
        return cx.undecided(addresses);
    }
    let what = if known.is_empty() { "addresses of its own choice".to_owned() } else { listed(&known) };
    let _finding = cx
        .report(addresses, format!("`{}` takes all traffic of the cluster to {what}", service.address()))
        .because("nobody checks whose address that is: whoever may write a Service can name that of a bank or of the cloud's metadata and answer in its place (CVE-2020-8554)")
        .help("use `type: LoadBalancer` with a controller that gives out addresses (MetalLB, kube-vip on bare metal), or an Ingress; forbid the field with the admission plugin `DenyServiceExternalIPs`")
        .if_exists(service);
}
