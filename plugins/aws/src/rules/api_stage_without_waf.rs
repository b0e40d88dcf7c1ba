//! Stages of REST APIs without a firewall for web requests.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, View, companions};

use super::load_balancer_without_waf::ASSOCIATIONS;
use crate::api::is_private;

pub const RULE: Rule = Rule {
    id: "aws/api-stage-without-waf",
    level: Level::Off,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "aws_api_gateway_stage",
        "aws_api_gateway_rest_api",
        "aws_wafv2_web_acl_association",
        "aws_wafregional_web_acl_association",
    ],
    summary: "A stage of a REST API has no web ACL",
    page: include_str!("api_stage_without_waf.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R213"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for stage in view.of("aws_api_gateway_stage").filter(|one| !one.is_data() && one.exists() != Existence::No) {
        let api = stage.attr("rest_api_id");
        let is_private = api.target().and_then(|target| target.resource()).map_or(Answer::No, is_private);
        if is_private == Answer::Yes {
            continue;
        }
        check_stage(cx, view, stage, is_private);
    }
}

fn check_stage(cx: &mut Context<'_>, view: View<'_>, stage: Resource<'_>, is_private: Answer) {
    let associations = companions(view, stage, ASSOCIATIONS, "resource_arn", &[]);
    match associations.any() {
        Answer::Yes | Answer::Possible => {}
        Answer::Unknown => {
            let decided_by = associations.perhaps.first().map(|(one, _)| one.address()).unwrap_or_default();
            cx.undecided_because(stage, "a web ACL may belong to it", decided_by);
        }
        Answer::No => {
            let found = cx
                .report(stage, format!("`{}` has no web ACL", stage.address()))
                .because("requests of scanners, password guessers and floods reach what is behind the API unfiltered, and each one is billed")
                .help("create an `aws_wafv2_web_acl` of scope `REGIONAL` and an `aws_wafv2_web_acl_association` with the ARN of the stage")
                .if_exists(stage);
            if is_private != Answer::No {
                found.possible();
            }
        }
    }
}
