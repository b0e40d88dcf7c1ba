//! Keys and tokens that their format gives away, wherever they stand.

use tollgate_sdk::{Check, Context, Fix, Input, Level, Precision, Resource, Rule, secrets};

use crate::texts;

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

/// What is made of other attributes, and what rules of the services look into.
const NOT_HERE: &[&str] = &["tags_all", "terraform_labels", "effective_labels", "container_definitions"];

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.input() != Input::Terraform {
        return;
    }
    let ty = resource.type_name();
    let is_elsewhere = |name: &str| {
        NOT_HERE.contains(&name)
            || ty == "aws_lambda_function" && name == "environment"
            || ty.starts_with("aws_") && name.starts_with("user_data")
    };
    let mut found = Vec::new();
    for (attribute, value) in resource.body().entries().filter(|(name, _)| !is_elsewhere(name)) {
        texts::each(attribute, value, &mut |name, text, value| {
            // A name may say that a key is for everybody.
            if let Some(what) = secrets::token(text).filter(|_| secrets::find(name, text).is_some()) {
                found.push((attribute, name, what, value));
            }
        });
    }
    for (attribute, name, what, value) in found {
        let place = if attribute == name { format!("`{name}`") } else { format!("`{name}` in `{attribute}`") };
        cx.report(value, format!("{place} of `{}` holds {what}", resource.address()))
            .because("it is in the history of the repository, in every clone and in the state: whoever finds it can use it, and bots find it within minutes")
            .help("revoke it, because it counts as leaked; then read it from a secret store, or pass it as a sensitive variable")
            // What is shown of the text must not have it either.
            .detail("secret", "");
    }
}
