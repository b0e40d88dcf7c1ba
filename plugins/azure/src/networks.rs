//! Services that answer on the internet unless something says who may come: storage accounts, vaults, databases.

use tollgate_sdk::{Answer, Resource, Value, firewall::from_anywhere};

/// Whether the service has a public address at all; `true` is what Azure does without the argument.
pub fn is_public(service: Resource<'_>) -> Answer {
    service.attr("public_network_access_enabled").judge(|value| value.bool().or(true).test(|public| public))
}

/// Whether the value is an attribute of a resource, such as the id of one that is made in the same run: not known, but
/// there. That of a variable without a value is neither.
pub fn is_made(value: Value<'_>) -> bool {
    value.target().is_some_and(|target| target.address().contains("azurerm_"))
}

/// Whether an argument or a block says something: the id of what is made in the same run is not known, and is one.
pub fn is_given(value: Value<'_>) -> Answer {
    if value.is_list() {
        let open = if value.may_have_more() { Answer::Unknown } else { Answer::No };
        return value.each().next().map_or(open, |_| Answer::Yes);
    }
    value.judge(|value| {
        if value.is_unset() {
            return Answer::No;
        }
        match value.string().known() {
            Some(text) => Answer::from(!text.is_empty()),
            None if is_made(value) => Answer::Yes,
            None => Answer::Unknown,
        }
    })
}

/// Whether network rules, a block or a resource with `default_action` and `ip_rules`, admit everybody; absent rules do.
pub fn admit_everybody(rules: Value<'_>) -> Answer {
    let allow = |value: Value<'_>| value.string().or("Allow").test(|action| action.eq_ignore_ascii_case("Allow"));
    rules.judge(|rules| {
        let by_default = rules.attr("default_action").judge(allow);
        by_default.or(from_anywhere(rules.attr("ip_rules"), |_| false))
    })
}

/// The part of network rules that decides.
pub fn decisive(rules: Value<'_>) -> Value<'_> {
    let (action, ranges) = (rules.attr("default_action"), rules.attr("ip_rules"));
    let is_ranges = !matches!(from_anywhere(ranges, |_| false), Answer::No);
    let denies = action.judge(|value| value.string().test(|action| action.eq_ignore_ascii_case("Deny")));
    if is_ranges && denies == Answer::Yes { ranges } else { action }
}
