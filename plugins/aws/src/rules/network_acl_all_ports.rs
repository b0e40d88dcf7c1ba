//! Network ACLs with an entry that lets in every port.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::acl;

pub const RULE: Rule = Rule {
    id: "aws/network-acl-all-ports",
    level: Level::Off,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: acl::TYPES,
    summary: "A network ACL allows inbound traffic on every port",
    page: include_str!("network_acl_all_ports.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R016"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() {
        return;
    }
    for entry in acl::entries(cx, resource) {
        let message = format!("`{}` allows inbound traffic on every port", resource.address());
        if let Some(found) = acl::reject_all_ports(cx, entry, message) {
            found
                .because(
                    "an entry for all ports filters no port: whoever is in the admitted range reaches every port that a security group opens",
                )
                .help("name the ports that the subnet serves, and 1024-65535 for responses to its own requests");
        }
    }
}
