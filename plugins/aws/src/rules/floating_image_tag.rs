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
    summary: "A container of a task runs whatever its image tag means when it starts",
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
                .report(image, format!("{} runs whatever its image tag means when it starts", container.describe()))
                .because("two tasks of one deployment may run different code, a rollback brings back the name and not the code, and who may push to the registry changes production without a deployment")
                .help("name the version, or better the digest (`image@sha256:…`)");
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}

/// Whether the image has no tag, or one that is made to move, and no digest.
fn floats(image: Value<'_>) -> Answer {
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
