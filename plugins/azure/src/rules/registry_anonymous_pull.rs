//! Registries whose images anybody can pull.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value, firewall::Conditions};

pub const RULE: Rule = Rule {
    id: "azure/registry-anonymous-pull",
    level: Level::Warning,
    severity: 60,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["azurerm_container_registry"],
    summary: "Everybody can pull the images of a container registry",
    page: include_str!("registry_anonymous_pull.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, registry: Resource<'_>) {
    if registry.is_data() {
        return;
    }
    let anonymous = registry.setting("anonymous_pull_enabled");
    let is_anonymous = anonymous.value().judge(|value| value.bool().test(|on| on));
    let (public, decides) = is_public(registry);
    let answer = Conditions::default().and(is_anonymous, anonymous.value()).and(public, decides).hold(cx);
    if !matches!(answer, Answer::Yes | Answer::Possible) {
        return;
    }
    let found = cx
        .report(anonymous.value(), format!("everybody can pull the images of `{}`", registry.address()))
        .because("images hold your code, and often keys and internal addresses in a layer below: anybody who guesses the name of the registry copies them without a trace of an account")
        .help("set `anonymous_pull_enabled = false`, and pull images with a managed identity that has the role `AcrPull`")
        .fix_setting(&anonymous, false)
        .fix_is_unsafe();
    if answer == Answer::Possible {
        found.possible();
    }
}

/// Whether the internet reaches the registry, and what says so.
fn is_public(registry: Resource<'_>) -> (Answer, Value<'_>) {
    let enabled = registry.attr("public_network_access_enabled");
    let public = enabled.judge(|value| value.bool().or(true).test(|on| on));
    if public == Answer::No {
        return (public, enabled);
    }
    // The argument is a list of objects in some versions of the provider, and a block in others.
    let default = registry.block("network_rule_set").attr("default_action");
    let open = default.judge(|value| value.string().or("Allow").test(|action| !action.eq_ignore_ascii_case("Deny")));
    (public.and(open), if public == Answer::Yes { default } else { enabled })
}
