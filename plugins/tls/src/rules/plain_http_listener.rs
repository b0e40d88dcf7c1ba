//! Listeners that serve HTTP in clear text.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Read, Resource, Rule, Value, View};

use crate::listener::{
    INTERNAL_OPTION, LISTENERS_AND_BALANCERS, exposed, is_internet_facing, listeners, place, redirects, takes_http,
};

pub const RULE: Rule = Rule {
    id: "tls/plain-http-listener",
    level: Level::Error,
    severity: 74,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        CLASSIC,
        LISTENERS_AND_BALANCERS[0],
        LISTENERS_AND_BALANCERS[1],
        LISTENERS_AND_BALANCERS[2],
        LISTENERS_AND_BALANCERS[3],
    ],
    summary: "A load balancer serves HTTP in clear text instead of redirecting to HTTPS",
    page: include_str!("plain_http_listener.md"),
    options: INTERNAL_OPTION,
    fix: Fix::None,
    answers: &["R047", "R050"],
    check: Check::Linked(check),
};

/// Classic Load Balancers, whose listeners are blocks and cannot redirect.
const CLASSIC: &str = "aws_elb";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for listener in listeners(view) {
        judge(cx, listener);
    }
    for balancer in view.of(CLASSIC).filter(|one| !one.is_data() && one.exists() != Existence::No) {
        classic(cx, balancer);
    }
}

fn classic(cx: &mut Context<'_>, balancer: Resource<'_>) {
    let listeners = balancer.attr("listener");
    let asked_for = cx.options().attr("internal").bool() == Read::Known(true);
    let exposed = if asked_for { Answer::Yes } else { is_internet_facing(balancer) };
    if exposed == Answer::No {
        return;
    }
    let speaks = |listener: Value<'_>, protocol: &str| {
        let spoken = listener.attr("lb_protocol");
        spoken.judge(|spoken| spoken.string().test(|text| text.eq_ignore_ascii_case(protocol)))
    };
    // Then what is behind it can redirect, and often does.
    let has_https = listeners.may_have_more() || listeners.each().any(|one| speaks(one, "HTTPS") != Answer::No);
    for listener in listeners.each() {
        let protocol = listener.attr("lb_protocol");
        let answer = match (speaks(listener, "HTTP"), exposed) {
            (Answer::Yes, Answer::Unknown) => Answer::Possible,
            (clear, exposed) => clear.and(exposed),
        };
        if answer == Answer::No {
            continue;
        }
        if answer == Answer::Unknown {
            cx.undecided(protocol);
            continue;
        }
        let finding = cx
            .report(protocol, format!("`{}` serves HTTP in clear text", balancer.address()))
            .because("an attacker between client and load balancer reads and changes requests and responses, session cookies and tokens included; a Classic Load Balancer cannot redirect to HTTPS")
            .help("serve HTTPS with a certificate (`ssl_certificate_id`) and remove this listener; to redirect, move to an Application Load Balancer")
            .if_exists(balancer);
        if answer == Answer::Possible || has_https {
            finding.possible();
        }
    }
    if listeners.may_have_more() {
        cx.undecided(listeners);
    }
}

fn judge(cx: &mut Context<'_>, listener: Resource<'_>) {
    let protocol = listener.attr("protocol");
    let actions = listener.attr("default_action");
    let mut redirected = if actions.may_have_more() { Answer::Unknown } else { Answer::No };
    for action in actions.each() {
        redirected = redirected.or(redirects(action));
    }
    let clear = takes_http(listener).and(redirected.not());
    match clear.and(exposed(listener, cx.options())) {
        Answer::No => {}
        Answer::Unknown => {
            let decides = [protocol, listener.attr("port")].into_iter().find(|value| value.is_unknown());
            let action = actions.each().map(|action| action.attr("type")).find(|ty| ty.is_unknown());
            cx.undecided(decides.or(action).unwrap_or(actions));
        }
        answer @ (Answer::Yes | Answer::Possible) => {
            let finding = cx
                .report(place(protocol, listener), format!("`{}` serves HTTP in clear text", listener.address()))
                .because("an attacker between client and load balancer reads and changes requests and responses, session cookies and tokens included")
                .help("make its default action a redirect to HTTPS (port 443, `HTTP_301`) and serve from an HTTPS listener with a certificate")
                .if_exists(listener);
            let finding = match actions.each().next() {
                Some(action) => finding.related(action, "this action does not redirect"),
                None => finding,
            };
            if answer == Answer::Possible {
                finding.possible();
            }
        }
    }
}
