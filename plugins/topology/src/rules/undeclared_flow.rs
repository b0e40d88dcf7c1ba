//! Pods that admit a tier that no flow lets in.

use tollgate_sdk::{Check, Fix, Level, Precision, Rule};

use crate::{kubernetes::undeclared_flow::check, types::KUBERNETES};

pub const RULE: Rule = Rule {
    id: "topology/undeclared-flow",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: KUBERNETES,
    summary: "A NetworkPolicy or an Ingress admits a tier that no flow lets in",
    page: include_str!("undeclared_flow.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Project(check),
};
