//! Subnets that give every instance an address on the internet.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "aws/subnet-assigns-public-ip",
    level: Level::Info,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_subnet", "aws_default_subnet"],
    summary: "A subnet gives every instance in it a public address",
    page: include_str!("subnet_assigns_public_ip.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R017"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, subnet: Resource<'_>) {
    if subnet.is_data() {
        return;
    }
    let by_default = subnet.type_name() == "aws_default_subnet";
    let public = subnet.setting("map_public_ip_on_launch");
    let message = format!("`{}` gives every instance in it a public address", subnet.address());
    if let Some(found) = cx.reject(&public, |value| value.bool().or(by_default).test(|on| on), message) {
        found
            .because("a build runner or a test database that is started there gets an address on the internet without anybody asking for it")
            .help("set `map_public_ip_on_launch = false`; load balancers and NAT gateways have addresses of their own, and an instance that needs one can set `associate_public_ip_address`")
            .fix_setting(&public, false)
            .fix_is_unsafe();
    }
}
