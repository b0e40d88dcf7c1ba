//! Network ACLs that let everybody reach SSH or RDP.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::acl;

pub const RULE: Rule = Rule {
    id: "aws/network-acl-admin-port",
    level: Level::Off,
    severity: 40,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: acl::TYPES,
    summary: "A network ACL lets everybody reach SSH or RDP",
    page: include_str!("network_acl_admin_port.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R015"],
    check: Check::Resource(check),
};

const ADMIN: [(i64, &str); 2] = [(22, "SSH (22)"), (3389, "RDP (3389)")];

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() {
        return;
    }
    for entry in acl::entries(cx, resource) {
        for (port, name) in ADMIN {
            let message = format!("`{}` lets everybody on the internet reach {name}", resource.address());
            let found = acl::reject_everybody(cx, entry, (port, port), message);
            if let Some(found) = found {
                found
                    .because("the ACL is the second line of defense behind security groups: with it open, one mistake in a security group exposes the port")
                    .help("admit only the ranges that administrators come from; responses to requests of the subnet itself need the ports 1024-65535");
                // One entry, one mistake.
                break;
            }
        }
    }
}
