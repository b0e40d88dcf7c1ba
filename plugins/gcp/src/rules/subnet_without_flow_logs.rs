//! Subnets without flow logs.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, View};

pub const RULE: Rule = Rule {
    id: "gcp/subnet-without-flow-logs",
    level: Level::Info,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["google_compute_subnetwork", "google_compute_network", CONFIG],
    summary: "A subnet has no flow logs",
    page: include_str!("subnet_without_flow_logs.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R147"],
    check: Check::Project(check),
};

/// Flow logs that are configured beside the subnet.
const CONFIG: &str = "google_network_management_vpc_flow_logs_config";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for subnet in view.of("google_compute_subnetwork") {
        if subnet.is_data() || subnet.exists() == Existence::No || is_configured_apart(subnet) {
            continue;
        }
        // Subnets of proxies and of NAT have no machines and take no logs.
        let purpose = subnet.attr("purpose");
        let has_machines = purpose.judge(|value| value.string().or("PRIVATE").test(|purpose| purpose == "PRIVATE"));
        let log = subnet.attr("log_config");
        let off = log.judge(|log| Answer::from(log.each().next().is_none() && !log.may_have_more()));
        let off = if log.may_have_more() && log.each().next().is_none() { Answer::Unknown } else { off };
        match off.and(has_machines) {
            Answer::No => {}
            Answer::Unknown if off == Answer::Unknown => cx.undecided(log),
            Answer::Unknown => cx.undecided(purpose),
            answer => {
                let block = tollgate_sdk::Json::block([("metadata", "INCLUDE_ALL_METADATA".into())]);
                let found = cx
                    .report(subnet, format!("`{}` has no flow logs", subnet.address()))
                    .because(
                        "after a break-in nobody can tell which machines the attacker reached or where the data went",
                    )
                    .help("add a `log_config`; `flow_sampling` and `aggregation_interval` keep the cost down")
                    .fix_insert(subnet.body(), "log_config", block)
                    .fix_is_unsafe()
                    .if_exists(subnet);
                if answer == Answer::Possible {
                    found.possible();
                }
            }
        }
    }
}

/// Whether a configuration of flow logs names the subnet or its network.
fn is_configured_apart(subnet: Resource<'_>) -> bool {
    let is_named = |owner: Resource<'_>| owner.referrers().any(|(config, _)| config.type_name() == CONFIG);
    let network = subnet.attr("network").target().and_then(|target| target.resource());
    is_named(subnet) || network.is_some_and(is_named)
}
