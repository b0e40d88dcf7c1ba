//! The network that is there without anybody having made it.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "gcp/default-network",
    level: Level::Info,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "google_project",
        "google_compute_instance",
        "google_compute_instance_template",
        "google_compute_region_instance_template",
        "google_compute_instance_from_template",
        "google_container_cluster",
    ],
    summary: "A project has the default network, or something runs in it",
    page: include_str!("default_network.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

const WHY: &str = "its firewall lets the whole internet reach SSH and RDP of every machine with a public address, and all its machines reach one another on every port";

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() {
        return;
    }
    match resource.type_name() {
        "google_project" => {
            let creates = resource.setting("auto_create_network");
            let message = format!("`{}` gets the default network", resource.address());
            if let Some(found) = cx.reject(&creates, |value| value.bool().or(true).test(|on| on), message) {
                found
                    .because(WHY)
                    .help("set `auto_create_network = false` and make a network with the subnets that you need")
                    .fix_setting(&creates, false)
                    .fix_is_unsafe();
            }
        }
        "google_container_cluster" => judge(cx, resource, resource.attr("network")),
        _ => {
            for interface in resource.attr("network_interface").each() {
                judge(cx, resource, interface.attr("network"));
            }
        }
    }
}

/// Only what is named: without a name, another argument or the provider may say which.
fn judge(cx: &mut Context<'_>, resource: Resource<'_>, network: Value<'_>) {
    let is_default = |text: &str| text == "default" || text.ends_with("/networks/default");
    // The attribute of a network is that of one that somebody made.
    let named = network.judge(|network| match network.string().known() {
        Some(text) => Answer::from(is_default(text)),
        None => Answer::No,
    });
    if !matches!(named, Answer::Yes | Answer::Possible) {
        if network.is_unknown() && network.target().is_none_or(|target| target.is_variable()) {
            cx.undecided(network);
        }
        return;
    }
    let found = cx
        .report(network, format!("`{}` runs in the default network", resource.address()))
        .because(WHY)
        .help("make a `google_compute_network` with `auto_create_subnetworks = false`, and the subnets and firewall rules that you need");
    if named == Answer::Possible {
        found.possible();
    }
}
