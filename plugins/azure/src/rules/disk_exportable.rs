//! Disks that can be downloaded from the internet.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "azure/disk-exportable",
    level: Level::Off,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["azurerm_managed_disk", "azurerm_snapshot"],
    summary: "A disk can be exported over the internet",
    page: include_str!("disk_exportable.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, disk: Resource<'_>) {
    if disk.is_data() {
        return;
    }
    let policy = disk.attr("network_access_policy");
    let to_all = policy.judge(|value| value.string().or("AllowAll").test(|policy| policy == "AllowAll"));
    let public = disk.setting("public_network_access_enabled");
    let is_wrong = |value: Value<'_>| {
        let is_on = value.bool().or(true).test(|on| on);
        if to_all == Answer::Unknown { is_on.and(Answer::Possible) } else { is_on.and(to_all) }
    };
    let message = format!("`{}` can be exported over the internet", disk.address());
    if let Some(found) = cx.reject(&public, is_wrong, message) {
        found
            .because("a stolen login that may export it is enough to make a link, and the link downloads the whole disk to anywhere, with its databases and keys")
            .help("set `public_network_access_enabled = false` and `network_access_policy = \"DenyAll\"`, or `AllowPrivate` with a `disk_access_id`")
            .fix_setting(&public, false)
            .fix_is_unsafe();
    }
}
