//! Variables for secrets whose value Terraform prints.

use tollgate_sdk::{
    Answer, Check, Context, Existence, Fix, Level, Precision, Read, Resource, Rule, Value, View, secrets,
};

use crate::names;

pub const RULE: Rule = Rule {
    id: "terraform/unmarked-secret",
    level: Level::Warning,
    severity: 45,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[VARIABLE, OUTPUT],
    summary: "A variable for a secret is not marked as sensitive",
    page: include_str!("unmarked_secret.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R185"],
    check: Check::Project(check),
};

const VARIABLE: &str = "terraform/variable";
const OUTPUT: &str = "terraform/output";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let exists = |variable: &Resource<'_>| variable.exists() != Existence::No;
    for variable in view.of(VARIABLE).filter(exists).filter(|variable| is_secret(*variable)) {
        judge(cx, view, variable);
    }
}

fn judge(cx: &mut Context<'_>, view: View<'_>, variable: Resource<'_>) {
    let sensitive = variable.setting("sensitive");
    let is_marked = names::is_marked(variable);
    let message = format!("`var.{}` is not marked as sensitive", variable.name());
    if let Some(found) = cx.reject(&sensitive, |_| is_marked.not(), message) {
        let found = found
            .because("Terraform prints its value in plans and errors: the log of the pipeline and the comment on the pull request show it to everybody with access to the repository")
            .help("set `sensitive = true`, or `ephemeral = true` to keep it out of the plan and the state as well")
            .if_exists(variable);
        match shown_by(view, variable) {
            Some(output) => {
                let name = output.name();
                found
                    .help(format!(
                        "set `sensitive = true` here and for the output `{name}`, or Terraform refuses the output"
                    ))
                    .related(output, "the output that shows it");
            }
            None => drop(found.fix_setting(&sensitive, true).fix_is_unsafe()),
        }
    }
}

/// An output of the root module that shows the variable and is not marked: Terraform refuses it when the variable is.
fn shown_by<'a>(view: View<'a>, variable: Resource<'a>) -> Option<Resource<'a>> {
    let is_beside = |output: &Resource<'_>| output.root() == variable.root() && output.variant() == variable.variant();
    view.of(OUTPUT)
        .filter(|output| output.module().is_empty() && is_beside(output))
        .filter(|output| names::is_marked(*output) != Answer::Yes)
        .find(|output| shows(output.attr("value"), variable, 0))
}

/// Whether a value is made of the variable, or says the same as its default.
fn shows(value: Value<'_>, variable: Resource<'_>, depth: u8) -> bool {
    let module = variable.module();
    let name = variable.name();
    let address = if module.is_empty() { format!("var.{name}") } else { format!("{module}.var.{name}") };
    let default = variable.attr("default").string().known().filter(|text| text.len() > 3);
    let is_default = |text: &str| default.is_some_and(|default| text.contains(default));
    value.possibilities().any(|one| {
        one.refs().any(|part| part.address() == address)
            || one.string().known().is_some_and(is_default)
            || depth < 8 && one.each().any(|part| shows(part, variable, depth + 1))
    })
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
