//! The network that every account has, and that nobody planned.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::is_on;

pub const RULE: Rule = Rule {
    id: "aws/default-vpc",
    level: Level::Info,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_default_vpc", "aws_vpc"],
    summary: "The default VPC of the account is used",
    page: include_str!("default_vpc.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R014"],
    check: Check::Resource(check),
};

const BECAUSE: &str = "all of its subnets are public, instances in them get a public address by default, and whatever else was started in the account without naming a network is there too";
const HELP: &str = "create an `aws_vpc` with private subnets and move there";

fn check(cx: &mut Context<'_>, vpc: Resource<'_>) {
    let message = format!("`{}` is the default VPC of the account", vpc.address());
    match (vpc.type_name(), vpc.is_data()) {
        ("aws_default_vpc", false) => {
            cx.report(vpc, message).because(BECAUSE).help(HELP);
        }
        // The one place where what is looked up decides: somebody wants to use it.
        ("aws_vpc", true) => {
            if let Some(found) = cx.reject(&vpc.setting("default"), is_on, message) {
                found.because(BECAUSE).help(HELP);
            }
        }
        _ => {}
    }
}
