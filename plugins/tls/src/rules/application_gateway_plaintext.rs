//! Listeners of Application Gateways that serve HTTP in clear text.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::listener::INTERNAL_OPTION;

pub const RULE: Rule = Rule {
    id: "tls/application-gateway-plaintext",
    level: Level::Error,
    severity: 74,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["azurerm_application_gateway"],
    summary: "An Application Gateway serves HTTP in clear text instead of redirecting to HTTPS",
    page: include_str!("application_gateway_plaintext.md"),
    options: INTERNAL_OPTION,
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, gateway: Resource<'_>) {
    if gateway.is_data() {
        return;
    }
    let listeners = gateway.attr("http_listener");
    if listeners.may_have_more() {
        cx.undecided(listeners);
    }
    for listener in listeners.each() {
        let protocol = listener.attr("protocol");
        let is_clear = protocol.judge(|value| value.string().test(|text| text.eq_ignore_ascii_case("Http")));
        let redirected = redirected(gateway, listener);
        match is_clear.and(redirected.not()).and(exposed(cx, gateway, listener)) {
            Answer::No => {}
            Answer::Unknown if is_clear == Answer::Unknown => cx.undecided(protocol),
            Answer::Unknown => {
                let reason = "whether the rules of this listener redirect is not known";
                cx.undecided_because(listener, reason, "`redirect_configuration_name` of its `request_routing_rule`");
            }
            answer @ (Answer::Yes | Answer::Possible) => {
                let label = match listener.attr("name").string().known() {
                    Some(name) => format!("the listener `{name}` of `{}`", gateway.address()),
                    None => format!("a listener of `{}`", gateway.address()),
                };
                let found = cx
                    .report(protocol, format!("{label} serves HTTP in clear text"))
                    .because("an attacker between client and gateway reads and changes requests and responses, session cookies and tokens included")
                    .help("serve from a listener with `protocol = \"Https\"` and a certificate, and let the rule of this one use a `redirect_configuration` that leads there");
                if answer == Answer::Possible {
                    found.possible();
                }
            }
        }
    }
}

/// Whether a rule of the listener redirects: by itself, or by default of its map of paths.
fn redirected(gateway: Resource<'_>, listener: Value<'_>) -> Answer {
    let rules = gateway.attr("request_routing_rule");
    let open = if rules.may_have_more() { Answer::Unknown } else { Answer::No };
    let of_rule = |rule: Value<'_>| {
        let itself = is_said(rule.attr("redirect_configuration_name"));
        let maps = gateway.attr("url_path_map");
        let of_map = |map: Value<'_>| {
            let named = same(rule.attr("url_path_map_name"), map.attr("name"));
            named.and(is_said(map.attr("default_redirect_configuration_name")))
        };
        let by_map = maps.each().map(of_map).fold(Answer::No, Answer::or);
        same(rule.attr("http_listener_name"), listener.attr("name")).and(itself.or(by_map))
    };
    rules.each().map(of_rule).fold(open, Answer::or)
}

/// Whether a frontend of the listener has a public address, or `internal` ones are checked too.
fn exposed(cx: &Context<'_>, gateway: Resource<'_>, listener: Value<'_>) -> Answer {
    if cx.options().attr("internal").bool() == Read::Known(true) {
        return Answer::Yes;
    }
    let frontends = gateway.attr("frontend_ip_configuration");
    let open = if frontends.may_have_more() { Answer::Possible } else { Answer::No };
    let only = frontends.each().count() == 1;
    let is_public = |frontend: Value<'_>| {
        let named = same(listener.attr("frontend_ip_configuration_name"), frontend.attr("name"));
        let named = if only { Answer::Yes } else { named };
        match named.and(is_said(frontend.attr("public_ip_address_id"))) {
            // Traffic in clear text is worth a look where it is not known who sees it.
            Answer::Unknown => Answer::Possible,
            answer => answer,
        }
    };
    frontends.each().map(is_public).fold(open, Answer::or)
}

/// Whether there is a value. An attribute of another resource is one, though it is not known.
fn is_said(value: Value<'_>) -> Answer {
    value.judge(|value| match value {
        value if value.is_unset() => Answer::No,
        value if value.refs().any(|one| one.is_exact() && !one.is_variable()) => Answer::Yes,
        value => match value.string() {
            Read::Known(text) => Answer::from(!text.is_empty()),
            _ => Answer::Unknown,
        },
    })
}

/// Whether two names are the same.
fn same(one: Value<'_>, other: Value<'_>) -> Answer {
    match (one.string(), other.string()) {
        (Read::Known(one), Read::Known(other)) => Answer::from(one == other),
        (Read::Absent | Read::Null, _) => Answer::No,
        _ => Answer::Unknown,
    }
}
