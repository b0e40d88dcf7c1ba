//! Clusters whose logs and metrics go nowhere.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, View, companions};

pub const RULE: Rule = Rule {
    id: "azure/cluster-without-monitoring",
    level: Level::Off,
    severity: 35,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["azurerm_kubernetes_cluster", SETTING, ASSOCIATION],
    summary: "Logs and metrics of an AKS cluster go nowhere",
    page: include_str!("cluster_without_monitoring.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Project(check),
};

const SETTING: &str = "azurerm_monitor_diagnostic_setting";
const ASSOCIATION: &str = "azurerm_monitor_data_collection_rule_association";
const WHY: &str = "after a break-in or an outage nobody can tell what the pods did: their logs are gone with them";
const HELP: &str = "add an `oms_agent` block with a Log Analytics workspace, and an `azurerm_monitor_diagnostic_setting` for the logs of the control plane";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let is_there = |one: &Resource<'_>| !one.is_data() && one.exists() != Existence::No;
    for cluster in view.of("azurerm_kubernetes_cluster").filter(is_there) {
        // Blocks of today; and one of version 2 of the provider, which has a flag.
        let blocks = ["oms_agent", "monitor_metrics"].map(|name| cluster.attr(name));
        let former = cluster.setting("addon_profile.oms_agent.enabled");
        let by_block = blocks.iter().fold(Answer::No, |answer, block| {
            let may = if block.may_have_more() { Answer::Unknown } else { Answer::No };
            answer.or(if block.each().next().is_some() { Answer::Yes } else { may })
        });
        let by_flag = former.value().judge(|value| value.bool().test(|on| on));
        let apart = companions(view, cluster, &[SETTING, ASSOCIATION], "target_resource_id", &[]).any();
        match by_block.or(by_flag).or(apart) {
            Answer::Yes => {}
            Answer::No => {
                let message = format!("logs and metrics of `{}` go nowhere", cluster.address());
                let place = if former.value().is_absent() { cluster.body() } else { former.value() };
                cx.report(place, message).because(WHY).help(HELP).if_exists(cluster);
            }
            Answer::Unknown | Answer::Possible if apart != Answer::No => {
                let reason = "a setting that may be that of this cluster is not known";
                cx.undecided_because(cluster, reason, "`target_resource_id` of the setting");
            }
            Answer::Unknown | Answer::Possible => {
                cx.undecided(blocks.into_iter().find(|block| block.may_have_more()).unwrap_or(former.value()));
            }
        }
    }
}
