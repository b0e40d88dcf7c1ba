//! Containers whose image may be another one tomorrow.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::tasks::{Container, each_container};

pub const RULE: Rule = Rule {
    id: "aws/floating-image-tag",
    level: Level::Warning,
    severity: 40,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_ecs_task_definition"],
    summary: "A container of an ECS task runs an image without a fixed version",
    page: include_str!("floating_image_tag.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, task: Resource<'_>) {
    each_container(cx, task, judge);
}

fn judge(cx: &mut Context<'_>, container: Container<'_>) {
    let image = container.attr("image");
    let answer = image.judge(floats);
    match answer {
        // A tag that somebody gives says nothing bad; what is not written at all is refused by AWS.
        Answer::No | Answer::Unknown => {}
        Answer::Yes | Answer::Possible => {
            let found = cx
                .report(image, format!("{} runs an image without a fixed version", container.describe()))
                .because("whoever may push to the registry decides what the next deployment or scheduled task runs, and a rollback brings back the name and not the code")
                .help("name a version, or better a digest (`image@sha256:…`)");
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}

/// Whether it is the URL of a repository of ECR and nothing else.
fn is_bare_repository(image: Value<'_>) -> bool {
    image.target().is_some_and(|target| target.path() == "repository_url")
}

/// Whether the image has no tag, or one that is made to move, and no digest.
fn floats(image: Value<'_>) -> Answer {
    if is_bare_repository(image) {
        return Answer::Yes;
    }
    image.string().test(|image| {
        if image.is_empty() || image.contains('@') {
            return false;
        }
        // The port of a registry is no tag.
        let name = image.rsplit('/').next().unwrap_or_default();
        match name.split_once(':') {
            None => true,
            Some((_, tag)) => tag == "latest",
        }
    })
}
