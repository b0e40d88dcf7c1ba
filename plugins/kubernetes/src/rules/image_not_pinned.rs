//! Images that their publisher can replace.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    images::Image,
    pods::{Container, Pod, WORKLOADS, each_container},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/image-not-pinned",
    level: Level::Off,
    severity: 30,
    precision: Precision::VeryHigh,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "An image is named by a tag alone, without a digest",
    page: include_str!("image_not_pinned.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R271"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    each_container(cx, workload, |cx, pod, container| {
        // What is on the node already is not pulled.
        let never = container.attr("imagePullPolicy").judge(|value| value.string().test(|policy| policy == "Never"));
        if never != Answer::Yes {
            judge(cx, pod, container);
        }
    });
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>) {
    let image = container.attr("image");
    // Without an image there is nothing to pull; the server refuses it.
    let answer = image.judge(|image| image.string().test(|text| Image::parse(text).digest.is_none()));
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(image),
        Answer::Yes | Answer::Possible => {
            let finding = cx
                .report(image, format!("the image of {} has no digest", container.describe(pod)))
                .because("a tag is a name that its publisher, or who took over their account, can give to another image: the next pod that starts runs that one")
                .help("add the digest after the tag (`IMAGE:TAG@sha256:…`); `docker buildx imagetools inspect IMAGE:TAG` shows it, and a bot keeps both current");
            settle(finding, answer);
        }
    }
}
