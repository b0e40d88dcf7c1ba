//! Secrets that can be read in the code, and by everybody who may describe what runs.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value, secrets};

use crate::{
    credentials::in_setting,
    tasks::{each_container, each_job_container, pods_of_job},
};

pub const RULE: Rule = Rule {
    id: "aws/plaintext-secret",
    level: Level::Error,
    severity: 75,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "aws_ecs_task_definition",
        "aws_batch_job_definition",
        "aws_lambda_function",
        "aws_codebuild_project",
        "aws_apprunner_service",
        "aws_amplify_app",
        "aws_amplify_branch",
        "aws_glue_job",
        "aws_elastic_beanstalk_environment",
        "aws_elastic_beanstalk_configuration_template",
        "aws_sagemaker_model",
    ],
    summary: "A password, key or token is written in the settings of what runs",
    page: include_str!("plaintext_secret.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R187", "R199"],
    check: Check::Resource(check),
};

/// Maps of names to texts, by the type of the resource.
const MAPS: &[(&str, &str)] = &[
    ("aws_lambda_function", "environment.variables"),
    ("aws_apprunner_service", IMAGE_OF_APPRUNNER),
    ("aws_apprunner_service", CODE_OF_APPRUNNER),
    ("aws_amplify_app", "environment_variables"),
    ("aws_amplify_branch", "environment_variables"),
    ("aws_glue_job", "default_arguments"),
    ("aws_glue_job", "non_overridable_arguments"),
    ("aws_sagemaker_model", "primary_container.environment"),
];
const IMAGE_OF_APPRUNNER: &str =
    "source_configuration.image_repository.image_configuration.runtime_environment_variables";
const CODE_OF_APPRUNNER: &str =
    "source_configuration.code_repository.code_configuration.code_configuration_values.runtime_environment_variables";

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() {
        return;
    }
    let of = format!("`{}`", resource.address());
    for (_, path) in MAPS.iter().filter(|(ty, _)| *ty == resource.type_name()) {
        map(cx, resource.setting(path).value(), "variable", &of);
    }
    match resource.type_name() {
        "aws_ecs_task_definition" => each_container(cx, resource, |cx, one| container(cx, one.body, &one.describe())),
        "aws_batch_job_definition" => {
            each_job_container(cx, resource, container);
            for pod in pods_of_job(resource) {
                pairs(cx, pod.attr("env"), &of, |_| true);
                for words in [pod.attr("command"), pod.attr("args")] {
                    command(cx, words, "command", &of);
                }
            }
        }
        "aws_sagemaker_model" => {
            // Of a pipeline of containers.
            let containers = resource.attr("container");
            for one in containers.each() {
                map(cx, one.attr("environment"), "variable", &of);
            }
            if containers.may_have_more() {
                cx.undecided(containers);
            }
        }
        "aws_codebuild_project" => {
            let variables = resource.block("environment").attr("environment_variable");
            // Other types name a parameter or a secret.
            let is_text = |one: Value<'_>| one.attr("type").string().or("PLAINTEXT").known() == Some("PLAINTEXT");
            pairs(cx, variables, &of, is_text);
        }
        ty if ty.starts_with("aws_elastic_beanstalk_") => {
            let is_variable = |one: Value<'_>| {
                one.attr("namespace").string().known() == Some("aws:elasticbeanstalk:application:environment")
            };
            pairs(cx, resource.attr("setting"), &of, is_variable);
        }
        _ => {}
    }
}

/// A container of ECS or Batch.
fn container(cx: &mut Context<'_>, body: Value<'_>, of: &str) {
    pairs(cx, body.attr("environment"), of, |_| true);
    map(cx, body.attr("logConfiguration").attr("options"), "option of the log driver", of);
    for (words, what) in [
        (body.attr("command"), "command"),
        (body.attr("entryPoint"), "entry point"),
        (body.attr("healthCheck").attr("command"), "health check"),
    ] {
        command(cx, words, what, of);
    }
}

/// A command and its arguments, word by word.
fn command(cx: &mut Context<'_>, words: Value<'_>, what: &str, of: &str) {
    let values: Vec<_> = words.each().collect();
    let texts: Vec<_> = values.iter().map(|word| word.string().known()).collect();
    for (index, secret) in secrets::find_in_words(&texts) {
        report(cx, values[index], &format!("the {what} of {of} holds {secret}"), false);
    }
}

/// A list of names and values.
fn pairs(cx: &mut Context<'_>, list: Value<'_>, of: &str, is_meant: impl Fn(Value<'_>) -> bool) {
    for one in list.each().filter(|one| is_meant(*one)) {
        if let Some(name) = one.attr("name").string().known() {
            judge(cx, name, one.attr("value"), "variable", of);
        }
    }
    if list.may_have_more() {
        cx.undecided(list);
    }
}

fn map(cx: &mut Context<'_>, map: Value<'_>, what: &str, of: &str) {
    for (name, value) in map.entries() {
        judge(cx, name, value, what, of);
    }
    if map.may_have_more() {
        cx.undecided(map);
    }
}

/// A value that is not known, or not all known, is not written here.
fn judge(cx: &mut Context<'_>, name: &str, value: Value<'_>, what: &str, of: &str) {
    let found = || value.possibilities().map(|value| value.string().known().and_then(|text| in_setting(name, text)));
    if let Some(secret) = found().flatten().next() {
        let is_possible = found().any(|secret| secret.is_none());
        report(cx, value, &format!("the {what} `{name}` of {of} holds {secret}"), is_possible);
    } else if value.is_withheld() && secrets::class(name).is_some() {
        cx.undecided(value);
    }
}

fn report(cx: &mut Context<'_>, value: Value<'_>, message: &str, is_possible: bool) {
    let found = cx
        .report(value, message)
        .because("it is in the history of the repository and in every clone, in the state, and in the console for everybody who may describe the resource: whoever can read one of these has the secret")
        .help("replace the secret, which counts as leaked; keep the new one in Secrets Manager or in a `SecureString` parameter, and let the service fetch it (`secrets` of a container, `secretOptions` of a log driver) or the program read it when it starts")
        // What is shown of the line must not have it either.
        .detail("secret", "");
    if is_possible {
        found.possible();
    }
}
