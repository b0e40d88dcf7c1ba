//! Containers that may make every call of the kernel.

use tollgate_sdk::{Answer, Check, Context, Fix, Json, Level, Precision, Report, Resource, Rule, Value};

use crate::{
    pods::{Container, Pod, WORKLOADS},
    security::{is_privileged, settle},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/unconfined-seccomp",
    level: Level::Warning,
    severity: 45,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A container runs without a seccomp profile",
    page: include_str!("unconfined_seccomp.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R267"],
    check: Check::Resource(check),
};

const PROFILE: &str = "seccompProfile";

/// Annotations of clusters before 1.27; the latter with the name of the container.
const OF_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const OF_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    let pod = Pod::of(workload);
    if pod.is_on_windows() == Answer::Yes {
        return;
    }
    let of_pod = written(pod.spec().attr("securityContext"), pod.annotations().attr(OF_POD));
    let (mut inherits, mut bare) = (false, Vec::new());
    // A privileged one has none, whatever is written, which is another finding.
    for container in pod.containers().filter(|container| is_privileged(*container) != Answer::Yes) {
        let name = container.name().known().unwrap_or_default();
        let of_container = pod.annotations().attr(&format!("{OF_CONTAINER}{name}"));
        let own = written(container.attr("securityContext"), of_container);
        match (own.is_unset(), of_pod.is_unset()) {
            (false, _) => judge(cx, own, &container.describe(&pod)),
            (true, false) => inherits = true,
            (true, true) => bare.push(container),
        }
    }
    if inherits {
        judge(cx, of_pod, &format!("pods of `{}`", pod.address()));
    }
    if !bare.is_empty() {
        report_bare(cx, &pod, &bare);
    }
    if let Some(list) = pod.may_have_more() {
        cx.undecided(list);
    }
}

/// The type of the profile in a `securityContext`, else what the annotation says.
fn written<'a>(context: Value<'a>, annotation: Value<'a>) -> Value<'a> {
    let profile = context.attr(PROFILE).attr("type");
    if profile.is_unset() && !annotation.is_unset() { annotation } else { profile }
}

/// `who` runs with the profile that is `written`.
fn judge(cx: &mut Context<'_>, written: Value<'_>, who: &str) {
    let answer = written.judge(|value| value.string().test(|text| text.eq_ignore_ascii_case("unconfined")));
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(written),
        Answer::Yes | Answer::Possible => {
            let is_field = written.judge(|value| value.string().test(|text| text == "Unconfined")) != Answer::No;
            let verb = if who.starts_with("pods") { "run" } else { "runs" };
            let finding = explain(cx.report(written, format!("{who} {verb} with seccomp switched off")));
            let finding = if is_field { finding.fix_set(written, "RuntimeDefault").fix_is_unsafe() } else { finding };
            settle(finding, answer);
        }
    }
}

/// One finding for the pod: one line there is enough for all of its containers.
fn report_bare(cx: &mut Context<'_>, pod: &Pod<'_>, bare: &[Container<'_>]) {
    let names: Vec<String> =
        bare.iter().filter_map(|container| Some(format!("`{}`", container.name().known()?))).collect();
    let (message, place) = match bare {
        [only] => (format!("{} has no seccomp profile", only.describe(pod)), only.place()),
        _ if names.len() == bare.len() => {
            (format!("containers {} of `{}` have no seccomp profile", names.join(", "), pod.address()), bare[0].place())
        }
        _ => (format!("containers of `{}` have no seccomp profile", pod.address()), pod.workload.into()),
    };
    let finding = explain(cx.report(place, message));
    let (spec, context) = (pod.spec(), pod.spec().attr("securityContext"));
    let default = Json::object([("type", "RuntimeDefault".into())]);
    let finding = if !context.attr(PROFILE).is_absent() {
        finding.fix_set(context.attr(PROFILE), default)
    } else if !context.is_absent() && !context.is_unset() {
        finding.fix_insert(context, PROFILE, default)
    } else if context.is_absent() {
        finding.fix_insert(spec, "securityContext", Json::object([(PROFILE, default)]))
    } else {
        finding.fix_set(context, Json::object([(PROFILE, default)]))
    };
    let _finding = finding.fix_is_unsafe();
}

fn explain(finding: Report<'_>) -> Report<'_> {
    finding
        .because("it may make every call of the kernel that it shares with its node, the rare and the buggy ones too, which is where ways out of containers are found")
        .help("write `seccompProfile: { type: RuntimeDefault }` under the `securityContext` of the pod; where a program needs one call more, a profile of its own with `Localhost`")
}
