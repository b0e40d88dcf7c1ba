//! Target groups that receive their traffic in clear text.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "tls/plain-target-group",
    level: Level::Off,
    severity: 40,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["aws_lb_target_group", "aws_alb_target_group"],
    summary: "A load balancer sends requests to its targets in clear text",
    page: include_str!("plain_target_group.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R047"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, group: Resource<'_>) {
    if group.is_data() {
        return;
    }
    let (protocol, target) = (group.attr("protocol"), group.attr("target_type"));
    // A function is called through the API of Lambda, whatever the protocol says.
    let function = target.judge(|target| target.string().test(|text| text == "lambda"));
    let plain = protocol.judge(|protocol| protocol.string().test(|text| text.eq_ignore_ascii_case("HTTP")));
    let answer = plain.and(function.not());
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(if protocol.is_unknown() { protocol } else { target }),
        Answer::Yes | Answer::Possible => {
            let finding = cx
                .report(protocol, format!("`{}` receives its requests as HTTP in clear text", group.address()))
                .because("TLS ends at the load balancer: an attacker who can see the traffic behind it reads and changes requests")
                .help("let the targets serve TLS (a self-signed certificate is enough, because it is not verified) and set `protocol = \"HTTPS\"`");
            if answer == Answer::Possible {
                finding.possible();
            }
        }
    }
}
