//! Services that may use all memory of their host.

use tollgate_sdk::{Check, Fix, Level, Precision, Rule};

use crate::{
    limits::{Limit, Words},
    stack::SERVICE,
};

pub const RULE: Rule = Rule {
    id: "compose/unlimited-memory",
    level: Level::Info,
    severity: 40,
    precision: Precision::VeryHigh,
    inputs: &["compose"],
    types: &[SERVICE],
    summary: "A service may use all memory of its host",
    page: include_str!("unlimited_memory.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R235"],
    check: Check::Resource(|cx, service| {
        Limit { attributes: &["mem_limit"], under_deploy: "memory" }.check(
            cx,
            service,
            Words {
                may: "may use all memory of its host",
                because: "one leak, or one request that asks for too much, and the kernel kills what it finds largest: often the database beside it, sometimes the SSH daemon",
                help: "set `mem_limit`, or `deploy.resources.limits.memory`, to what it needs at its peak and a margin; `docker stats` shows what it uses",
            },
        );
    }),
};
