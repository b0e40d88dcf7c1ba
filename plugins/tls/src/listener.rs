//! Questions that several rules ask of a listener of a load balancer.

use tollgate_sdk::{Answer, Place, Read, Resource, Value, View};

use crate::policies::Tls;

pub const LISTENERS: &[&str] = &["aws_lb_listener", "aws_alb_listener"];

/// Listeners with the load balancers they belong to.
pub const LISTENERS_AND_BALANCERS: &[&str] = &["aws_lb_listener", "aws_alb_listener", "aws_lb", "aws_alb"];

/// The managed listeners of a view.
pub fn listeners(view: View<'_>) -> impl Iterator<Item = Resource<'_>> {
    LISTENERS
        .iter()
        .flat_map(move |ty| view.of(ty))
        .filter(|listener| !listener.is_data() && listener.exists() != tollgate_sdk::Existence::No)
}

/// Whether the listener ends TLS: its protocol is HTTPS (Application) or TLS (Network Load Balancer).
pub fn ends_tls(listener: Resource<'_>) -> Answer {
    listener.attr("protocol").judge(|protocol| {
        protocol.string().test(|text| text.eq_ignore_ascii_case("HTTPS") || text.eq_ignore_ascii_case("TLS"))
    })
}

/// Whether the listener takes HTTP in clear text. Without a protocol the port tells: 80 is HTTP.
pub fn takes_http(listener: Resource<'_>) -> Answer {
    let protocol = listener.attr("protocol");
    if protocol.is_unset() {
        return listener.attr("port").judge(|port| port.int().test(|port| port == 80));
    }
    protocol.judge(|protocol| match protocol.string() {
        Read::Absent | Read::Null => Answer::Unknown,
        other => other.test(|text| text.eq_ignore_ascii_case("HTTP")),
    })
}

/// Whether an action redirects.
pub fn redirects(action: Value<'_>) -> Answer {
    action.attr("type").judge(|ty| ty.string().test(|text| text == "redirect"))
}

/// Whether the load balancer of the listener can be reached from the internet, or `internal` ones are
/// checked too. `Possible` where it cannot be known, e.g. because the load balancer belongs to another
/// configuration: traffic in clear text is worth a look then.
pub fn exposed(listener: Resource<'_>, options: Value<'_>) -> Answer {
    if options.attr("internal").bool() == Read::Known(true) {
        return Answer::Yes;
    }
    let answer = listener.attr("load_balancer_arn").judge(|arn| {
        match arn.target().and_then(|target| target.resource()).filter(|balancer| !balancer.is_data()) {
            Some(balancer) => is_internet_facing(balancer),
            None => Answer::Unknown,
        }
    });
    if answer == Answer::Unknown { Answer::Possible } else { answer }
}

/// Whether a load balancer has an address on the internet, which it has unless it is internal.
pub fn is_internet_facing(balancer: Resource<'_>) -> Answer {
    balancer.attr("internal").judge(|internal| internal.bool().or(false).test(|internal| !internal))
}

/// The schema of the option that [`exposed`] reads.
pub const INTERNAL_OPTION: &str = r#"{"type":"object","additionalProperties":false,"properties":{"internal":{"type":"boolean","default":false,"description":"Also check load balancers that are internal."}}}"#;

/// The option `minimum`.
pub fn minimum(options: Value<'_>) -> Tls {
    options.attr("minimum").string().known().and_then(Tls::parse).unwrap_or(Tls::V1_2)
}

/// The value when it is written, the resource otherwise.
pub fn place(value: Value<'_>, resource: Resource<'_>) -> Place {
    if value.is_absent() { resource.into() } else { value.into() }
}
