//! Listeners that serve HTTP in clear text.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, View};

use crate::listener::{INTERNAL_OPTION, LISTENERS_AND_BALANCERS, exposed, listeners, place, redirects, takes_http};

pub const RULE: Rule = Rule {
    id: "tls/plain-http-listener",
    level: Level::Error,
    severity: 74,
    precision: Precision::High,
    inputs: &["terraform"],
    types: LISTENERS_AND_BALANCERS,
    summary: "A load balancer serves HTTP in clear text instead of redirecting to HTTPS",
    page: include_str!("plain_http_listener.md"),
    options: INTERNAL_OPTION,
    fix: Fix::None,
    answers: &["R047", "R050"],
    check: Check::Linked(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for listener in listeners(view) {
        judge(cx, listener);
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
