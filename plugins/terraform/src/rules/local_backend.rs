//! State in a file of whoever ran Terraform last.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::backends;

pub const RULE: Rule = Rule {
    id: "terraform/local-backend",
    level: Level::Warning,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["terraform/backend"],
    summary: "The Terraform state is a file on one machine",
    page: include_str!("local_backend.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R181"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, backend: Resource<'_>) {
    if backends::kind(backend) == "local" {
        cx.report(backend.attr("type"), "the state is a file on the machine of whoever runs Terraform")
            .because("others start with an empty state and create everything a second time; when the file is lost, nothing is managed any more, and when it is committed, so are the passwords in it")
            .help("use a shared backend with locking, such as `s3`, `gcs` or `azurerm`, and move the state with `terraform init -migrate-state`");
    }
}
