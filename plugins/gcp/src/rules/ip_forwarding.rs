//! Instances that may send packets in the name of others.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "gcp/ip-forwarding",
    level: Level::Off,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &[
        "google_compute_instance",
        "google_compute_instance_template",
        "google_compute_region_instance_template",
        "google_compute_instance_from_template",
    ],
    summary: "An instance may forward packets of others",
    page: include_str!("ip_forwarding.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, machine: Resource<'_>) {
    if machine.is_data() {
        return;
    }
    let forwards = machine.setting("can_ip_forward");
    let message = format!("`{}` may forward packets of others", machine.address());
    if let Some(found) = cx.reject(&forwards, |value| value.bool().test(|on| on), message) {
        found
            .because("an intruder on it can send packets with any address as their source, past firewall rules that trust addresses, and can stand between two networks unseen")
            .help("remove `can_ip_forward`, unless the instance is a router, a NAT or a VPN gateway")
            .fix_setting(&forwards, false)
            .fix_is_unsafe();
    }
}
