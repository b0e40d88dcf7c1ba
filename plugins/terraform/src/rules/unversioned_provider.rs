//! Providers without a version constraint.

use std::collections::BTreeSet;

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value, View};

use crate::configurations::{Configuration, TYPES, configurations};

pub const RULE: Rule = Rule {
    id: "terraform/unversioned-provider",
    level: Level::Warning,
    severity: 35,
    precision: Precision::High,
    inputs: &["terraform"],
    types: TYPES,
    summary: "A provider has no version constraint",
    page: include_str!("unversioned_provider.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R182"],
    check: Check::Project(check),
};

const WHY: &str = "the next major version removes arguments and changes defaults: a plan that works today fails or replaces resources on the first machine without the lock file";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for configuration in configurations(view) {
        let mut listed = BTreeSet::new();
        for (name, requirement) in
            configuration.required_providers.iter().flat_map(|one| one.body().entries().collect::<Vec<_>>())
        {
            listed.insert(name);
            if name != "terraform" && !has_old_version(&configuration, name) {
                judge(cx, name, requirement);
            }
        }
        for provider in &configuration.providers {
            let name = local_name(*provider);
            if listed.insert(name) && !has_old_version(&configuration, name) {
                cx.report(
                    *provider,
                    format!("the provider `{name}` has no version constraint: it is not in `required_providers`"),
                )
                .because(WHY)
                .help(format!(
                    "add `{name}` to `required_providers`, with its `source` and a `version` such as `\"~> 6.0\"`"
                ));
            }
        }
    }
}

/// An entry of `required_providers`: an object, or as before Terraform 0.13 the version alone.
fn judge(cx: &mut Context<'_>, name: &str, requirement: Value<'_>) {
    let is_blank = |value: Value<'_>| value.string().or("").test(|version| version.trim().is_empty());
    let version = requirement.attr("version");
    let is_object = requirement.entries().next().is_some();
    let answer = if is_object { version.judge(is_blank) } else { requirement.judge(is_blank) };
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(if is_object { version } else { requirement }),
        Answer::Yes | Answer::Possible => {
            cx.report(requirement, format!("the provider `{name}` has no version constraint"))
                .because(WHY)
                .help("add a `version` such as `\"~> 6.0\"`: it allows fixes and keeps the next major version out");
        }
    }
}

/// `aws` of `aws.us`.
fn local_name<'a>(provider: Resource<'a>) -> &'a str {
    let name = provider.name();
    name.split_once('.').map_or(name, |(name, _)| name)
}

/// Before Terraform 0.13 the version stood in the `provider` block.
fn has_old_version(configuration: &Configuration<'_>, name: &str) -> bool {
    let of_name = |provider: &&Resource<'_>| local_name(**provider) == name;
    configuration.providers.iter().filter(of_name).any(|provider| !provider.attr("version").is_unset())
}
