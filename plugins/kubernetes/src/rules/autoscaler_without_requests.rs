//! Autoscalers that compare with what nobody asked for.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value, View};

use crate::{
    limits::{Ranges, Side},
    pods::{Container, Pod, WORKLOADS, is_workload, with_workloads},
    ports::listening,
    scale::{SCALERS, Scaler},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/autoscaler-without-requests",
    level: Level::Warning,
    severity: 35,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "An autoscaler measures use against a request that is not there",
    page: include_str!("autoscaler_without_requests.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R285"],
    check: Check::Project(check),
};

const TYPES: [&str; WORKLOADS.len() + 2] = with_workloads(&[SCALERS[0], "v1/LimitRange"]);

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let ranges = Ranges::of(view);
    for scaler in view.resources().filter_map(Scaler::of) {
        let Some(target) = scaler.target().filter(|target| is_workload(*target)) else { continue };
        let pod = Pod::of(target);
        for metric in Metric::all(scaler.object) {
            for container in listening(&pod).filter(|one| metric.is_about(*one)) {
                judge(cx, &scaler, &metric, &pod, container, &ranges);
            }
            if let Some(list) = pod.may_have_more() {
                cx.undecided(list);
            }
        }
    }
}

/// What an autoscaler measures in per cent of a request.
struct Metric<'a> {
    /// `cpu` or `memory`.
    name: &'a str,
    /// The one container it is about.
    container: Option<&'a str>,
    /// Where that is written; nothing where it is the default.
    place: Value<'a>,
}

impl<'a> Metric<'a> {
    fn all(scaler: Resource<'a>) -> Vec<Self> {
        let spec = scaler.attr("spec");
        let cpu = |place| vec![Self { name: "cpu", container: None, place }];
        if scaler.type_name() == "autoscaling/v1/HorizontalPodAutoscaler" {
            // The metrics of later versions stand in an annotation there.
            let others = scaler.attr("metadata").attr("annotations").attr("autoscaling.alpha.kubernetes.io/metrics");
            let said = spec.attr("targetCPUUtilizationPercentage");
            return if said.is_unset() && !others.is_unset() { Vec::new() } else { cpu(said) };
        }
        let metrics = spec.attr("metrics");
        if metrics.each().next().is_none() && !metrics.may_have_more() {
            return cpu(metrics);
        }
        metrics.each().filter_map(Self::of).collect()
    }

    fn of(metric: Value<'a>) -> Option<Self> {
        let source = match metric.attr("type").string().known()? {
            "Resource" => metric.attr("resource"),
            "ContainerResource" => metric.attr("containerResource"),
            _ => return None,
        };
        // As it was written until autoscaling/v2beta1, and since then.
        let fields = [source.attr("targetAverageUtilization"), source.attr("target").attr("averageUtilization")];
        let place = fields.into_iter().find(|field| !field.is_unset() && !field.is_unknown())?;
        Some(Self {
            name: source.attr("name").string().known()?,
            container: source.attr("container").string().known(),
            place,
        })
    }

    fn is_about(&self, container: Container<'_>) -> bool {
        self.container.is_none_or(|name| container.name() == Read::Known(name))
    }
}

fn judge(
    cx: &mut Context<'_>,
    scaler: &Scaler<'_>,
    metric: &Metric<'_>,
    pod: &Pod<'_>,
    container: Container<'_>,
    ranges: &Ranges<'_>,
) {
    let name = metric.name;
    let of_pod = pod.spec().attr("resources");
    let sides = [container.resource("requests", name), container.resource("limits", name)];
    let all = [sides[0], sides[1], of_pod.attr("requests").attr(name), of_pod.attr("limits").attr(name)];
    // Whatever is written, zero as well, can be compared with.
    let is_there = |value: &Value<'_>| {
        value.judge(|value| if value.is_unknown() { Answer::Unknown } else { Answer::from(!value.is_unset()) })
    };
    let missing = all.iter().map(is_there).fold(Answer::No, Answer::or).not();
    match missing {
        Answer::No => {}
        Answer::Unknown => cx.undecided(all.into_iter().find(Value::is_unknown).unwrap_or(sides[0])),
        _ if ranges.give(pod.workload, Side::Requests, name) => {}
        answer @ (Answer::Yes | Answer::Possible) => {
            let message = format!(
                "`{}` scales by use of {name}, in per cent of what is asked for, and {} asks for none",
                scaler.object.address(),
                container.describe(pod)
            );
            let finding = cx
                .report(container.place_of(sides[0]), message)
                .because("one container without a request is enough, and the autoscaler cannot compute anything: it reports `FailedGetResourceMetric` in its status and leaves the pods as they are, whatever the load")
                .help(format!("set `resources.requests.{name}` in every container of the pod, or scale by `averageValue`"))
                .if_exists(pod.workload)
                .if_exists(scaler.object);
            let finding = if metric.place.is_unset() {
                finding.related(scaler.object, "without metrics, it measures the use of cpu")
            } else {
                finding.related(metric.place, "in per cent of requests")
            };
            settle(finding, answer);
        }
    }
}
