//! Instances with an interactive serial console.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::metadata;

pub const RULE: Rule = Rule {
    id: "gcp/serial-port-enabled",
    level: Level::Warning,
    severity: 55,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "google_compute_instance",
        "google_compute_instance_template",
        "google_compute_region_instance_template",
        "google_compute_instance_from_template",
        "google_compute_project_metadata",
        "google_compute_project_metadata_item",
    ],
    summary: "The serial console of an instance can be used from the internet",
    page: include_str!("serial_port_enabled.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, machine: Resource<'_>) {
    let Some(serial) = metadata::entry(machine, "metadata.serial-port-enable").filter(|_| !machine.is_data()) else {
        return;
    };
    let message = format!("`{}` switches on the interactive serial console", machine.address());
    if let Some(found) = cx.reject(&serial, metadata::is_on, message) {
        found
            .because("it is reached through a gateway of Google that no firewall rule stands before: whoever has a matching SSH key and the name of the instance gets a login prompt, from anywhere")
            .help("set it to `FALSE`, and switch it on for the hour in which you need it to repair the instance")
            .fix_setting(&serial, "FALSE")
            .fix_is_unsafe();
    }
}
