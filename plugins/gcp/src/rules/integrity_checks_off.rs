//! Machines that do not notice when what they start from was changed.

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
    summary: "The vTPM or the integrity monitoring of a machine is switched off",
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
                .because("a changed boot loader or kernel survives every update of the machine, and nothing reports it")
                .help("remove the argument: both are on by default, and cost nothing")
                .fix_setting(&enabled, true)
                .fix_is_unsafe();
        }
    }
}
