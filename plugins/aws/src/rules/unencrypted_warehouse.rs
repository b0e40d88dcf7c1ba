//! Redshift clusters whose snapshots can be read by whoever gets hold of them.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, Value, View};

use crate::{
    project::managed,
    provider::{REQUIRED, is_before_version_6},
    written::is_off,
};

pub const RULE: Rule = Rule {
    id: "aws/unencrypted-warehouse",
    level: Level::Error,
    severity: 65,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_redshift_cluster", REQUIRED],
    summary: "A Redshift cluster is not encrypted at rest",
    page: include_str!("unencrypted_warehouse.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for cluster in managed(view, &["aws_redshift_cluster"]) {
        let by_default = is_before_version_6(view, cluster);
        let encrypted = cluster.setting("encrypted");
        let address = cluster.address();
        let message = if encrypted.value().is_unset() {
            format!("`{address}` is not encrypted: before version 6 of the provider, that is the default")
        } else {
            format!("`{address}` is not encrypted")
        };
        let is_wrong = |value: Value<'_>| if value.is_unset() { Answer::from(by_default) } else { is_off(value) };
        if let Some(found) = cx.reject(&encrypted, is_wrong, message) {
            found
                .because("its disks and snapshots hold copies of the data of many systems in clear text: whoever may share or copy one snapshot can restore and read all of it")
                .help("set `encrypted = true`; Redshift moves the data to encrypted storage in the background")
                .fix_setting(&encrypted, true)
                .fix_is_unsafe()
                .if_exists(cluster);
        }
    }
}
