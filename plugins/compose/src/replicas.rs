//! How many containers a service has.

use tollgate_sdk::{Answer, Resource, Value};

/// The value that says how many containers there are: `scale`, or `deploy.replicas`.
pub fn replicas(service: Resource<'_>) -> Value<'_> {
    let scale = service.attr("scale");
    if scale.is_unset() { service.attr("deploy").attr("replicas") } else { scale }
}

/// Whether there are more than `room` containers. Swarm gives them names of their own and shares a published port
/// among them: a service that says things which only Swarm reads may have as many as it likes.
pub fn more_than(service: Resource<'_>, room: i64) -> Answer {
    const ONLY_SWARM: [&str; 5] = ["placement", "update_config", "rollback_config", "endpoint_mode", "mode"];
    let deploy = service.attr("deploy");
    if ONLY_SWARM.iter().any(|name| !deploy.attr(name).is_unset() && !deploy.is_unknown()) {
        return Answer::No;
    }
    replicas(service).judge(|value| value.int().or(1).test(|count| count > room))
}
