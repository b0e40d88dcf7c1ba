//! Services that may start as many processes as they like.

use tollgate_sdk::{Check, Fix, Level, Precision, Rule};

use crate::{
    limits::{Limit, Words},
    stack::SERVICE,
};

pub const RULE: Rule = Rule {
    id: "compose/unlimited-pids",
    level: Level::Off,
    severity: 30,
    precision: Precision::VeryHigh,
    inputs: &["compose"],
    types: &[SERVICE],
    summary: "A service may start as many processes as it likes",
    page: include_str!("unlimited_pids.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R236"],
    check: Check::Resource(|cx, service| {
        Limit { attributes: &["pids_limit"], under_deploy: "pids" }.check(
            cx,
            service,
            Words {
                may: "may start as many processes as it likes",
                because: "process ids are shared by all of the host: a fork bomb, or a server that starts a thread for each connection, uses them up, and then nobody can log in to stop it",
                help: "set `pids_limit`, or `deploy.resources.limits.pids`, to a few hundred; threads count too",
            },
        );
    }),
};
