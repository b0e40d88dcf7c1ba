//! Clusters of GKE, and the nodes that they and their pools describe.

use tollgate_sdk::{Answer, Resource, Value};

pub const CLUSTER: &str = "google_container_cluster";
pub const POOL: &str = "google_container_node_pool";

/// What describes nodes in its `node_config`: a pool, or a cluster for its first pool.
#[derive(Clone, Copy, Debug)]
pub struct Nodes<'a> {
    pub body: Value<'a>,
    /// Whether there are such nodes. Those of a cluster are gone when it removes its first pool, and Autopilot makes
    /// nodes of its own.
    pub exist: Answer,
    /// The value that decides that.
    pub decides: Value<'a>,
}

/// The nodes that a cluster or a pool describes. None of other resources.
pub fn nodes(resource: Resource<'_>) -> Vec<Nodes<'_>> {
    let body = resource.body();
    match resource.type_name() {
        POOL => vec![Nodes { body, exist: Answer::Yes, decides: body }],
        CLUSTER => {
            let (removes, autopilot) = (resource.attr("remove_default_node_pool"), resource.attr("enable_autopilot"));
            let off = |value: Value<'_>| value.judge(|value| value.bool().or(false).test(|on| !on));
            let (kept, standard) = (off(removes), off(autopilot));
            let (exist, decides) = (kept.and(standard), if kept == Answer::Unknown { removes } else { autopilot });
            // With blocks, the first pool is one of them.
            let pools = resource.attr("node_pool");
            let bodies: Vec<_> = pools.each().collect();
            let alone = (bodies.is_empty() && !pools.may_have_more()).then_some(body);
            bodies.into_iter().chain(alone).map(|body| Nodes { body, exist, decides }).collect()
        }
        _ => Vec::new(),
    }
}
