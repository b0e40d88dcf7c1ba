//! Pods with a key to the API that opens nothing they need.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Place, Precision, Read, Resource, Rule, View};

use crate::{
    accounts::{ACCOUNT, Account, DEFAULT, cloud_identity, is_binding, is_subject},
    objects::is_of_chart,
    pods::{Pod, WORKLOADS, with_workloads, workloads},
    rbac::BINDINGS,
    relations::{are_together, namespace},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/unneeded-service-account-token",
    level: Level::Info,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "A pod holds a token for the API that nothing gives rights to",
    page: include_str!("unneeded_service_account_token.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R268"],
    check: Check::Project(check),
};

const TYPES: [&str; WORKLOADS.len() + 3] = with_workloads(&[ACCOUNT, BINDINGS[0], BINDINGS[1]]);

const FIELD: &str = "automountServiceAccountToken";

/// Beginnings of annotations by which an agent logs in elsewhere with the token of the pod.
const LOGINS: [&str; 3] = ["vault.hashicorp.com/", "vault.security.banzaicloud.io/", "consul.hashicorp.com/"];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let bindings: Vec<Resource<'_>> = view.resources().filter(|one| is_binding(*one)).collect();
    for workload in workloads(view).filter(|one| one.exists() != Existence::No) {
        judge(cx, view, workload, &bindings);
    }
}

fn judge(cx: &mut Context<'_>, view: View<'_>, workload: Resource<'_>, bindings: &[Resource<'_>]) {
    let pod = Pod::of(workload);
    let (spec, own) = (pod.spec(), pod.spec().attr(FIELD));
    if spec.is_unset() {
        return;
    }
    let of_pod = own.judge(|value| value.bool().or(true).test(|on| on));
    if of_pod == Answer::No {
        return;
    }
    let account = Account::of(&pod);
    let Read::Known(name) = account.name else { return cx.undecided(account.value) };
    let object = account.object(&pod, view);
    // What an account that is made elsewhere may do is decided there, too.
    if object.is_none() && name != DEFAULT {
        return;
    }
    let of_account = object.map(|object| object.attr(FIELD)).filter(|_| own.is_unset());
    let mounted = of_account.map_or(of_pod, |value| value.judge(|value| value.bool().or(true).test(|on| on)));
    match mounted {
        Answer::No => return,
        Answer::Unknown => return cx.undecided(of_account.unwrap_or(own)),
        Answer::Yes | Answer::Possible => {}
    }
    if object.and_then(cloud_identity).is_some() || logs_in(&pod) {
        return;
    }
    let space = object.map_or(namespace(workload), namespace);
    for binding in bindings.iter().filter(|binding| are_together(**binding, workload)) {
        let subjects = binding.attr("subjects");
        for subject in subjects.each() {
            match is_subject(subject, name, space, namespace(*binding)) {
                Answer::No => {}
                Answer::Unknown => return cx.undecided(subject),
                Answer::Yes | Answer::Possible => return,
            }
        }
        if subjects.may_have_more() {
            return cx.undecided(subjects);
        }
    }
    let place: Place = match (own.is_absent(), account.value.is_unset()) {
        (false, _) => own.into(),
        (true, false) => account.value.into(),
        (true, true) => workload.into(),
    };
    let all = if is_of_chart(workload) { "this chart" } else { "these manifests" };
    let message = format!(
        "pods of `{}` hold the token of the ServiceAccount `{name}`, to which no binding in {all} gives rights",
        pod.address()
    );
    let finding = cx
        .report(place, message)
        .because("whoever reads a file of the container is known to the API: they see what every account may, and have what a later binding gives to this one")
        .help("write `automountServiceAccountToken: false` in the `spec` of the pod; a program that does talk to the API gets an account of its own, and a binding for it")
        .if_exists(workload);
    let finding = if own.is_absent() { finding.fix_insert(spec, FIELD, false) } else { finding.fix_set(own, false) };
    settle(finding.fix_is_unsafe(), mounted);
}

fn logs_in(pod: &Pod<'_>) -> bool {
    let annotations = pod.annotations();
    annotations.is_unknown() || annotations.entries().any(|(key, _)| LOGINS.iter().any(|begin| key.starts_with(begin)))
}
