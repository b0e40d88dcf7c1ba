//! Redirects of HTTP listeners that do not end at HTTPS.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value, View};

use crate::listener::{INTERNAL_OPTION, LISTENERS_AND_BALANCERS, exposed, listeners, redirects, takes_http};

pub const RULE: Rule = Rule {
    id: "tls/http-not-redirected-to-https",
    level: Level::Error,
    severity: 59,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: LISTENERS_AND_BALANCERS,
    summary: "An HTTP listener redirects, but not to HTTPS",
    page: include_str!("http_not_redirected_to_https.md"),
    options: INTERNAL_OPTION,
    fix: Fix::Unsafe,
    answers: &["R050"],
    check: Check::Linked(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for listener in listeners(view) {
        let applies = takes_http(listener).and(exposed(listener, cx.options()));
        for action in listener.attr("default_action").each() {
            let applies = applies.and(redirects(action));
            let redirect = action.block("redirect");
            if applies == Answer::No || redirect.is_absent() {
                continue;
            }
            judge(cx, listener, redirect, applies);
        }
    }
}

fn judge(cx: &mut Context<'_>, listener: Resource<'_>, redirect: Value<'_>, applies: Answer) {
    let (protocol, port) = (redirect.attr("protocol"), redirect.attr("port"));
    let https = protocol.judge(|protocol| protocol.string().or(SAME_PROTOCOL).test(|text| text == "HTTPS"));
    let back = port.judge(|port| comes_back(port, listener));
    match (applies.and(https.not()), applies.and(https).and(back)) {
        (answer @ (Answer::Yes | Answer::Possible), _) => stays_http(cx, listener, redirect, answer),
        (_, answer @ (Answer::Yes | Answer::Possible)) => same_port(cx, listener, redirect, answer),
        (Answer::No, Answer::No) => {}
        _ => {
            let own = [protocol, port, redirect, listener.attr("protocol"), listener.attr("port")];
            cx.undecided(own.into_iter().find(|value| value.is_unknown()).unwrap_or(redirect));
        }
    }
}

/// What a redirect without a protocol or port means: that of the request.
const SAME_PROTOCOL: &str = "#{protocol}";
const SAME_PORT: &str = "#{port}";

/// Whether the port of a redirect is the one of the listener itself.
fn comes_back(port: Value<'_>, listener: Resource<'_>) -> Answer {
    match (port.string().or(SAME_PORT), listener.attr("port").string()) {
        (Read::Known(SAME_PORT), _) => Answer::Yes,
        (Read::Known(port), Read::Known(own)) => Answer::from(port == own),
        (Read::Known("443"), Read::Unknown) => Answer::No,
        (Read::Unknown, _) | (_, Read::Unknown) => Answer::Unknown,
        _ => Answer::No,
    }
}

fn stays_http(cx: &mut Context<'_>, listener: Resource<'_>, redirect: Value<'_>, answer: Answer) {
    let (protocol, port) = (redirect.attr("protocol"), redirect.attr("port"));
    let to = match protocol.string() {
        Read::Known(SAME_PROTOCOL) => "`#{protocol}`, the protocol of the request, which is HTTP".to_owned(),
        Read::Known(text) => format!("`{text}`"),
        _ => "the protocol of the request, which is HTTP".to_owned(),
    };
    let finding = if protocol.is_absent() {
        cx.report(redirect, message(listener, &to)).fix_insert(redirect, "protocol", "HTTPS")
    } else {
        cx.report(protocol, message(listener, &to)).fix_set(protocol, "HTTPS")
    };
    let finding = finding
        .because("the client continues in clear text, where an attacker on the network reads and changes everything it sends")
        .help("set `protocol = \"HTTPS\"` and `port = \"443\"` in the redirect")
        .if_exists(listener);
    // Other ports speak HTTP, and without one it is that of the request; 8443 is for TLS by habit.
    let finding = match port.string() {
        Read::Known("443" | "8443") | Read::Unknown => finding,
        _ if port.is_absent() => finding.fix_insert(redirect, "port", "443"),
        _ => finding.fix_set(port, "443"),
    };
    // HTTP on port 443 of the same host does not work today: the change cannot break anything.
    let reaches_nothing = port.string() == Read::Known("443")
        && matches!(redirect.attr("host").string().or("#{host}"), Read::Known("#{host}"));
    let finding = if reaches_nothing { finding } else { finding.fix_is_unsafe() };
    if answer == Answer::Possible {
        finding.possible();
    }
}

fn message(listener: Resource<'_>, to: &str) -> String {
    format!("`{}` redirects to {to}, not to HTTPS", listener.address())
}

fn same_port(cx: &mut Context<'_>, listener: Resource<'_>, redirect: Value<'_>, answer: Answer) {
    let port = redirect.attr("port");
    let text = format!("`{}` redirects to HTTPS on its own port, which speaks HTTP", listener.address());
    let finding = if port.is_absent() {
        cx.report(redirect, text).fix_insert(redirect, "port", "443")
    } else {
        cx.report(port, text).fix_set(port, "443")
    };
    let finding = finding
        .because("the redirect keeps the port of the request: browsers try TLS on the HTTP port and fail, and the usual quick fix is to serve HTTP again")
        .help("set `port = \"443\"`, or the port of the HTTPS listener")
        .fix_is_unsafe()
        .if_exists(listener);
    if answer == Answer::Possible {
        finding.possible();
    }
}
