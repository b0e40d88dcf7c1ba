//! Services that are built, and that may as well be pulled.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::stack::SERVICE;

pub const RULE: Rule = Rule {
    id: "compose/build-and-image",
    level: Level::Off,
    severity: 20,
    precision: Precision::Medium,
    inputs: &["compose"],
    types: &[SERVICE],
    summary: "A service is built and names an image that may be pulled instead",
    page: include_str!("build_and_image.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R247"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    let (build, image, policy) = (service.attr("build"), service.attr("image"), service.attr("pull_policy"));
    let built = if build.is_unknown() { Answer::Unknown } else { Answer::from(!build.is_unset()) };
    let named = image.judge(|value| value.string().test(|text| !text.is_empty()));
    // Whoever says that it is never pulled has given the result of the build a name, and no more.
    let pulled = policy.judge(|value| value.string().or("missing").test(|text| text != "build" && text != "never"));
    let answer = built.and(named).and(pulled);
    match answer {
        Answer::No => {}
        Answer::Unknown => {
            if let Some(unknown) = [build, image, policy].into_iter().find(|value| value.is_unknown()) {
                cx.undecided(unknown);
            }
        }
        Answer::Yes | Answer::Possible => {
            let finding = cx
                .report(image, format!("`{}` is built here, and its image may be pulled as well", service.address()))
                .because("which of the two runs depends on what the machine has seen before: `up` takes the image of the registry where it can be pulled, `up --build` replaces it under the same name, and two machines run different code that has one name")
                .help("add `pull_policy: build` if the name is meant for what is built here; or leave `build` to a file of its own for development")
                .related(build, "what is built");
            if answer == Answer::Possible {
                finding.possible();
            }
        }
    }
}
