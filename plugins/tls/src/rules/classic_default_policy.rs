//! Classic Load Balancers that leave the negotiation policy to AWS.

use tollgate_sdk::{
    Answer, Check, Context, Existence, Fix, Level, Precision, Read, Resource, Rule, Value, View, companions,
};

use crate::policies::DEFAULT;

pub const RULE: Rule = Rule {
    id: "tls/classic-default-policy",
    level: Level::Error,
    severity: 74,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_elb", "aws_lb_ssl_negotiation_policy", "aws_load_balancer_listener_policy"],
    summary: "A Classic Load Balancer without a negotiation policy accepts TLS 1.0",
    page: include_str!("classic_default_policy.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R051"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for balancer in view.of("aws_elb").filter(|one| !one.is_data() && one.exists() != Existence::No) {
        let listeners = balancer.attr("listener");
        for listener in listeners.each() {
            let protocol = listener.attr("lb_protocol");
            let ends_tls = protocol.judge(|protocol| {
                protocol.string().test(|text| text.eq_ignore_ascii_case("https") || text.eq_ignore_ascii_case("ssl"))
            });
            let has_policy = has_policy(view, balancer, listener.attr("lb_port"));
            match ends_tls.and(has_policy.not()) {
                Answer::No => {}
                Answer::Unknown if ends_tls == Answer::Unknown => cx.undecided(protocol),
                Answer::Unknown => {
                    let reason = "whether a policy belongs to this listener is not known";
                    cx.undecided_because(protocol, reason, "the load balancer and the port of the policies");
                }
                answer => {
                    let message = format!(
                        "a listener of `{}` has no negotiation policy: AWS gives it `{DEFAULT}`",
                        balancer.address()
                    );
                    let found = cx
                        .report(protocol, message)
                        .because("that policy accepts TLS 1.0 and 1.1, which are deprecated (RFC 8996), and an attacker on the network can make clients fall back to them")
                        .help("add an `aws_lb_ssl_negotiation_policy` with the `Reference-Security-Policy` `ELBSecurityPolicy-TLS-1-2-2017-01`, or move to an Application Load Balancer")
                        .if_exists(balancer);
                    if answer == Answer::Possible {
                        found.possible();
                    }
                }
            }
        }
        if listeners.may_have_more() {
            cx.undecided(listeners);
        }
    }
}

/// Whether a policy is made for the port of the load balancer.
fn has_policy(view: View<'_>, balancer: Resource<'_>, port: Value<'_>) -> Answer {
    let kinds = [
        ("aws_lb_ssl_negotiation_policy", "load_balancer", "lb_port"),
        ("aws_load_balancer_listener_policy", "load_balancer_name", "load_balancer_port"),
    ];
    let mut answer = Answer::No;
    for (ty, argument, port_argument) in kinds {
        let found = companions(view, balancer, &[ty], argument, &["name"]);
        let certain = found.certain.iter().map(|policy| same(policy.attr(port_argument), port));
        let perhaps =
            found.perhaps.iter().map(|(policy, _)| same(policy.attr(port_argument), port).and(Answer::Unknown));
        answer = certain.chain(perhaps).fold(answer, Answer::or);
    }
    answer
}

fn same(one: Value<'_>, other: Value<'_>) -> Answer {
    match (one.int(), other.int()) {
        (Read::Known(one), Read::Known(other)) => Answer::from(one == other),
        _ => Answer::Unknown,
    }
}
