//! Secrets in the repository.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::{credentials::EntryOfSecret, objects::is_of_chart};

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

/// Why and what to do, for what somebody applies as it is.
const OF_MANIFEST: (&str, &str) = (
    "base64 hides nothing: what is here is in the history of the repository and in every clone",
    "change the secret, which is known by now; then commit a SealedSecret, an ExternalSecret or a file that is encrypted with SOPS",
);

/// The same for what others install.
const OF_CHART: (&str, &str) = (
    "base64 hides nothing: what is here is in the history of the repository and in every copy of the chart, and a default is the password of all who forget to change it",
    "change the secret, which is known by now; then let the chart generate it, or take the name of a Secret that is there already",
);

fn report(cx: &mut Context<'_>, object: Resource<'_>, key: &str, value: Value<'_>, others: &[(&str, Value<'_>)]) {
    let address = object.address();
    let message = match others.len() {
        0 => format!("the value of `{key}` in `{address}` is written out, for everybody to read"),
        1 => format!("the values of `{key}` and 1 more entry of `{address}` are written out, for everybody to read"),
        count => {
            format!(
                "the values of `{key}` and {count} more entries of `{address}` are written out, for everybody to read"
            )
        }
    };
    let (because, help) = if is_of_chart(object) { OF_CHART } else { OF_MANIFEST };
    let mut finding = cx.report(value, message).because(because).help(help);
    for (_, other) in others {
        finding = finding.related(*other, "and this");
    }
}
