//! Rules in the security group that everything gets that names none.

use tollgate_sdk::{Check, Context, Existence, Fix, Level, Precision, Resource, Rule, View};

pub const RULE: Rule = Rule {
    id: "aws/default-security-group-with-rules",
    level: Level::Info,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "aws_default_security_group",
        "aws_security_group_rule",
        "aws_vpc",
        "aws_vpc_security_group_egress_rule",
        "aws_vpc_security_group_ingress_rule",
    ],
    summary: "The default security group of a VPC has rules",
    page: include_str!("default_security_group_with_rules.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R013"],
    check: Check::Project(check),
};

const RULES: &[&str] =
    &["aws_security_group_rule", "aws_vpc_security_group_egress_rule", "aws_vpc_security_group_ingress_rule"];

const BECAUSE: &str =
    "whatever is started without naming a group gets these rules, and nobody who reads its configuration sees them";
const HELP: &str =
    "leave `aws_default_security_group` without rules, and move these to an `aws_security_group` of their own";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let is_here = |one: &Resource<'_>| !one.is_data() && one.exists() != Existence::No;
    for group in view.of("aws_default_security_group").filter(is_here) {
        for direction in ["ingress", "egress"] {
            let list = group.attr(direction);
            if let Some(first) = list.each().next() {
                cx.report(
                    first,
                    format!("`{}` is the default security group of its VPC and has rules", group.address()),
                )
                .because(BECAUSE)
                .help(HELP)
                .if_exists(group);
                break;
            }
            if list.may_have_more() {
                cx.undecided(list);
            }
        }
    }
    for rule in RULES.iter().flat_map(|ty| view.of(ty)).filter(is_here) {
        let group = rule.attr("security_group_id");
        let Some(target) = group.target() else { continue };
        let is_default = target.path() == "default_security_group_id"
            || target.resource().is_some_and(|group| group.type_name() == "aws_default_security_group");
        if is_default {
            cx.report(group, format!("`{}` is a rule of the default security group of a VPC", rule.address()))
                .because(BECAUSE)
                .help(HELP)
                .if_exists(rule);
        }
    }
}
