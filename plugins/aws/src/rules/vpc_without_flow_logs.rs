//! Networks without a record of who talked to whom.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View, companions};

use crate::{
    project::{is_beside, managed, reject_lack},
    written::is_missing,
};

pub const RULE: Rule = Rule {
    id: "aws/vpc-without-flow-logs",
    level: Level::Info,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_vpc", "aws_flow_log"],
    summary: "A VPC has no flow logs",
    page: include_str!("vpc_without_flow_logs.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R134"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let of_subnets: Vec<_> =
        managed(view, &["aws_flow_log"]).filter(|log| is_missing(log.attr("subnet_id")) != Answer::Yes).collect();
    for vpc in managed(view, &["aws_vpc"]) {
        let found = companions(view, vpc, &["aws_flow_log"], "vpc_id", &[]);
        let of_subnet = of_subnets.iter().find(|log| is_beside(**log, vpc));
        if let (Answer::No, Some(log)) = (found.any(), of_subnet) {
            let reason =
                format!("`{}` is a log of one subnet: whether all subnets have one is not known", log.address());
            cx.undecided_because(vpc, reason, "a flow log of the whole VPC");
            continue;
        }
        if let Some(found) = reject_lack(cx, vpc, &found, format!("`{}` has no flow logs", vpc.address())) {
            let _finding = found
                .because("after a break-in nobody can tell which machines the intruder reached and where the data went")
                .help("add an `aws_flow_log` with its `vpc_id`; logging only rejected traffic, or to a bucket, costs less");
        }
    }
}
