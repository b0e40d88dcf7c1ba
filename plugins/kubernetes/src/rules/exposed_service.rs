//! Services that can be reached from outside of the cluster.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::{
    objects::{annotation, is_empty},
    ranges::{Range, are_the_world},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/exposed-service",
    level: Level::Off,
    severity: 45,
    precision: Precision::Medium,
    inputs: &["kubernetes"],
    types: &["v1/Service"],
    summary: "A Service can be reached from outside of the cluster",
    page: include_str!("exposed_service.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"allowed_ports":{"type":"array","items":{"type":"integer"},"default":[],"description":"Ports that load balancers may offer to everybody, such as 443."}}}"#,
    fix: Fix::None,
    answers: &["R294"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    let ty = service.attr("spec").attr("type");
    let is = |name: &'static str| ty.judge(move |ty| ty.string().test(|text| text == name));
    let on_nodes = is("NodePort");
    match (on_nodes, is("LoadBalancer")) {
        (Answer::No, Answer::No) => {}
        (Answer::Unknown, _) => cx.undecided(ty),
        (Answer::Yes | Answer::Possible, _) => {
            let finding = cx
                .report(ty, format!("`{}` is open on every node of the cluster", service.address()))
                .because("who reaches a node reaches the Service, past the Ingress with its TLS, logs and limits; and the port is open on nodes that were never meant to serve anybody")
                .help("use `type: ClusterIP` with an Ingress or a Gateway before it")
                .if_exists(service);
            settle(finding, on_nodes);
        }
        (Answer::No, answer) => balancer(cx, service, ty, answer),
    }
}

fn balancer(cx: &mut Context<'_>, service: Resource<'_>, ty: Value<'_>, is_balancer: Answer) {
    let allowed: Vec<i64> = cx.options().attr("allowed_ports").each().filter_map(|one| one.int().known()).collect();
    let ports = service.attr("spec").attr("ports");
    let is_allowed = |port: Value<'_>| port.attr("port").int().known().is_some_and(|port| allowed.contains(&port));
    if !is_empty(ports) && !ports.may_have_more() && ports.each().all(is_allowed) {
        return;
    }
    match is_internal(service).or(is_restricted(service)) {
        Answer::Yes | Answer::Possible => {}
        Answer::Unknown => {
            let reason = "whether the load balancer is internal or restricted is not known";
            cx.undecided_because(ty, reason, "the annotations of the Service and `loadBalancerSourceRanges`");
        }
        Answer::No => {
            let finding = cx
                .report(ty, format!("`{}` gets a load balancer that everybody may use", service.address()))
                .because("most clouds give it a public address: what the pods behind it answer, they answer to the whole internet")
                .help("put it behind an Ingress or a Gateway, ask for an internal load balancer with the annotation of your cloud, or list who may use it under `loadBalancerSourceRanges`")
                .if_exists(service);
            settle(finding, is_balancer);
        }
    }
}

/// Annotations by which a load balancer gets no public address, and the value for that; `*` for all but `false`.
const INTERNAL: &[(&str, &str)] = &[
    ("service.beta.kubernetes.io/aws-load-balancer-internal", "*"),
    ("service.beta.kubernetes.io/aws-load-balancer-scheme", "internal"),
    ("service.beta.kubernetes.io/azure-load-balancer-internal", "true"),
    ("networking.gke.io/load-balancer-type", "internal"),
    ("cloud.google.com/load-balancer-type", "internal"),
    ("service.beta.kubernetes.io/openstack-internal-load-balancer", "true"),
    ("service.beta.kubernetes.io/oci-load-balancer-internal", "true"),
    ("oci-network-load-balancer.oraclecloud.com/internal", "true"),
    ("service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type", "intranet"),
    ("service.kubernetes.io/qcloud-loadbalancer-internal-subnetid", "*"),
    ("service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type", "private"),
    ("service.beta.kubernetes.io/do-loadbalancer-network", "internal"),
    ("load-balancer.hetzner.cloud/disable-public-network", "true"),
    ("yandex.cloud/load-balancer-type", "internal"),
];

fn is_internal(service: Resource<'_>) -> Answer {
    let by = |(key, wanted): &(&str, &str)| {
        let is = |text: &str| match *wanted {
            "*" => !text.is_empty() && text != "false",
            wanted => text.eq_ignore_ascii_case(wanted),
        };
        annotation(service, key).judge(|value| value.string().test(is))
    };
    let annotated = INTERNAL.iter().map(by).fold(Answer::No, Answer::or);
    let class = service.attr("spec").attr("loadBalancerClass");
    let is_of = |name: &'static str| class.judge(move |class| class.string().test(|text| text == name));
    // The AWS controller makes internal ones unless it is told otherwise.
    let aws = "service.beta.kubernetes.io/aws-load-balancer-";
    let by_controller = annotation(service, &format!("{aws}type"))
        .judge(|ty| ty.string().test(|text| text == "external" || text == "nlb-ip"))
        .or(is_of("service.k8s.aws/nlb"));
    let scheme = annotation(service, &format!("{aws}scheme"));
    let by_default = if scheme.is_unset() { by_controller } else { Answer::No };
    annotated.or(by_default).or(is_of("tailscale"))
}

/// Whether it takes traffic of some addresses only.
fn is_restricted(service: Resource<'_>) -> Answer {
    let ranges = service.attr("spec").attr("loadBalancerSourceRanges");
    if !is_empty(ranges) {
        let known = ranges.each().filter_map(|one| Range::parse(one.string().known()?));
        let is_world = are_the_world(&known.collect::<Vec<_>>());
        let is_known = !ranges.may_have_more() && !ranges.each().any(|one| one.is_unknown());
        return if is_world || is_known { Answer::from(!is_world) } else { Answer::Unknown };
    }
    let annotated = annotation(service, "service.beta.kubernetes.io/load-balancer-source-ranges");
    annotated.judge(|value| {
        value.string().test(|text| {
            let ranges: Vec<Range> = text.split(',').filter_map(Range::parse).collect();
            !ranges.is_empty() && !are_the_world(&ranges)
        })
    })
}
