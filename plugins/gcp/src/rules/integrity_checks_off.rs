//! Instances and nodes that do not notice when their boot loader or kernel was changed.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Setting};

use crate::clusters::{CLUSTER, POOL, nodes};

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
        CLUSTER,
        POOL,
    ],
    summary: "The vTPM or the integrity monitoring of an instance or a node is switched off",
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
    let address = machine.address();
    if !matches!(machine.type_name(), CLUSTER | POOL) {
        for (path, what) in SETTINGS {
            reject(cx, &machine.setting(path), format!("{what} of `{address}` is switched off"));
        }
        return;
    }
    // Both for all nodes at once; clusters of Autopilot do not take it.
    let shielded = machine.setting("enable_shielded_nodes");
    reject(cx, &shielded, format!("Shielded Nodes of `{address}` are switched off"));
    for pool in nodes(machine) {
        let monitoring = pool.body.setting("node_config.shielded_instance_config.enable_integrity_monitoring");
        reject(cx, &monitoring, format!("integrity monitoring of nodes of `{address}` is switched off"));
    }
}

fn reject(cx: &mut Context<'_>, enabled: &Setting<'_>, message: String) {
    if let Some(found) = cx.reject(enabled, |value| value.bool().test(|on| !on), message) {
        found
            .because(
                "a boot loader or kernel that an intruder has changed survives every update, and nothing reports it",
            )
            .help("remove the argument: it is on by default and costs nothing")
            .fix_setting(enabled, true)
            .fix_is_unsafe();
    }
}
