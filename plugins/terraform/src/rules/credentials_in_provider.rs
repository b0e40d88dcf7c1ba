//! Credentials in the block of a provider or of a backend.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, secrets};

use crate::texts;

pub const RULE: Rule = Rule {
    id: "terraform/credentials-in-provider",
    level: Level::Error,
    severity: 85,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["terraform/backend", "terraform/provider"],
    summary: "A provider or a backend has a password or key in the code",
    page: include_str!("credentials_in_provider.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R161"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, provider: Resource<'_>) {
    let kind = provider.type_name().trim_start_matches("terraform/");
    let is_emulated = is_emulated(provider);
    let owner = provider.name().split_once('.').map_or(provider.name(), |(owner, _)| owner);
    let mut found = Vec::new();
    for (name, value) in provider.body().entries() {
        texts::each(name, value, &mut |name, text, value| {
            // Whose key it is decides what may stand in for one.
            let secret = secrets::find(&format!("{owner}_{name}"), text);
            let is_none = is_emulated || is_mock(text);
            if let Some(what) = secret.filter(|_| !is_none || secrets::token(text).is_some()) {
                found.push((name, what, value));
            }
        });
    }
    for (name, what, value) in found {
        cx.report(value, format!("the {kind} `{}` has {what} in the code, as `{name}`", provider.name()))
            .because("whoever reads the repository, its history or a clone can do everything that Terraform can, and bots use a leaked key within minutes")
            .help("revoke it, because it counts as leaked; pass credentials through environment variables, a profile, or the identity of the machine or pipeline")
            // What is shown of the text must not have it either.
            .detail("secret", "");
    }
}

/// LocalStack and other emulators accept any key.
fn is_emulated(provider: Resource<'_>) -> bool {
    let is_on = |name: &str| provider.attr(name).bool().known() == Some(true);
    is_on("skip_credentials_validation") && is_on("skip_requesting_account_id")
}

fn is_mock(text: &str) -> bool {
    text.to_ascii_lowercase().starts_with("mock")
}
