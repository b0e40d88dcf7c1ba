//! Images that are another one tomorrow.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule};

use crate::{
    images::Image,
    pods::{Container, Pod, WORKLOADS, each_container},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/floating-image-tag",
    level: Level::Warning,
    severity: 45,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "An image has no tag, or one that moves",
    page: include_str!("floating_image_tag.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"tags":{"type":"array","items":{"type":"string"},"default":[],"description":"Further tags that move, such as `stable`."}}}"#,
    fix: Fix::None,
    answers: &["R270"],
    check: Check::Resource(check),
};

/// Tags that move by convention.
const FLOATING: &[&str] = &["latest", "edge", "nightly", "main", "master", "head", "rolling", "canary", "unstable"];

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
    let image = match Image::of(container.value) {
        // Without an image there is nothing to pull; the server refuses it.
        Read::Absent | Read::Null => return,
        Read::Unknown => return cx.undecided(container.attr("image")),
        Read::Known(image) => image,
    };
    let what = format!("the image of {}", container.describe(pod));
    let message = match (image.digest, image.tag) {
        (Some(_), _) => return,
        (None, None) => format!("{what} has no tag"),
        (None, Some(tag)) if is_floating(cx, tag) => format!("{what} has the tag `{tag}`, which moves"),
        (None, Some(_)) => return,
    };
    let _finding = cx
        .report(container.attr("image"), message)
        .because("each node pulls what the tag means at that moment: replicas of one Deployment run different versions, a pod that moves upgrades, and a rollback brings back the same tag")
        .help("name the version that runs now, e.g. `postgres:17.2`, and let a bot propose newer ones");
}

fn is_floating(cx: &Context<'_>, tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let more = cx.options().attr("tags");
    FLOATING.contains(&tag.as_str())
        || tag.split('-').any(|part| part == "latest")
        || more.each().any(|floating| floating.string().test(|floating| floating == tag) == Answer::Yes)
}
