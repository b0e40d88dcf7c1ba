//! Instances that run as the default service account.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::iam::is_made;

pub const RULE: Rule = Rule {
    id: "gcp/default-service-account",
    level: Level::Warning,
    severity: 55,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "google_compute_instance",
        "google_compute_instance_template",
        "google_compute_region_instance_template",
        "google_compute_instance_from_template",
    ],
    summary: "An instance runs as the default service account",
    page: include_str!("default_service_account.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R219"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, machine: Resource<'_>) {
    let block = machine.block("service_account");
    // Without the block, a machine made by Terraform has no account at all.
    if machine.is_data() || block.is_unset() {
        return;
    }
    let email = block.setting("email");
    let message = format!("`{}` runs as the default service account", machine.address());
    if let Some(found) = cx.reject(&email, is_default, message) {
        found
            .because("in many projects that account has the role Editor: an attacker on the instance gets its token and can change nearly everything")
            .help("create a `google_service_account` for this workload, grant it the roles that it needs, and set its `email` here");
    }
}

fn is_default(email: Value<'_>) -> Answer {
    if let Some(target) = email.target() {
        if target.address().contains("google_compute_default_service_account") {
            return Answer::Yes;
        }
        if is_made(email) {
            return Answer::No;
        }
    }
    let is_default = |text: &str| text.is_empty() || text.ends_with("-compute@developer.gserviceaccount.com");
    email.string().or("").test(is_default)
}
