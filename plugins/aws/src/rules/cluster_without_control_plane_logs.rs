//! EKS clusters without logs of their control plane.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::{listed, missing};

pub const RULE: Rule = Rule {
    id: "aws/cluster-without-control-plane-logs",
    level: Level::Info,
    severity: 35,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_eks_cluster"],
    summary: "The control plane of an EKS cluster does not write all its logs",
    page: include_str!("cluster_without_control_plane_logs.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"types":{"type":"array","items":{"enum":["api","audit","authenticator","controllerManager","scheduler"]},"default":["api","audit","authenticator","controllerManager","scheduler"],"description":"Logs that each cluster must write."}}}"#,
    fix: Fix::None,
    answers: &["R139"],
    check: Check::Resource(check),
};

const ALL: &[&str] = &["api", "audit", "authenticator", "controllerManager", "scheduler"];

fn check(cx: &mut Context<'_>, cluster: Resource<'_>) {
    if cluster.is_data() {
        return;
    }
    let types = cx.options().attr("types");
    let required: Vec<&str> =
        if types.is_absent() { ALL.to_vec() } else { types.each().filter_map(|ty| ty.string().known()).collect() };
    let setting = cluster.setting("enabled_cluster_log_types");
    let mut possible = setting.value().possibilities().map(|value| missing(value, &required));
    let lacks = possible.find(|(_, is_certain)| *is_certain == Answer::Yes).map_or_else(Vec::new, |(lacks, _)| lacks);
    let message = format!("`{}` does not write the logs {}", cluster.address(), listed(&lacks));
    if let Some(found) = cx.reject(&setting, |value| missing(value, &required).1, message) {
        let _finding = found
            .because("only the audit log shows who read a secret or created a privileged pod, and EKS cannot produce it afterwards")
            .help("add them to `enabled_cluster_log_types`; `audit` and `authenticator` matter most, and a retention on the log group keeps the bill small");
    }
}
