//! Message brokers with an address on the internet.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::is_on;

pub const RULE: Rule = Rule {
    id: "aws/public-broker",
    level: Level::Error,
    severity: 70,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_mq_broker", "aws_msk_cluster"],
    summary: "A message broker has an address on the internet",
    page: include_str!("public_broker.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R023", "R024"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, broker: Resource<'_>) {
    if broker.is_data() {
        return;
    }
    let message = format!("`{}` has an address on the internet", broker.address());
    let because = "whoever logs in reads all messages and can send false ones; passwords of brokers are shared by many clients and seldom changed";
    if broker.type_name() == "aws_mq_broker" {
        let public = broker.setting("publicly_accessible");
        if let Some(found) = cx.reject(&public, is_on, message) {
            found
                .because(because)
                .help("set `publicly_accessible = false` and connect from within the VPC; this replaces the broker")
                .fix_setting(&public, false)
                .fix_is_unsafe();
        }
    } else {
        let public = broker.setting("broker_node_group_info.connectivity_info.public_access.type");
        let is_public = |value: tollgate_sdk::Value<'_>| value.string().test(|kind| kind != "DISABLED");
        if let Some(found) = cx.reject(&public, is_public, message) {
            found
                .because(because)
                .help("set the `type` of `public_access` to `DISABLED`, and give clients in other networks a private connection (`vpc_connectivity`)")
                .fix_setting(&public, "DISABLED")
                .fix_is_unsafe();
        }
    }
}
