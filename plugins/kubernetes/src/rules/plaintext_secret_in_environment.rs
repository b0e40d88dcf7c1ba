//! Secrets that everybody reads who reads the manifest.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::{
    credentials::{in_setting, in_words},
    pods::{Container, Pod, WORKLOADS, each_container},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/plaintext-secret-in-environment",
    level: Level::Error,
    severity: 75,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A password, key or token is written as a variable of a container, or in its command",
    page: include_str!("plaintext_secret_in_environment.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R273"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    each_container(cx, workload, |cx, pod, container| {
        let variables = container.attr("env");
        for variable in variables.each() {
            judge(cx, pod, container, variable);
        }
        if variables.may_have_more() {
            cx.undecided(variables);
        }
        for line in command_lines(container) {
            judge_line(cx, pod, container, &line);
        }
    });
}

/// What a container runs, and what it is called in a message.
struct Line<'a> {
    what: &'static str,
    /// The lists of its words: arguments come after the command.
    lists: Vec<Value<'a>>,
}

fn command_lines(container: Container<'_>) -> Vec<Line<'_>> {
    fn run<'a>(what: &'static str, of: Value<'a>) -> Line<'a> {
        Line { what, lists: vec![of.attr("exec").attr("command")] }
    }
    let lifecycle = container.attr("lifecycle");
    vec![
        Line { what: "the command", lists: vec![container.attr("command"), container.attr("args")] },
        run("the liveness probe", container.probe("livenessProbe")),
        run("the readiness probe", container.probe("readinessProbe")),
        run("the startup probe", container.probe("startupProbe")),
        run("the hook `postStart`", lifecycle.attr("postStart")),
        run("the hook `preStop`", lifecycle.attr("preStop")),
    ]
}

fn judge_line(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>, line: &Line<'_>) {
    let values: Vec<Value<'_>> = line.lists.iter().flat_map(Value::each).collect();
    let words: Vec<Option<&str>> = values.iter().map(|word| word.string().known()).collect();
    for (index, secret) in in_words(&words) {
        let message = format!("{} of {} holds {secret}, written in the manifest", line.what, container.describe(pod));
        let _finding = cx
            .report(values[index], message)
            .because("it is in the history of the repository, in every clone, in the pod for all who may list pods, and in the list of processes on the node: whoever reads one of them has it")
            .help("change it, since it is known; then keep it in a Secret that is not committed, and let the program read it from a file or a variable: `$(NAME)` in `args` stands for the variable `NAME`, which `valueFrom.secretKeyRef` sets")
            // What is shown of the line must not have it either.
            .detail("secret", "");
    }
    for list in line.lists.iter().filter(|list| list.may_have_more()) {
        cx.undecided(*list);
    }
}

/// A value that is not known, or not all known, is not written here.
fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>, variable: Value<'_>) {
    let value = variable.attr("value");
    let Some(name) = variable.attr("name").string().known() else { return };
    let secrets = || value.possibilities().map(|value| value.string().known().and_then(|text| in_setting(name, text)));
    let Some(secret) = secrets().flatten().next() else { return };
    let message =
        format!("the variable `{name}` of {} holds {secret}, written in the manifest", container.describe(pod));
    let finding = cx
        .report(value, message)
        .because("it is in the history of the repository, in every clone, and in the pod for all who may list pods: whoever reads one of them has it")
        .help("change it, since it is known; then keep it in a Secret that is not committed, and read it from there: mounted as a file, or with `valueFrom.secretKeyRef`")
        // What is shown of the line must not have it either.
        .detail("secret", "");
    if secrets().any(|secret| secret.is_none()) {
        finding.possible();
    }
}
