//! Instances that boot unsigned code.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "gcp/secure-boot-off",
    level: Level::Info,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["google_compute_instance", "google_compute_instance_template", "google_compute_region_instance_template"],
    summary: "An instance boots without secure boot",
    page: include_str!("secure_boot_off.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R218"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, machine: Resource<'_>) {
    if machine.is_data() {
        return;
    }
    let enabled = machine.setting("shielded_instance_config.enable_secure_boot");
    let message = format!("`{}` boots without secure boot", machine.address());
    if let Some(found) = cx.reject(&enabled, |value| value.bool().or(false).test(|on| !on), message) {
        found
            .because("it loads unsigned boot loaders and kernel modules: what an intruder installs there is hidden from everything that starts later")
            .help("set `enable_secure_boot = true` in `shielded_instance_config`, unless the instance needs drivers that are not signed")
            .fix_setting(&enabled, true)
            .fix_is_unsafe();
    }
}
