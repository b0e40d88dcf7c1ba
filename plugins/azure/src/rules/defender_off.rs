//! Plans of Defender for Cloud that are switched off.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "azure/defender-off",
    level: Level::Info,
    severity: 45,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["azurerm_security_center_subscription_pricing"],
    summary: "A plan of Defender for Cloud is switched off",
    page: include_str!("defender_off.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

/// Plans whose free tier is a service of its own, or that others have replaced.
const NO_LOSS: &[&str] = &["CloudPosture", "ContainerRegistry", "Dns", "KubernetesService"];

fn check(cx: &mut Context<'_>, plan: Resource<'_>) {
    if plan.is_data() {
        return;
    }
    let kind = plan.attr("resource_type");
    let counts = kind.judge(|kind| kind.string().or("VirtualMachines").test(|kind| !NO_LOSS.contains(&kind)));
    let tier = plan.setting("tier");
    let is_wrong = |value: Value<'_>| {
        let counts = if counts == Answer::Unknown { Answer::Possible } else { counts };
        value.string().test(|tier| tier.eq_ignore_ascii_case("Free")).and(counts)
    };
    let of = kind.string().or("VirtualMachines").known().unwrap_or("a service");
    let message = format!("`{}` switches Defender for {of} off", plan.address());
    if let Some(found) = cx.reject(&tier, is_wrong, message) {
        found
            .because("nobody is told of malware, stolen credentials in use, or connections to the servers of known attackers, in the whole subscription")
            .help("set `tier = \"Standard\"` for what the subscription has; it is paid by resource or by hour")
            .fix_setting(&tier, "Standard")
            .fix_is_unsafe();
    }
}
