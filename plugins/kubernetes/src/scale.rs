//! How many pods a workload runs, and what scales it.

use tollgate_sdk::{Answer, Read, Resource, Value};

use crate::pods::kind;

/// Types of objects that set the replicas of others.
pub const SCALERS: [&str; 2] = ["autoscaling/*/HorizontalPodAutoscaler", "keda.sh/*/ScaledObject"];

/// An object that sets the replicas of another.
#[derive(Clone, Copy, Debug)]
pub struct Scaler<'a> {
    pub object: Resource<'a>,
    is_of_keda: bool,
}

impl<'a> Scaler<'a> {
    /// `None` when it is no such object.
    pub fn of(object: Resource<'a>) -> Option<Self> {
        let is_of_keda = match kind(object) {
            "HorizontalPodAutoscaler" => false,
            "ScaledObject" => true,
            _ => return None,
        };
        Some(Self { object, is_of_keda })
    }

    /// What scales `workload`, when something here does.
    pub fn of_workload(workload: Resource<'a>) -> Option<Self> {
        let mut all = workload.referrers().filter_map(|(from, _)| Self::of(from));
        all.find(|scaler| scaler.target() == Some(workload))
    }

    fn spec(&self) -> Value<'a> {
        self.object.attr("spec")
    }

    pub fn target_ref(&self) -> Value<'a> {
        self.spec().attr("scaleTargetRef")
    }

    /// What it scales, when that is here and certain.
    pub fn target(&self) -> Option<Resource<'a>> {
        self.target_ref().attr("name").target()?.resource()
    }

    /// The field with the fewest that it leaves running.
    pub fn min_field(&self) -> &'static str {
        if self.is_of_keda { "minReplicaCount" } else { "minReplicas" }
    }

    pub fn max_field(&self) -> &'static str {
        if self.is_of_keda { "maxReplicaCount" } else { "maxReplicas" }
    }

    pub fn min_value(&self) -> Value<'a> {
        self.spec().attr(self.min_field())
    }

    pub fn max_value(&self) -> Value<'a> {
        self.spec().attr(self.max_field())
    }

    pub fn min(&self) -> Read<i64> {
        self.min_value().int().or(i64::from(!self.is_of_keda))
    }

    /// Unset only where it must be written.
    pub fn max(&self) -> Read<i64> {
        if self.is_of_keda { self.max_value().int().or(100) } else { self.max_value().int() }
    }
}

/// How many pods a workload runs at least.
#[derive(Clone, Copy, Debug)]
pub struct Replicas<'a> {
    /// Known, or unknown.
    pub count: Read<i64>,
    /// What says so; absent where nothing is written, which means one.
    pub said: Value<'a>,
    /// What scales it.
    pub scaler: Option<Scaler<'a>>,
}

impl<'a> Replicas<'a> {
    /// `None` for kinds without replicas, such as a DaemonSet.
    pub fn of(workload: Resource<'a>) -> Option<Self> {
        const KINDS: [&str; 6] =
            ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "Rollout", "CloneSet"];
        if !KINDS.contains(&kind(workload)) {
            return None;
        }
        let said = workload.attr("spec").attr("replicas");
        let count = said.int().or(1);
        // None at all switches an autoscaler off.
        Some(match Scaler::of_workload(workload).filter(|_| count != Read::Known(0)) {
            Some(scaler) => Self { count: scaler.min(), said: scaler.min_value(), scaler: Some(scaler) },
            None => Self { count, said, scaler: None },
        })
    }

    pub fn at_least(&self, wanted: i64) -> Answer {
        self.count.test(|count| count >= wanted)
    }

    /// Whether nothing is written: then one runs, unless something else scales it.
    pub fn is_assumed(&self) -> bool {
        self.scaler.is_none() && self.said.is_unset()
    }
}
