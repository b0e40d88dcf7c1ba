//! Keys and tokens that their format gives away, wherever they stand.

use tollgate_sdk::{Check, Context, Fix, Input, Level, Precision, Resource, Rule, Value, secrets};

use crate::{elsewhere::Elsewhere, texts};

pub const RULE: Rule = Rule {
    id: "terraform/hard-coded-secret",
    level: Level::Error,
    severity: 80,
    precision: Precision::High,
    inputs: &["terraform"],
    // Types of resources have an underscore; objects of Kubernetes and services of Compose have none.
    types: &["*_*", "terraform/module", "terraform/output", "terraform/variable"],
    summary: "A key or token is written in the code",
    page: include_str!("hard_coded_secret.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R210"],
    check: Check::Resource(check),
};

/// What is made of other attributes.
const COMPUTED: &[&str] = &["tags_all", "terraform_labels", "effective_labels"];

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.input() != Input::Terraform {
        return;
    }
    for (attribute, value) in resource.body().entries().filter(|(name, _)| !COMPUTED.contains(name)) {
        let mut has_token = false;
        texts::each(attribute, value, &mut |name, text, _| has_token |= token(name, text).is_some());
        // Nearly no text is one: only then is asked who else looks there.
        if has_token {
            check_attribute(cx, resource, attribute, value);
        }
    }
}

fn check_attribute<'a>(cx: &mut Context<'_>, resource: Resource<'a>, attribute: &'a str, value: Value<'a>) {
    let elsewhere = Elsewhere::of(resource);
    let is_elsewhere = |path: &str, value| elsewhere.has(path, value);
    let mut found = Vec::new();
    texts::each_but(attribute, value, &is_elsewhere, &mut |name, text, value| {
        found.extend(token(name, text).map(|what| (name, what, value)));
    });
    for (name, what, value) in found {
        let place = if attribute == name { format!("`{name}`") } else { format!("`{name}` in `{attribute}`") };
        cx.report(value, format!("{place} of `{}` holds {what}", resource.address()))
            .because("it is in the history of the repository, in every clone and in the state: whoever finds it can use it, and bots find it within minutes")
            .help("revoke it, because it counts as leaked; then read it from a secret store, or pass it as a sensitive variable")
            // What is shown of the text must not have it either.
            .detail("secret", "");
    }
}

/// What a text under a name gives away. A name may say that a key is for everybody.
fn token(name: &str, text: &str) -> Option<&'static str> {
    secrets::token(text).filter(|_| secrets::find(name, text).is_some())
}
