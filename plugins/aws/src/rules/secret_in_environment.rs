//! Secrets handed over as plain variables, where the service would fetch them.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value, secrets};

use crate::{credentials::secret_behind, tasks::each_container};

pub const RULE: Rule = Rule {
    id: "aws/secret-in-environment",
    level: Level::Info,
    severity: 45,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_ecs_task_definition", "aws_batch_job_definition", "aws_codebuild_project"],
    summary: "A secret is handed over as a plain variable",
    page: include_str!("secret_in_environment.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R187"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() {
        return;
    }
    let of = format!("`{}`", resource.address());
    match resource.type_name() {
        "aws_ecs_task_definition" => {
            each_container(cx, resource, |cx, one| variables(cx, one.attr("environment"), &one.describe()));
        }
        "aws_batch_job_definition" => {
            let properties = resource.attr("container_properties").document();
            variables(cx, properties.attr("environment"), &of);
        }
        _ => variables(cx, resource.block("environment").attr("environment_variable"), &of),
    }
}

fn variables(cx: &mut Context<'_>, list: Value<'_>, of: &str) {
    for one in list.each() {
        // Of a build only those that are no name of a secret.
        if one.attr("type").string().or("PLAINTEXT").known() == Some("PLAINTEXT") {
            judge(cx, one, of);
        }
    }
    if list.may_have_more() {
        cx.undecided(list);
    }
}

fn judge(cx: &mut Context<'_>, variable: Value<'_>, of: &str) {
    let value = variable.attr("value");
    let name = variable.attr("name").string().known().unwrap_or("?");
    let secret = secret_behind(&value);
    let message = match secret {
        Some(secret) => format!("the variable `{name}` of {of} is given `{}.{}`", secret.address(), secret.path()),
        None if value.is_sensitive() && secrets::class(name).is_some() => {
            format!("the variable `{name}` of {of} is given a sensitive value")
        }
        None => return,
    };
    let found = cx
        .report(value, message)
        .because("all who may describe the task, the job or the build read it in the console, whether or not they may read the secret; and it is in the state")
        .help("name the secret instead: `secrets = [{ name = …, valueFrom = … }]` with the ARN of a secret or parameter in a container, `type = \"SECRETS_MANAGER\"` in a build; the service fetches it when it starts")
        .detail("secret", "");
    // Computed from it: perhaps a hash, perhaps a URL with the password in it.
    if secret.is_some_and(|secret| !secret.is_exact()) {
        found.possible();
    }
}
