//! Variables for secrets whose value Terraform prints.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Read, Resource, Rule, secrets};

use crate::names;

pub const RULE: Rule = Rule {
    id: "terraform/unmarked-secret",
    level: Level::Warning,
    severity: 45,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["terraform/variable"],
    summary: "A variable for a secret is not marked as sensitive",
    page: include_str!("unmarked_secret.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R185"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, variable: Resource<'_>) {
    if !is_secret(variable) {
        return;
    }
    let sensitive = variable.setting("sensitive");
    let is_marked = names::is_marked(variable);
    let message = format!("`var.{}` is not marked as sensitive", variable.name());
    if let Some(found) = cx.reject(&sensitive, |_| is_marked.not(), message) {
        found
            .because("Terraform prints its value in plans and errors: the log of the pipeline and the comment on the pull request show it to everybody with access to the repository")
            .help("set `sensitive = true`, or `ephemeral = true` to keep it out of the plan and the state as well")
            .fix_setting(&sensitive, true)
            .fix_is_unsafe();
    }
}

/// A text that is a secret by its name.
fn is_secret(variable: Resource<'_>) -> bool {
    let is_text = match variable.attr("type").string() {
        Read::Known(ty) => matches!(ty.trim().trim_matches('"'), "string" | "any"),
        _ => true,
    };
    let default = variable.attr("default");
    let is_elsewhere = match default.string() {
        // An ARN, a path: what it names is a secret, it is none.
        Read::Known(text) => !text.is_empty() && secrets::is_stand_in(text) || default.bool().known().is_some(),
        Read::Unknown => !default.is_sensitive(),
        Read::Absent | Read::Null => false,
    };
    let description = variable.attr("description").string().known().unwrap_or_default();
    is_text && !is_elsewhere && names::is_secret(variable.name()) && !names::names_one(description)
}
