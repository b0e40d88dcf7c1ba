//! Load balancers on the internet without a firewall for web requests.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Rule, View, companions};

use crate::{
    network::{all, is_application},
    written::is_on,
};

pub const RULE: Rule = Rule {
    id: "aws/load-balancer-without-waf",
    level: Level::Off,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_lb", "aws_alb", "aws_wafv2_web_acl_association", "aws_wafregional_web_acl_association"],
    summary: "A load balancer on the internet has no web ACL",
    page: include_str!("load_balancer_without_waf.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R030"],
    check: Check::Project(check),
};

/// What gives a resource a web ACL, by `resource_arn`.
pub const ASSOCIATIONS: &[&str] = &["aws_wafv2_web_acl_association", "aws_wafregional_web_acl_association"];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let balancers = ["aws_lb", "aws_alb"].into_iter().flat_map(|ty| view.of(ty));
    for balancer in balancers.filter(|one| !one.is_data() && one.exists() != Existence::No) {
        let (internal, kind) = (balancer.attr("internal"), balancer.attr("load_balancer_type"));
        let questions = [(is_application(balancer), kind), (internal.judge(is_on).not(), internal)];
        let associations = companions(view, balancer, ASSOCIATIONS, "resource_arn", &[]);
        let (answer, unknown) = all(&questions);
        match (answer, associations.any()) {
            (Answer::No, _) | (_, Answer::Yes | Answer::Possible) => {}
            (Answer::Unknown, _) => cx.undecided(unknown.unwrap_or(internal)),
            (_, Answer::Unknown) => {
                let decided_by = associations.perhaps.first().map(|(one, _)| one.address()).unwrap_or_default();
                cx.undecided_because(balancer, "a web ACL may belong to it", decided_by);
            }
            (_, Answer::No) => {
                let found = cx
                    .report(balancer, format!("`{}` is on the internet and has no web ACL", balancer.address()))
                    .because("requests of scanners, password guessers and floods reach the application unfiltered, and during an attack there is nothing to stop them with")
                    .help("create an `aws_wafv2_web_acl` of scope `REGIONAL` and an `aws_wafv2_web_acl_association` with the ARN of the load balancer")
                    .if_exists(balancer);
                if answer == Answer::Possible {
                    found.possible();
                }
            }
        }
    }
}
