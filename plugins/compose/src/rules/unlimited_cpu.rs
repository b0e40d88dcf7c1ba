//! Services that may use all processors of their host.

use tollgate_sdk::{Check, Fix, Level, Precision, Rule};

use crate::{
    limits::{Limit, Words},
    stack::SERVICE,
};

pub const RULE: Rule = Rule {
    id: "compose/unlimited-cpu",
    level: Level::Off,
    severity: 25,
    precision: Precision::VeryHigh,
    inputs: &["compose"],
    types: &[SERVICE],
    summary: "A service may use all processors of its host",
    page: include_str!("unlimited_cpu.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R234"],
    check: Check::Resource(|cx, service| {
        Limit { attributes: &["cpus", "cpu_quota", "cpuset"], under_deploy: "cpus" }.check(
            cx,
            service,
            Words {
                may: "may use all processors of its host",
                because: "a busy loop, a costly regular expression or a miner in one container makes all others slow: their requests and healthchecks time out, and what was one problem looks like many",
                help: "set `cpus`, or `deploy.resources.limits.cpus`, to the share it needs at its peak, e.g. \"1.5\"",
            },
        );
    }),
};
