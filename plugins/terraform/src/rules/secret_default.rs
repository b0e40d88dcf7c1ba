//! Secrets as defaults of variables.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Read, Resource, Rule, secrets};

use crate::{names, texts};

pub const RULE: Rule = Rule {
    id: "terraform/secret-default",
    level: Level::Warning,
    severity: 65,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["terraform/variable"],
    summary: "A variable has a secret as its default",
    page: include_str!("secret_default.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R185"],
    check: Check::Resource(check),
};

const HELP: &str = "remove the default and rotate the secret, because it counts as leaked; set the variable from a secret store or the pipeline, or let the service generate the secret";

fn check(cx: &mut Context<'_>, variable: Resource<'_>) {
    let default = variable.attr("default");
    if default.is_withheld() {
        let is_text = matches!(variable.attr("type").string(), Read::Absent | Read::Null | Read::Known("string"));
        if is_text {
            report(cx, variable, default, "`{}` is sensitive, but its default is written in the code");
        }
        return;
    }
    let mut found = Vec::new();
    texts::each(variable.name(), default, &mut |name, text, value| {
        // What is recognised by its format alone, another rule reports.
        let by_name = if names::is_secret(name) { secrets::find(name, text) } else { None };
        let what = by_name.or_else(|| secrets::password_in_url(text)).or_else(|| secrets::password_in_pairs(text));
        if let Some(what) = what.filter(|_| secrets::token(text).is_none() && !secrets::is_stand_in(text)) {
            found.push((what, value));
        }
    });
    for (what, value) in found {
        report(cx, variable, value, &format!("the default of `{{}}` is {what}"));
    }
}

fn report(cx: &mut Context<'_>, variable: Resource<'_>, place: tollgate_sdk::Value<'_>, message: &str) {
    let name = format!("var.{}", variable.name());
    cx.report(place, message.replace("{}", &name))
        .because("it is in the history of the repository and in every clone, and if nobody sets the variable, the service starts with that known secret")
        .help(HELP)
        // What is shown of the text must not have it either.
        .detail("secret", "");
}
