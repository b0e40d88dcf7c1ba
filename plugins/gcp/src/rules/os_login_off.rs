//! Instances whose users are not those of IAM.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::metadata;

pub const RULE: Rule = Rule {
    id: "gcp/os-login-off",
    level: Level::Info,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "google_compute_instance",
        "google_compute_instance_template",
        "google_compute_region_instance_template",
        "google_compute_instance_from_template",
        "google_compute_project_metadata",
        "google_compute_project_metadata_item",
    ],
    summary: "OS Login is switched off",
    page: include_str!("os_login_off.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, machine: Resource<'_>) {
    let Some(login) = metadata::entry(machine, "metadata.enable-oslogin").filter(|_| !machine.is_data()) else {
        return;
    };
    let message = format!("`{}` switches OS Login off", machine.address());
    if let Some(found) = cx.reject(&login, metadata::is_off, message) {
        found
            .because("whoever may edit metadata adds an SSH key for any user with root rights; keys of people who have left stay, and no role in IAM shows or ends their access")
            .help("set `enable-oslogin = \"TRUE\"` and grant `roles/compute.osLogin` to those who log in")
            .fix_setting(&login, "TRUE")
            .fix_is_unsafe();
    }
}
