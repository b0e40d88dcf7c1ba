//! Secrets in plain variables, although the service can fetch them.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value, secrets};

use crate::{
    credentials::secret_behind,
    tasks::{each_container, each_job_container, pods_of_job},
};

pub const RULE: Rule = Rule {
    id: "aws/secret-in-environment",
    level: Level::Info,
    severity: 45,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_ecs_task_definition", "aws_batch_job_definition", "aws_codebuild_project"],
    summary: "A secret is passed in a plain variable",
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
            each_job_container(cx, resource, |cx, body, of| variables(cx, body.attr("environment"), of));
            for pod in pods_of_job(resource) {
                variables(cx, pod.attr("env"), &of);
            }
        }
        _ => variables(cx, resource.block("environment").attr("environment_variable"), &of),
    }
}

fn variables(cx: &mut Context<'_>, list: Value<'_>, of: &str) {
    for one in list.each() {
        // In builds, variables of other types hold the name of a secret.
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
    let name = variable.attr("name").string().known();
    let what = name.map_or("a variable".to_owned(), |name| format!("the variable `{name}`"));
    let secret = secret_behind(&value);
    let message = match secret {
        Some(secret) => format!("{what} of {of} is given the secret `{}.{}`", secret.address(), secret.path()),
        None if value.is_sensitive() && name.is_some_and(|name| secrets::class(name).is_some()) => {
            format!("{what} of {of} is given a sensitive value")
        }
        None => return,
    };
    let found = cx
        .report(value, message)
        .because("it is in the state, and everybody who may describe the task, job or build can read it, also those who may not read the secret")
        .help("let the service fetch the secret when it starts: give a container its ARN in `secrets = [{ name = …, valueFrom = … }]`, and a build its name with `type = \"SECRETS_MANAGER\"`")
        .detail("secret", "");
    // Computed from it: perhaps a hash, perhaps a URL with the password in it.
    if secret.is_some_and(|secret| !secret.is_exact()) {
        found.possible();
    }
}
