//! Application Gateways without a web application firewall.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::networks::is_given;

pub const RULE: Rule = Rule {
    id: "azure/gateway-without-waf",
    level: Level::Off,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &["azurerm_application_gateway"],
    summary: "An Application Gateway has no web application firewall",
    page: include_str!("gateway_without_waf.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

const WHY: &str =
    "requests that exploit known holes, such as SQL injection or the next Log4Shell, reach the application unhindered";

fn check(cx: &mut Context<'_>, gateway: Resource<'_>) {
    if gateway.is_data() {
        return;
    }
    let own = is_given(gateway.attr("firewall_policy_id"));
    let listeners = gateway.attr("http_listener");
    let open = if listeners.may_have_more() { Answer::Unknown } else { Answer::No };
    let of_listeners =
        listeners.each().map(|listener| is_given(listener.attr("firewall_policy_id"))).fold(open, Answer::or);
    let block = gateway.attr("waf_configuration");
    let policies = own.or(of_listeners);
    // The block of the gateway itself, which policies replace.
    if let Some(configuration) = block.each().next().filter(|_| policies == Answer::No) {
        let enabled = configuration.setting("enabled");
        let message = format!("the web application firewall of `{}` is switched off", gateway.address());
        if let Some(found) = cx.reject(&enabled, |value| value.bool().test(|on| !on), message) {
            found.because(WHY).help("set `enabled = true`, with `firewall_mode = \"Prevention\"`");
        }
        return;
    }
    let by_block = if block.may_have_more() { Answer::Unknown } else { Answer::No };
    match policies.or(by_block) {
        Answer::Yes => {}
        Answer::No => {
            cx.report(gateway, format!("`{}` has no web application firewall", gateway.address()))
                .because(WHY)
                .help("use the tier `WAF_v2` and attach an `azurerm_web_application_firewall_policy` with `firewall_policy_id`");
        }
        Answer::Unknown | Answer::Possible => {
            let decides = if own == Answer::No { listeners } else { gateway.attr("firewall_policy_id") };
            cx.undecided(if policies == Answer::No { block } else { decides });
        }
    }
}
