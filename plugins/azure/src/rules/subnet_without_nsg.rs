//! Subnets without a network security group.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View, companions};

use crate::networks::is_made;

pub const RULE: Rule = Rule {
    id: "azure/subnet-without-nsg",
    level: Level::Info,
    severity: 40,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["azurerm_subnet", "azurerm_virtual_network", ASSOCIATION],
    summary: "A subnet has no network security group",
    page: include_str!("subnet_without_nsg.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"exempt_names":{"type":"array","items":{"type":"string"},"default":[],"description":"Names of subnets that need no group, besides those that Azure reserves."}}}"#,
    fix: Fix::None,
    answers: &["R035"],
    check: Check::Project(check),
};

const ASSOCIATION: &str = "azurerm_subnet_network_security_group_association";

/// Subnets of gateways and firewalls: Azure protects them itself, and accepts no group there or advises against one.
const SPECIAL: &[&str] = &[
    "GatewaySubnet",
    "AzureFirewallSubnet",
    "AzureFirewallManagementSubnet",
    "AzureBastionSubnet",
    "RouteServerSubnet",
];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let exempt: Vec<&str> = cx.options().attr("exempt_names").each().filter_map(|name| name.string().known()).collect();
    let is_there = |one: &Resource<'_>| !one.is_data() && one.exists() != Existence::No;
    for subnet in view.of("azurerm_subnet").filter(is_there) {
        let needed = needs_group(subnet.attr("name"), &exempt);
        let associations = companions(view, subnet, &[ASSOCIATION], "subnet_id", &[]);
        match (needed, associations.any()) {
            (Answer::No, _) | (_, Answer::Yes) => {}
            (_, Answer::Unknown | Answer::Possible) => {
                let reason = "a network security group that may be that of this subnet is not known";
                cx.undecided_because(subnet, reason, "`subnet_id` of the association");
            }
            (Answer::Unknown, _) => cx.undecided(subnet.attr("name")),
            (needed, Answer::No) => {
                let label = format!("`{}`", subnet.address());
                report(cx, subnet, subnet.body(), &label, needed == Answer::Possible);
            }
        }
    }
    for network in view.of("azurerm_virtual_network").filter(is_there) {
        let subnets = network.attr("subnet");
        if subnets.may_have_more() {
            cx.undecided(subnets);
        }
        // The id of such a subnet is an attribute of the network.
        let is_named = |one: Resource<'_>| {
            let mut refs = one.attr("subnet_id").refs();
            refs.any(|target| target.address() == network.address())
        };
        let may_have_association = view.of(ASSOCIATION).any(is_named);
        for subnet in subnets.each() {
            let group = subnet.attr("security_group");
            match needs_group(subnet.attr("name"), &exempt).and(group.judge(|group| is_none(group))) {
                Answer::No => {}
                _ if group.is_unset() && may_have_association => {
                    let reason = "an association names a subnet of this network";
                    cx.undecided_because(subnet, reason, "`subnet_id` of the association");
                }
                Answer::Unknown if !group.is_unset() => cx.undecided(group),
                Answer::Unknown => cx.undecided(subnet.attr("name")),
                answer => {
                    let label = match subnet.attr("name").string().known() {
                        Some(name) => format!("the subnet `{name}` of `{}`", network.address()),
                        None => format!("a subnet of `{}`", network.address()),
                    };
                    report(cx, network, subnet, &label, answer == Answer::Possible);
                }
            }
        }
    }
}

fn needs_group(name: Value<'_>, exempt: &[&str]) -> Answer {
    let is_exempt = |name: &str| SPECIAL.iter().chain(exempt).any(|one| one.eq_ignore_ascii_case(name));
    name.judge(|name| name.string().test(is_exempt)).not()
}

/// No group, or an empty text. The id of a group that is made in the same run is not known, and is one.
fn is_none(group: Value<'_>) -> Answer {
    if group.is_unset() || group.string().known().is_some_and(str::is_empty) {
        return Answer::Yes;
    }
    if group.is_unknown() && !is_made(group) { Answer::Unknown } else { Answer::No }
}

fn report(cx: &mut Context<'_>, resource: Resource<'_>, place: Value<'_>, label: &str, possible: bool) {
    let found = cx
        .report(place, format!("{label} has no network security group"))
        .because("an attacker who breaks into one machine of the network can connect to every port in this subnet")
        .help("create an `azurerm_network_security_group` that allows only what the subnet serves, and attach it with an `azurerm_subnet_network_security_group_association`")
        .if_exists(resource);
    if possible {
        found.possible();
    }
}
