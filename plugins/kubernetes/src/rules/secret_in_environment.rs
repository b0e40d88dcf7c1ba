//! Secrets in variables, where a file would do.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{
    credentials::EntryOfSecret,
    pods::{Container, Pod, WORKLOADS, each_container},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/secret-in-environment",
    level: Level::Off,
    severity: 35,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A container gets a Secret as variables rather than as files",
    page: include_str!("secret_in_environment.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R273"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    each_container(cx, workload, |cx, pod, container| {
        let (one_by_one, all) = (container.attr("env"), container.attr("envFrom"));
        for variable in one_by_one.each() {
            let what = match variable.attr("name").string() {
                Read::Known(name) => format!("as the variable `{name}`"),
                _ => "as a variable".to_owned(),
            };
            judge(cx, pod, container, variable.attr("valueFrom").attr("secretKeyRef"), &what);
        }
        for source in all.each() {
            judge(cx, pod, container, source.attr("secretRef"), "as variables, all of it");
        }
        for list in [one_by_one, all].iter().filter(|list| list.may_have_more()) {
            cx.undecided(*list);
        }
    });
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>, reference: Value<'_>, what: &str) {
    if reference.is_unset() {
        return;
    }
    if reference.is_unknown() {
        return cx.undecided(reference);
    }
    // The name of a user is kept beside the password, and is none.
    let key = reference.attr("key").string().known();
    if key.is_some_and(|key| EntryOfSecret::of(key) == EntryOfSecret::Public) {
        return;
    }
    let name = reference.attr("name");
    let (shown, place) = match name.string() {
        Read::Known(text) => (format!("the Secret `{text}`"), name),
        _ => ("a Secret".to_owned(), reference),
    };
    let _finding = cx
        .report(place, format!("{} gets {shown} {what}", container.describe(pod)))
        .because("all processes of the container inherit variables, error reports and debug pages print them, and a Secret that changes does not reach a process that has started")
        .help("mount it as a volume (`secret.secretName`, `readOnly: true`), and tell the program the path of the file");
}
