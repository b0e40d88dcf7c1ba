//! Instances that do not notice when their boot loader or kernel was changed.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "gcp/integrity-checks-off",
    level: Level::Warning,
    severity: 40,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "google_compute_instance",
        "google_compute_instance_template",
        "google_compute_region_instance_template",
        "google_compute_instance_from_template",
    ],
    summary: "The vTPM or the integrity monitoring of an instance is switched off",
    page: include_str!("integrity_checks_off.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R218"],
    check: Check::Resource(check),
};

const SETTINGS: &[(&str, &str)] = &[
    ("shielded_instance_config.enable_vtpm", "the vTPM"),
    ("shielded_instance_config.enable_integrity_monitoring", "integrity monitoring"),
];

fn check(cx: &mut Context<'_>, machine: Resource<'_>) {
    if machine.is_data() {
        return;
    }
    for (path, what) in SETTINGS {
        let enabled = machine.setting(path);
        let message = format!("{what} of `{}` is switched off", machine.address());
        if let Some(found) = cx.reject(&enabled, |value| value.bool().test(|on| !on), message) {
            found
                .because("a boot loader or kernel that an intruder has changed survives every update, and nothing reports it")
                .help("remove the argument: it is on by default and costs nothing")
                .fix_setting(&enabled, true)
                .fix_is_unsafe();
        }
    }
}
