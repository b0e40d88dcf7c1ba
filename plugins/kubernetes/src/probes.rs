//! Probes: what they ask, and how long they put up with no answer.

use tollgate_sdk::{Answer, Context, Read, Value};

use crate::{pods::Container, ports};

/// The ways in which a probe asks, of which it has one.
pub const HANDLERS: [&str; 4] = ["exec", "grpc", "httpGet", "tcpSocket"];

/// Whether nothing is asked.
pub fn is_missing(probe: Value<'_>) -> Answer {
    probe.judge(|value| if value.is_unknown() { Answer::Unknown } else { Answer::from(value.is_unset()) })
}

/// Whether the option `except` names the container.
pub fn is_excepted(cx: &Context<'_>, container: Container<'_>) -> bool {
    let Read::Known(own) = container.name() else { return false };
    cx.options().attr("except").each().any(|name| name.string() == Read::Known(own))
}

/// Whether two probes of a container ask the same question.
pub fn ask_the_same(container: Container<'_>, a: Value<'_>, b: Value<'_>) -> Answer {
    if HANDLERS.iter().all(|handler| a.attr(handler).is_unset()) {
        return Answer::No;
    }
    let each = HANDLERS.iter().map(|handler| match (a.attr(handler), b.attr(handler)) {
        (a, b) if a.is_unset() && b.is_unset() => Answer::Yes,
        (a, b) if a.is_unset() || b.is_unset() => Answer::No,
        (a, b) => fields(container, handler, a, b),
    });
    each.fold(Answer::Yes, Answer::and)
}

fn fields(container: Container<'_>, handler: &str, a: Value<'_>, b: Value<'_>) -> Answer {
    let text = |field: &str, default: &'static str| match (
        a.attr(field).string().or(default),
        b.attr(field).string().or(default),
    ) {
        (Read::Known(a), Read::Known(b)) => Answer::from(a.eq_ignore_ascii_case(b) && field == "scheme" || a == b),
        _ => Answer::Unknown,
    };
    let port = || same_port(container, a.attr("port"), b.attr("port"));
    match handler {
        "exec" => same(a.attr("command"), b.attr("command")),
        "grpc" => port().and(text("service", "")),
        "tcpSocket" => port().and(text("host", "")),
        _ => port()
            .and(text("path", "/"))
            .and(text("host", ""))
            .and(text("scheme", "HTTP"))
            .and(same(a.attr("httpHeaders"), b.attr("httpHeaders"))),
    }
}

fn same_port(container: Container<'_>, a: Value<'_>, b: Value<'_>) -> Answer {
    if let (Read::Known(a), Read::Known(b)) = (a.string(), b.string())
        && a == b
    {
        return Answer::Yes;
    }
    match (ports::number(container, a), ports::number(container, b)) {
        (Read::Known(a), Read::Known(b)) => Answer::from(a == b),
        _ => Answer::Unknown,
    }
}

/// Whether two values say the same, all the way down.
fn same(a: Value<'_>, b: Value<'_>) -> Answer {
    if a.is_unset() && b.is_unset() {
        return Answer::Yes;
    }
    if a.may_have_more() || b.may_have_more() {
        return Answer::Unknown;
    }
    if let (Read::Known(a), Read::Known(b)) = (a.string(), b.string()) {
        return Answer::from(a == b);
    }
    let (ours, theirs): (Vec<_>, Vec<_>) = (a.entries().collect(), b.entries().collect());
    if ours.len() != theirs.len() {
        return Answer::No;
    }
    let each = ours.iter().zip(&theirs).map(|((key, a), (other, b))| Answer::from(key == other).and(same(*a, *b)));
    each.fold(Answer::Yes, Answer::and)
}

/// Seconds of failure after which a probe has its effect.
pub fn patience(probe: Value<'_>) -> Read<i64> {
    // The server takes zero for what is not written.
    let field = |name: &str, default: i64| match probe.attr(name).int() {
        Read::Known(0) => Read::Known(default),
        read => read.or(default),
    };
    match (field("periodSeconds", 10), field("failureThreshold", 3)) {
        (Read::Known(period), Read::Known(threshold)) => Read::Known(period.saturating_mul(threshold)),
        _ => Read::Unknown,
    }
}
