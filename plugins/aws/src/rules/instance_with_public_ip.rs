//! Instances that ask for a public address.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Setting};

use crate::written::is_on;

pub const RULE: Rule = Rule {
    id: "aws/instance-with-public-ip",
    level: Level::Info,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_instance", "aws_launch_configuration", "aws_launch_template", "aws_spot_instance_request"],
    summary: "An instance asks for a public address",
    page: include_str!("instance_with_public_ip.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R018"],
    check: Check::Resource(check),
};

const ARGUMENT: &str = "associate_public_ip_address";

fn check(cx: &mut Context<'_>, instance: Resource<'_>) {
    if instance.is_data() {
        return;
    }
    if instance.type_name() == "aws_launch_template" {
        let interfaces = instance.attr("network_interfaces");
        if interfaces.may_have_more() {
            cx.undecided(interfaces);
        }
        for interface in interfaces.each() {
            report(cx, instance, &interface.setting(ARGUMENT));
        }
    } else {
        report(cx, instance, &instance.setting(ARGUMENT));
    }
}

fn report(cx: &mut Context<'_>, instance: Resource<'_>, public: &Setting<'_>) {
    let who = match instance.type_name() {
        "aws_launch_template" | "aws_launch_configuration" => "gives its instances a public address",
        _ => "asks for a public address",
    };
    if let Some(found) = cx.reject(public, is_on, format!("`{}` {who}", instance.address())) {
        found
            .because("scanners find public addresses within minutes, and each port that the security group opens is open to attackers directly")
            .help("set `associate_public_ip_address = false`; let users in through a load balancer, administrators through Session Manager, and outgoing traffic through a NAT gateway")
            .fix_setting(public, false)
            .fix_is_unsafe();
    }
}
