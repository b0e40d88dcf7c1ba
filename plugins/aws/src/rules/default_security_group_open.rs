//! VPCs whose default security group is as AWS made it.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Rule, View, companions};

pub const RULE: Rule = Rule {
    id: "aws/default-security-group-open",
    level: Level::Off,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_vpc", "aws_default_vpc", "aws_default_security_group"],
    summary: "The default security group of a VPC is left as AWS made it",
    page: include_str!("default_security_group_open.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R013"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let vpcs = ["aws_vpc", "aws_default_vpc"].into_iter().flat_map(|ty| view.of(ty));
    for vpc in vpcs.filter(|vpc| !vpc.is_data() && vpc.exists() != Existence::No) {
        let groups = companions(view, vpc, &["aws_default_security_group"], "vpc_id", &[]);
        match groups.any() {
            Answer::No => {
                cx.report(vpc, format!("the default security group of `{}` is left as AWS made it", vpc.address()))
                    .because("everything that names no group is in it: whoever takes over one member reaches all others on every port, and anything outside")
                    .help("add an `aws_default_security_group` with the `vpc_id` and no rules, which removes those that AWS made")
                    .if_exists(vpc);
            }
            Answer::Unknown => {
                let reason = "an `aws_default_security_group` may belong to it";
                let decided_by = groups.perhaps.first().map(|(one, _)| one.address()).unwrap_or_default();
                cx.undecided_because(vpc, reason, decided_by);
            }
            Answer::Yes | Answer::Possible => {}
        }
    }
}
