//! Instances with a public address.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "gcp/instance-with-public-ip",
    level: Level::Info,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "google_compute_instance",
        "google_compute_instance_template",
        "google_compute_region_instance_template",
        "google_compute_instance_from_template",
    ],
    summary: "An instance has a public address",
    page: include_str!("instance_with_public_ip.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R043"],
    check: Check::Resource(check),
};

/// An empty block is enough: the address is then one that Google chooses.
const ADDRESSES: &[&str] = &["access_config", "ipv6_access_config"];

fn check(cx: &mut Context<'_>, machine: Resource<'_>) {
    if machine.is_data() {
        return;
    }
    let interfaces = machine.attr("network_interface");
    if interfaces.may_have_more() {
        cx.undecided(interfaces);
    }
    for interface in interfaces.each() {
        for name in ADDRESSES {
            let addresses = interface.attr(name);
            if addresses.may_have_more() {
                cx.undecided(addresses);
            }
            for address in addresses.each() {
                cx.report(address, format!("`{}` has a public address", machine.address()))
                    .because("one firewall rule that is too wide, made for another instance, is enough to let the whole internet reach it")
                    .help("remove the block (of a `dynamic` block, the element of its `for_each`); use a load balancer for clients, Identity-Aware Proxy for administration, and Cloud NAT for outgoing connections")
                    .fix_remove(address)
                    .fix_is_unsafe();
            }
        }
    }
}
