//! Secrets in the repository.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::credentials::EntryOfSecret;

pub const RULE: Rule = Rule {
    id: "kubernetes/committed-secret",
    level: Level::Warning,
    severity: 70,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &["v1/Secret"],
    summary: "A Secret is written out in a manifest or in the values of a chart",
    page: include_str!("committed_secret.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R275"],
    check: Check::Resource(check),
};

/// Annotations by which a plugin fills the contents in when the object is applied.
const FILLED_IN: [&str; 2] = ["avp.kubernetes.io/path", "vault.security.banzaicloud.io/vault-addr"];

fn check(cx: &mut Context<'_>, object: Resource<'_>) {
    let annotations = object.attr("metadata").attr("annotations");
    let is_filled_in = FILLED_IN.iter().any(|key| !annotations.attr(key).is_unset());
    // SOPS leaves a note beside what it has encrypted.
    if is_filled_in || !object.attr("sops").is_unset() {
        return;
    }
    let (mut secret, mut unclear) = (Vec::new(), Vec::new());
    for field in ["stringData", "data"] {
        let data = object.attr(field);
        // What is withheld is written somewhere. What is made when it is applied is unknown, and no business of a
        // repository; what stands in for a secret is shown.
        for (key, value) in data.entries().filter(|(_, value)| value.is_withheld()) {
            match EntryOfSecret::of(key) {
                EntryOfSecret::Secret => secret.push((key, value)),
                EntryOfSecret::Unclear => unclear.push((key, value)),
                EntryOfSecret::Public => {}
            }
        }
        if data.may_have_more() {
            cx.undecided(data);
        }
    }
    match (secret.as_slice(), unclear.as_slice()) {
        ([(key, value), others @ ..], _) => report(cx, object, key, *value, others),
        ([], [(key, value), ..]) => {
            let reason = format!("whether `{key}` has a secret in it is not shown to rules");
            cx.undecided_because(*value, reason, "reading it");
        }
        ([], []) => {}
    }
}

fn report(cx: &mut Context<'_>, object: Resource<'_>, key: &str, value: Value<'_>, others: &[(&str, Value<'_>)]) {
    let more = match others.len() {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let mut finding = cx
        .report(value, format!("`{}` is written out, with `{key}`{more}", object.address()))
        .because("base64 hides nothing: what is here is in the history of the repository, in every clone and in every copy of the chart, and a default is the password of all who forget to change it")
        .help("change what is known by now; then commit a SealedSecret, an ExternalSecret or a file that is encrypted with SOPS, and in a chart generate it or take the name of a Secret that is there already");
    for (_, other) in others {
        finding = finding.related(*other, "and this");
    }
}
