//! Instances and nodes that boot unsigned code.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Setting, Value};

use crate::clusters::{CLUSTER, POOL, nodes};

pub const RULE: Rule = Rule {
    id: "gcp/secure-boot-off",
    level: Level::Info,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &[
        "google_compute_instance",
        "google_compute_instance_template",
        "google_compute_region_instance_template",
        CLUSTER,
        POOL,
    ],
    summary: "An instance or a node boots without secure boot",
    page: include_str!("secure_boot_off.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R218"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, machine: Resource<'_>) {
    if machine.is_data() {
        return;
    }
    if !matches!(machine.type_name(), CLUSTER | POOL) {
        let enabled = machine.setting("shielded_instance_config.enable_secure_boot");
        reject(cx, &enabled, Answer::Yes, format!("`{}` boots without secure boot", machine.address()));
        return;
    }
    for pool in nodes(machine) {
        let enabled = pool.body.setting("node_config.shielded_instance_config.enable_secure_boot");
        if pool.exist == Answer::Unknown && enabled.value().judge(is_off) != Answer::No {
            cx.undecided(pool.decides);
            continue;
        }
        reject(cx, &enabled, pool.exist, format!("nodes of `{}` boot without secure boot", machine.address()));
    }
}

fn is_off(value: Value<'_>) -> Answer {
    value.bool().or(false).test(|on| !on)
}

fn reject(cx: &mut Context<'_>, enabled: &Setting<'_>, exists: Answer, message: String) {
    if let Some(found) = cx.reject(enabled, |value| is_off(value).and(exists), message) {
        found
            .because("it loads unsigned boot loaders and kernel modules: what an intruder installs there is hidden from everything that starts later")
            .help("set `enable_secure_boot = true` in `shielded_instance_config`, unless it needs drivers that are not signed")
            .fix_setting(enabled, true)
            .fix_is_unsafe();
    }
}
